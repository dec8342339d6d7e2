import type { ReceivedQuery } from './received-query.js'

/** What a server was asked, on all its connections. */
export class QueryLog {
  readonly queries: ReceivedQuery[] = []
  #transactions = 0
  #bookmarks = 0

  /** The number of a new transaction. */
  nextTransaction (): number {
    return ++this.#transactions
  }

  /** The bookmark of what was just committed. */
  nextBookmark (): string {
    return `bookmark:${++this.#bookmarks}`
  }
}
