import type { Neo4jError } from '../error.js'
import type { PoolStats } from '../pool-stats.js'
import type { ResultSummary } from '../types/summary.js'

/** The method that the work was begun with. */
export type TracedApi = 'run' | 'beginTransaction' | 'executeRead' | 'executeWrite' | 'executeQuery'

/** What is said of all work on a database. */
export interface TracedWork {
  /** The name of the database; undefined for the user's home database, as long as no server has told its name. */
  readonly database: string | undefined
  /** The host of the driver's URL. */
  readonly serverAddress: string
  /** The port of the driver's URL. */
  readonly serverPort: number
  readonly accessMode: 'READ' | 'WRITE'
}

/** The pool of connections to one server. The same object in all events of that pool. */
export interface TracedPool {
  /** The server, as `host:port`. */
  readonly address: string
  /** `maxConnectionPoolSize`; `Infinity` for no limit. */
  readonly maxSize: number
}

/** What is said of all events of a connection. */
export interface TracedConnection {
  readonly pool: TracedPool
  /** The server's host, as the driver's URL or a routing table names it. */
  readonly serverAddress: string
  readonly serverPort: number
  /** The connection's number in the driver's log; undefined while there is none. */
  readonly connectionId: number | undefined
}

/** Message of `neobolt:query`. What is known only later is undefined until then. */
export interface QueryTrace extends TracedWork {
  /** The text, as it is sent. */
  readonly query: string
  /** `querySummary` of the call, or of the transaction. */
  readonly querySummary: string | undefined
  /** Whether the query has parameters, so that its text is not likely to hold values. */
  readonly isParameterized: boolean
  /** Only with the driver's setting `tracing: { parameters: true }`. */
  readonly parameters: Record<string, unknown> | undefined
  readonly api: TracedApi
  /** Which try of its transaction function it belongs to, or of `session.run` it is, from 1. */
  readonly attempt: number
  /** The same for all queries of one transaction, and for all tries of one transaction function; undefined for `session.run`. */
  readonly transactionId: number | undefined
  /** At the end: the IP address and the port of the server that it was sent to. */
  readonly peerAddress: string | undefined
  readonly peerPort: number | undefined
  /** At the end, unless the query failed. Without parameters, as above. */
  readonly summary: ResultSummary | undefined
  /** At the end: how many records have come. */
  readonly recordCount: number | undefined
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:transaction`. */
export interface TransactionTrace extends TracedWork {
  readonly querySummary: string | undefined
  readonly api: 'executeRead' | 'executeWrite' | 'executeQuery'
  readonly transactionId: number
  /** The try that is under way, from 1; at the end, how many there were. */
  readonly attempt: number
  readonly error: unknown
}

/** Message of `neobolt:connect`. */
export interface ConnectTrace extends TracedConnection {
  /** At the end: the server's IP address and port. */
  readonly peerAddress: string | undefined
  readonly peerPort: number | undefined
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:pool:acquire`. */
export interface PoolAcquireTrace extends TracedConnection {
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly accessMode: 'READ' | 'WRITE'
  /** At the end: whether `connectionAcquisitionTimeout` was over. */
  readonly timedOut: boolean
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:routing`. One search may serve several callers; it belongs to the first one. */
export interface RoutingTrace extends TracedWork {
  /** At the end: the servers of the table by their roles, as `host:port`. */
  readonly routers: readonly string[] | undefined
  readonly readers: readonly string[] | undefined
  readonly writers: readonly string[] | undefined
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:retry`. */
export interface RetryEvent extends TracedWork {
  readonly api: TracedApi
  readonly transactionId: number | undefined
  /** The try that has failed, from 1. */
  readonly attempt: number
  /** Why it has failed. */
  readonly error: unknown
  /** The pause before the next try, in milliseconds. */
  readonly delayMs: number
}

/** Message of `neobolt:transaction:begin`. */
export interface TransactionBeginEvent extends TracedWork {
  /**
   * Strings that a subscriber puts here become metadata of the transaction, which the server shows in its list of
   * transactions and in its query log. Keys that the program's own metadata has are left as they are.
   */
  readonly metadata: Record<string, string>
}

/** Message of `neobolt:connection:closed`: for each connection that was opened, one. */
export interface ConnectionClosedEvent extends TracedConnection {
  /** As in {@link PoolStats}. */
  readonly reason: keyof PoolStats['totals']['closed']
  /** What those are told who still want something of it. */
  readonly error: Neo4jError
}

/** Message of `neobolt:pool:release`. */
export interface PoolReleaseEvent extends TracedConnection {
  /** How long it was lent, in milliseconds. */
  readonly usedMs: number
}

/** Message of `neobolt:pool:leak`. */
export interface PoolLeakEvent extends TracedConnection {
  /**
   * `overdue`: lent for longer than `leakDetectionThreshold`; `returned`, `closed`: one of those was given back, or has
   * ended; `dropped`: taken back, since its session was collected without `close()`.
   */
  readonly kind: 'overdue' | 'returned' | 'closed' | 'dropped'
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly accessMode: 'READ' | 'WRITE'
  /** The text of the query that was sent last. */
  readonly query: string | undefined
  /** How long it has been lent, in milliseconds. */
  readonly usedMs: number
  /** `leakDetectionThreshold`; undefined for `dropped`. */
  readonly thresholdMs: number | undefined
  /** The frames of the program where it was borrowed, one a line; undefined where `leakDetectionThreshold` is off. */
  readonly borrowedAt: string | undefined
}
