import type { ClusterPlan } from '../cluster/plan.js'
import type { LimitsPlan, StatementPlan } from './steps.js'

/** For what takes no time that anybody waits for: messages on their way, and the pauses of timers. */
const SLACK = 2000
/** The longest pause between two attempts of a transaction function, and the longest answer that is late. */
const LONGEST_PAUSE = 4800
const LONGEST_DELAY = 10_000

/** How long the calls of one driver may take, in milliseconds. */
export class Due {
  /** How long a request may be unanswered. */
  readonly #answer: number
  readonly #limits: LimitsPlan

  /** @param stall how long the network may keep a message back */
  constructor ({ troubles, patience, bookmarkTimeout }: ClusterPlan, limits: LimitsPlan, stall: number) {
    this.#limits = limits
    this.#answer = SLACK + stall + bookmarkTimeout + (troubles.silent > 0 ? patience : 0) + (troubles.slow > 0 ? LONGEST_DELAY : 0)
  }

  /** Of waiting for a connection. Negative limits are none. */
  get acquisition (): number {
    const { connectionAcquisitionTimeout: timeout } = this.#limits
    return timeout < 0 ? Infinity : timeout + SLACK
  }

  /** Of so many requests, one after the other. */
  requests (count: number): number {
    return count * this.#answer
  }

  /** Of a connection and BEGIN, which the first query of a transaction waits for. */
  get beginning (): number {
    return this.acquisition + this.requests(1)
  }

  /** Of a query and all its rows. */
  query (statement: StatementPlan, fetchSize: number | undefined): number {
    const size = fetchSize ?? this.#limits.fetchSize
    const rows = statement.verb === 'ROWS' ? statement.count : 1
    const pulls = size < 0 ? 1 : Math.floor(rows / size) + 1
    return this.requests(1 + pulls) + (statement.verb === 'SLOW' ? statement.milliseconds : 0)
  }

  /** Of queries that the server works on one after the other. */
  queries (statements: readonly StatementPlan[], fetchSize: number | undefined): number {
    return statements.reduce((sum, statement) => sum + this.query(statement, fetchSize), 0)
  }

  /** Of a transaction function whose attempts take so long at most: the first, the last, and what is tried in between. */
  function (attempt: number): number {
    return 2 * attempt + this.#limits.maxTransactionRetryTime + LONGEST_PAUSE + SLACK
  }
}
