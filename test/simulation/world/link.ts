import type { NetworkConditions } from './network-conditions.js'
import { Pipe } from './pipe.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import { AcceptedSocket, type ConnectedSocket } from './sockets.js'

interface LinkParts {
  readonly scheduler: Scheduler
  /** Of this connection alone. */
  readonly random: Random
  readonly conditions: NetworkConditions
  readonly trace: (who: string, what: string) => void
  readonly fault: (what: string, probability: number) => boolean
  readonly client: ConnectedSocket
  readonly number: number
  /** Of the server: `host:port`. */
  readonly address: string
  /** Both ends are closed. */
  readonly onGone: () => void
}

/** After how long both ends of a silent connection are told by their systems, in milliseconds: that of retransmissions on Linux. */
export const SILENCE_NOTICED = 16 * 60_000
/** A connection breaks after at most so many pieces from the server. */
const LATEST_BREAK = 60

/** A connection between a client and a server. */
export class Link {
  readonly client: ConnectedSocket
  readonly server = new AcceptedSocket()
  readonly number: number
  readonly address: string
  readonly #up: Pipe
  readonly #down: Pipe
  readonly #parts: LinkParts
  /** After how many pieces from the server something happens to it. */
  readonly #fate: { readonly kind: 'breaks' | 'goes silent', readonly at: number } | undefined
  #pieces = 0

  constructor (parts: LinkParts) {
    const { scheduler, random, conditions, client } = parts
    this.#parts = parts
    this.client = client
    this.number = parts.number
    this.address = parts.address
    this.#fate = this.#drawFate()
    this.#up = new Pipe(scheduler, random.fork('up'), conditions, parcel => { this.server.receive(parcel) })
    this.#down = new Pipe(scheduler, random.fork('down'), conditions, parcel => { this.#arrive(parcel) })
    client.out = this.#up
    this.server.out = this.#down
    client.onGone = this.server.onGone = () => { if (client.destroyed && this.server.destroyed) parts.onGone() }
  }

  get host (): string {
    return this.address.slice(0, this.address.lastIndexOf(':'))
  }

  block (): void {
    this.#up.block()
    this.#down.block()
  }

  unblock (): void {
    this.#up.unblock()
    this.#down.unblock()
  }

  /** Neither end is told, but by its own system after a long time. */
  lose (): void {
    this.#up.lose()
    this.#down.lose()
    const { scheduler } = this.#parts
    scheduler.at(scheduler.now + SILENCE_NOTICED, () => {
      this.client.receive('timeout')
      this.server.receive('timeout')
    })
  }

  closeServer (how: 'graceful' | 'reset'): void {
    if (how === 'graceful') this.server.end()
    else this.server.resetAndDestroy()
  }

  #drawFate (): { readonly kind: 'breaks' | 'goes silent', readonly at: number } | undefined {
    const { random, conditions, fault, number } = this.#parts
    const at = random.between(1, LATEST_BREAK)
    if (fault(`#${number} will break after ${at} pieces`, conditions.breaks)) return { kind: 'breaks', at }
    if (fault(`#${number} will go silent after ${at} pieces`, conditions.silences)) return { kind: 'goes silent', at }
    return undefined
  }

  #arrive (parcel: Buffer | 'end' | 'reset'): void {
    this.client.receive(parcel)
    if (++this.#pieces !== this.#fate?.at) return
    this.#parts.trace('network', `#${this.number} to ${this.address} ${this.#fate.kind}`)
    if (this.#fate.kind === 'goes silent') {
      this.lose()
    } else {
      this.#up.reset()
      this.#down.reset()
    }
  }
}
