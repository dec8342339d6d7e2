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

/** What it takes to open a connection for a caller. */
export interface Opening {
  readonly address: ServerAddress
  readonly traced: TracedPool
  readonly tokens: TokenSource
  readonly owner: ConnectionOwner
  /**
   * The caller's, for callbacks of the program: no other caller waits for those. What the network has begun goes on when the
   * caller has given up, since the connection is the pool's.
   */
  readonly limit: Limit
  /** Aborted when the pool is closed. */
  readonly signal: AbortSignal
}

export interface PoolOptions {
  readonly maxSize: number
  /** Milliseconds; Infinity for no limit. */
  readonly maxLifetime: number
  /** A connection idle for longer is tried before it is lent; undefined: never. In milliseconds. */
  readonly livenessCheckTimeout: number | undefined
  readonly clock: Clock
  readonly log: Logger
  readonly open: (opening: Opening) => Promise<Connection>
  /** Told of every error of a connection; `purpose` is what it is lent for. @returns what the user is told */
  readonly connectionFailed: (error: Neo4jError, connection: Connection, purpose: Purpose | undefined) => Neo4jError
  /** Called with every connection that the pool has got or dropped. */
  readonly counted?: (connection: Connection, change: 1 | -1) => void
  /** All pools of the driver, for errors. */
  readonly stats: () => PoolStats
}
