import type { Reply } from './backend.js'
import type { ReceivedQuery } from './received-query.js'

/** The response to one query, and how much of it was sent. */
export class Stream {
  readonly query: ReceivedQuery
  readonly reply: Reply
  readonly #rows: ReadonlyArray<readonly unknown[]>
  /** The row before which the connection ends; Infinity for never. */
  readonly #cutAt: number
  #next = 0

  constructor (query: ReceivedQuery, reply: Reply) {
    this.query = query
    this.reply = reply
    this.#rows = reply.rows ?? []
    this.#cutAt = reply.disconnects === 'middle' ? Math.floor(this.#rows.length / 2) : Infinity
  }

  /** Takes the next `count` rows, or the remaining ones; all of them if `count` is negative. */
  take (count: number): ReadonlyArray<readonly unknown[]> {
    const from = this.#next
    const to = count < 0 ? this.#rows.length : from + count
    this.#next = Math.min(to, this.#cutAt, this.#rows.length)
    return this.#rows.slice(from, this.#next)
  }

  get isCut (): boolean {
    return this.#next >= this.#cutAt
  }

  get hasMore (): boolean {
    return this.#next < this.#rows.length
  }
}
