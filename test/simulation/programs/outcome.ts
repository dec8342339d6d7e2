/** What the user of the driver was told. Times are virtual, in milliseconds, by the world's clock. */

export type CallKind =
  | 'run' | 'rxRun' | 'begin' | 'txRun' | 'commit' | 'rollback' | 'txClose'
  | 'executeRead' | 'executeWrite' | 'executeQuery'
  | 'sessionClose' | 'driverClose' | 'verify'

/** An error as the user got it. */
export interface ToldError {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
  readonly retriable: boolean
  readonly outcome: 'notSent' | 'rolledBack' | 'unknown' | undefined
  readonly phase: string | undefined
  /**
   * Whether it is one that the user can expect: a Neo4jError, a TypeError or RangeError about an argument, or what a callback of the program has
   * thrown. Anything else is a fault of the driver.
   */
  readonly isTyped: boolean
}

export type CallOutcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'value' }
  | { readonly kind: 'error', readonly error: ToldError }

/** What came of the rows of one query. */
export interface RowsRecord {
  /** How many the query gives if nothing fails. */
  readonly expected: number
  /** How many came, and whether they came as 0, 1, 2, … and belong to this call. */
  received: number
  inOrder: boolean
  /** The reader was told that these are all. Then `received` must be `expected`. */
  isComplete: boolean
}

/** What a `READ` answered. */
export interface SightRecord {
  readonly member: string
  readonly database: string
  /** How many commits to the database it saw. */
  readonly position: number
  /** Who the server thought was asking. */
  readonly user: string
}

/** One call of the public API, from when it was made. */
export interface CallRecord {
  /** Unique in the world, from 1; queries carry it as their parameter `call`. */
  readonly call: number
  /** The call of a transaction function that this is a part of, or of the transaction's `begin`. */
  readonly parent: number | undefined
  readonly client: number
  /** The index of the step in the client's program. */
  readonly step: number
  readonly kind: CallKind
  /** The session, unique in the world; undefined for `executeQuery` and calls of the driver. */
  readonly session: number | undefined
  /** Whom its queries must run as: the principal that is logged in; undefined if that may change by itself. */
  readonly user: string | undefined
  readonly impersonatedUser: string | undefined
  /** Undefined for the home database. */
  readonly database: string | undefined
  readonly begunAt: number
  /**
   * When it has to be settled at the latest, if the servers answer within their own limit; Infinity if a part of the program
   * never settles that the driver has to wait for. It is brought forward when a signal is aborted.
   */
  dueAt: number
  settledAt: number | undefined
  /** When its signal was aborted. */
  abortedAt: number | undefined
  outcome: CallOutcome
  rows: RowsRecord | undefined
  sight: SightRecord | undefined
  /** The writes that this read has to see, as the bookmarks of its session say. */
  readonly mustSee: readonly string[]
}

/** What the user was told about one write, by the call that ends the write's work. */
export interface WriteRecord {
  /** The parameter `id` of its query. */
  readonly id: string
  /** The call that decides on it: `run`, `executeWrite`, …; of transactions the last one that was told of, such as `commit`. */
  call: number
  promised: 'nothing' | 'committed' | 'notCommitted' | 'unknown'
  promisedAt: number | undefined
  /** The program allows that it is committed more than once. */
  readonly isIdempotent: boolean
}

/** Something that nobody has asked for: an unhandled rejection, or a callback that was called after its end. */
export interface Surprise {
  readonly client: number
  readonly at: number
  readonly what: string
}

/** All that the users of one world were told. */
export class Records {
  readonly calls: CallRecord[] = []
  readonly writes = new Map<string, WriteRecord>()
  readonly surprises: Surprise[] = []
  /** Clients who wait in line for the only connection of a pool, and for nothing else, with the number of their driver. */
  readonly queues = new Map<number, number>()
}
