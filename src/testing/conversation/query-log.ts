import type { ReceivedQuery } from './received-query.js'

/** The queries that a server has received on all connections. */
export class QueryLog {
  readonly queries: ReceivedQuery[] = []
  #transactions = 0
  #bookmarks = 0

  /** The number of a new transaction. */
  nextTransaction (): number {
    return ++this.#transactions
  }

  /** A bookmark for the latest commit. */
  nextBookmark (): string {
    return `bookmark:${++this.#bookmarks}`
  }
}
