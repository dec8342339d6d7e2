import type { Connection, ConnectionOwner } from '../bolt/connection.js'
import type { Clock } from '../clock.js'
import type { Neo4jError } from '../error.js'
import type { Limit } from '../limit.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { PoolStats } from '../pool-stats.js'
import type { TracedPool } from '../tracing/payloads.js'
import type { Purpose } from './lease.js'
import type { TokenSource } from './tokens.js'

/** The parameters for opening a connection for a caller. */
export interface Opening {
  readonly address: ServerAddress
  readonly traced: TracedPool
  readonly tokens: TokenSource
  readonly owner: ConnectionOwner
  /**
   * The limit of the caller, for callbacks of the program, which no other caller waits for. The network part continues when
   * the caller has given up, because the connection belongs to the pool.
   */
  readonly limit: Limit
  /** Aborted when the pool is closed. */
  readonly signal: AbortSignal
}

export interface PoolOptions {
  readonly maxSize: number
  /** In milliseconds; Infinity for no limit. */
  readonly maxLifetime: number
  /** A connection that was idle for at least this many milliseconds is checked before it is lent; undefined: never. */
  readonly livenessCheckTimeout: number | undefined
  readonly clock: Clock
  readonly log: Logger
  readonly open: (opening: Opening) => Promise<Connection>
  /** Called with every error of a connection and what it is lent for. @returns the error to report to the user */
  readonly connectionFailed: (error: Neo4jError, connection: Connection, purpose: Purpose | undefined) => Neo4jError
  /** Called with every connection that was added to or removed from the pool. */
  readonly counted?: (connection: Connection, change: 1 | -1) => void
  /** The statistics of all pools of the driver, for errors. */
  readonly stats: () => PoolStats
}
