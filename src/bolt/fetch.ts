import { FETCH_ALL, type Message, pull } from './messages.js'
import type { Capabilities } from './versions.js'

/** More records are requested when at most this fraction of a fetch is unread; after a small fetch, when all are read. */
const LOW_MARK = 0.3
/** Programs choose smaller fetches for large records, of which at most one fetch is then in memory. */
const SMALL_FETCH = 10

/** How many records of a query are requested at a time. */
export class Fetch {
  /** The number of records; {@link FETCH_ALL} for all of them. */
  size: number
  /** More records are requested when at most this many are unread. */
  lowMark: number
  #message: Message | undefined
  #capabilities: Capabilities | undefined

  constructor (size: number) {
    this.size = size
    this.lowMark = lowMarkOf(size)
  }

  /** The request for the next records of the latest query. Made once, not for each fetch. */
  message (capabilities: Capabilities): Message {
    if (this.#message === undefined || capabilities !== this.#capabilities) {
      this.#message = pull(capabilities, this.size, -1)
      this.#capabilities = capabilities
    }
    return this.#message
  }

  /** For records that will be in memory together anyway. */
  growTo (size: number): void {
    if (this.size === FETCH_ALL || this.size >= size) return
    this.size = size
    this.lowMark = lowMarkOf(size)
    this.#message = undefined
  }
}

function lowMarkOf (size: number): number {
  return size < SMALL_FETCH ? 0 : size * LOW_MARK
}
