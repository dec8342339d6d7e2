import { describe } from './describe.js'

/** The requests by tag: specification page "Bolt messages". */
const NAMES: Readonly<Record<number, string>> = {
  0x01: 'HELLO',
  0x02: 'GOODBYE',
  0x0f: 'RESET',
  0x10: 'RUN',
  0x11: 'BEGIN',
  0x12: 'COMMIT',
  0x13: 'ROLLBACK',
  0x2f: 'DISCARD',
  0x3f: 'PULL',
  0x54: 'TELEMETRY',
  0x66: 'ROUTE',
  0x6a: 'LOGON',
  0x6b: 'LOGOFF'
}

export function requestName (tag: number): string {
  return NAMES[tag] ?? `0x${tag.toString(16)}`
}

/** A received request; its fields are decoded by the connection's reader. */
export class ReceivedRequest {
  readonly tag: number
  readonly name: string
  readonly fields: readonly unknown[]
  /** The number of the socket read in which it ended: requests with the same number arrived together. */
  readonly piece: number

  constructor (tag: number, fields: readonly unknown[], piece: number) {
    this.tag = tag
    this.name = requestName(tag)
    this.fields = fields
    this.piece = piece
  }

  toString (): string {
    return [this.name, ...this.fields.map(describe)].join(' ')
  }
}
