import { isAnswer } from '../error-origin.js'
import type { Neo4jError } from '../error.js'
import { describeValue } from '../json.js'
import type { Logger } from '../log.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { describeAnswer, describeMessage, type Message } from './messages.js'
import type { Metadata } from './response-handler.js'

/**
 * What one connection writes into the debug log: `C:` for the client, `S:` for the server. Whether the log is on is
 * found out once, when the connection is made.
 */
export class ConnectionLog {
  readonly isOn: boolean
  /** The server's own name for the connection. */
  serverConnectionId = ''
  readonly #id: number
  readonly #log: Logger

  constructor (id: number, log: Logger) {
    this.#id = id
    this.#log = log
    this.isOn = log.isDebugEnabled()
  }

  sent (message: Message): void {
    if (this.isOn) this.#write(`C: ${describeMessage(message, this.#log.unredactDebugLogs)}`)
  }

  /** The record that the reader stands before. Its values are decoded for the log only where that shows them. */
  record (reader: PackStreamReader): void {
    if (!this.isOn) return
    const { position } = reader
    const text = this.#log.unredactDebugLogs ? describeValue(reader.readList(), Infinity) : `(${reader.readListSize()} values)`
    reader.position = position
    this.#write(`S: RECORD ${text}`)
  }

  answer (name: 'SUCCESS' | 'FAILURE' | 'IGNORED', metadata: Metadata): void {
    if (this.isOn) this.#write(`S: ${name === 'IGNORED' ? name : describeAnswer(name, metadata, this.#log.unredactDebugLogs)}`)
  }

  /** The message of a server's failure may name values of the user. */
  closed (reason: Neo4jError): void {
    if (this.isOn) this.#write(`closed: ${isAnswer(reason) && !this.#log.unredactDebugLogs ? reason.code : reason.message}`)
  }

  #write (text: string): void {
    this.#log.debug(`Connection [${this.#id}][${this.serverConnectionId}] ${text}`)
  }
}
