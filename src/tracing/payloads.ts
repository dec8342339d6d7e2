import type { Neo4jError } from '../error.js'
import type { PoolStats } from '../pool-stats.js'
import type { ResultSummary } from '../types/summary.js'

/** The method that started the work. */
export type TracedApi = 'run' | 'beginTransaction' | 'executeRead' | 'executeWrite' | 'executeQuery'

/** Common to all messages about work on a database. */
export interface TracedWork {
  /** The name of the database; undefined for the user's home database until a server has reported its name. */
  readonly database: string | undefined
  /** The host of the driver's URL. */
  readonly serverAddress: string
  /** The port of the driver's URL. */
  readonly serverPort: number
  readonly accessMode: 'READ' | 'WRITE'
}

/** The connection pool of one server. All events of a pool have the same object. */
export interface TracedPool {
  /** The server, as `host:port`. */
  readonly address: string
  /** `maxConnectionPoolSize`; `Infinity` for no limit. */
  readonly maxSize: number
}

/** Common to all events of a connection. */
export interface TracedConnection {
  readonly pool: TracedPool
  /** The server's host, as in the driver's URL or in a routing table. */
  readonly serverAddress: string
  readonly serverPort: number
  /** The number of the connection in the driver's log; undefined until it has one. */
  readonly connectionId: number | undefined
}

/** Message of `neobolt:query`. Values that are known only later are undefined until then. */
export interface QueryTrace extends TracedWork {
  /** The text as it is sent. */
  readonly query: string
  /** `querySummary` of the call or of its transaction. */
  readonly querySummary: string | undefined
  /** Whether the query has parameters, so that its text probably contains no literal values. */
  readonly isParameterized: boolean
  /** Set only with the driver's config `tracing: { parameters: true }`. */
  readonly parameters: Record<string, unknown> | undefined
  readonly api: TracedApi
  /** The number, from 1, of the attempt of its transaction function or of `session.run`. */
  readonly attempt: number
  /** Shared by all queries of one transaction and all attempts of one transaction function; undefined for `session.run`. */
  readonly transactionId: number | undefined
  /** Set at the end: the IP address and the port of the server that the query was sent to. */
  readonly peerAddress: string | undefined
  readonly peerPort: number | undefined
  /** Set at the end, unless the query failed. Has no parameters, unless `parameters` is set. */
  readonly summary: ResultSummary | undefined
  /** Set at the end: the number of records received. */
  readonly recordCount: number | undefined
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:transaction`. */
export interface TransactionTrace extends TracedWork {
  readonly querySummary: string | undefined
  readonly api: 'executeRead' | 'executeWrite' | 'executeQuery'
  readonly transactionId: number
  /** The current attempt, from 1; at the end, the number of attempts. */
  readonly attempt: number
  readonly error: unknown
}

/** Message of `neobolt:connect`. */
export interface ConnectTrace extends TracedConnection {
  /** Set at the end: the server's IP address and port. */
  readonly peerAddress: string | undefined
  readonly peerPort: number | undefined
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:pool:acquire`. */
export interface PoolAcquireTrace extends TracedConnection {
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly accessMode: 'READ' | 'WRITE'
  /** Set at the end: whether `connectionAcquisitionTimeout` was exceeded. */
  readonly timedOut: boolean
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:routing`. A fetch may be shared by several callers; the message is about the first one. */
export interface RoutingTrace extends TracedWork {
  /** Set at the end: the servers of the table by role, as `host:port`. */
  readonly routers: readonly string[] | undefined
  readonly readers: readonly string[] | undefined
  readonly writers: readonly string[] | undefined
  readonly error: Neo4jError | undefined
}

/** Message of `neobolt:retry`. */
export interface RetryEvent extends TracedWork {
  readonly api: TracedApi
  readonly transactionId: number | undefined
  /** The number of the failed attempt, from 1. */
  readonly attempt: number
  /** The reason for the failure. */
  readonly error: unknown
  /** The delay before the next attempt, in milliseconds. */
  readonly delayMs: number
}

/** Message of `neobolt:transaction:begin`. */
export interface TransactionBeginEvent extends TracedWork {
  /**
   * Subscribers may add strings, which become metadata of the transaction; the server shows them in its list of
   * transactions and in its query log. Keys of the program's own metadata take precedence.
   */
  readonly metadata: Record<string, string>
}

/** Message of `neobolt:connection:closed`, published once for each connection that was opened. */
export interface ConnectionClosedEvent extends TracedConnection {
  /** One of the reasons in {@link PoolStats}. */
  readonly reason: keyof PoolStats['totals']['closed']
  /** The error that pending and later requests on the connection fail with. */
  readonly error: Neo4jError
}

/** Message of `neobolt:pool:release`. */
export interface PoolReleaseEvent extends TracedConnection {
  /** How long the connection was lent, in milliseconds. */
  readonly usedMs: number
}

/** Message of `neobolt:pool:leak`. */
export interface PoolLeakEvent extends TracedConnection {
  /**
   * `overdue`: lent for longer than `leakDetectionThreshold`; `returned` or `closed`: an overdue connection was returned
   * or closed; `dropped`: the pool took the connection back, because its session was garbage collected without `close()`.
   */
  readonly kind: 'overdue' | 'returned' | 'closed' | 'dropped'
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly accessMode: 'READ' | 'WRITE'
  /** The text of the last query that was sent. */
  readonly query: string | undefined
  /** How long the connection has been lent, in milliseconds. */
  readonly usedMs: number
  /** `leakDetectionThreshold`; undefined for `dropped`. */
  readonly thresholdMs: number | undefined
  /** The program's stack frames where it was borrowed, one per line; undefined if `leakDetectionThreshold` is off. */
  readonly borrowedAt: string | undefined
}
