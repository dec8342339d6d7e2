import type { AccessMode } from '../bolt/messages.js'
import type { Limit } from '../limit.js'
import type { PoolStats } from '../pool-stats.js'
import type { AuthToken } from '../types/auth-token.js'
import type { Lease } from './lease.js'

/** What a session needs a connection for. Made once per session and mode, and never copied. */
export interface ConnectionRequest {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly impersonatedUser: string | undefined
  /** The session's own user; undefined for the driver's. */
  readonly auth: AuthToken | undefined
}

/** A request of the driver itself. */
export function ownRequest (database: string | undefined, auth: AuthToken | undefined = undefined): ConnectionRequest {
  return { mode: 'READ', database, impersonatedUser: undefined, auth }
}

/** Provides connections to sessions: to the one server of `bolt://`, or to a server chosen from a routing table. */
export interface ConnectionProvider {
  /**
   * Determines the servers for a request, unless they are known.
   * @param bookmarks called if a router must be asked for a routing table: the bookmarks it must have seen
   * @returns the name of the user's home database, if it was requested and a server reported it
   * @throws Neo4jError if the servers cannot be determined within the limit
   */
  route: (request: ConnectionRequest, bookmarks: () => Promise<readonly string[]>, limit: Limit) => Promise<string | undefined>
  /** Returns a connection if one is available immediately; undefined otherwise. */
  tryAcquire: (request: ConnectionRequest) => Lease | undefined
  /**
   * Waits for a connection.
   * @param bookmarks the bookmarks that a router must have seen if it is asked for a routing table
   * @throws Neo4jError if no connection becomes available within the limit
   */
  acquire: (request: ConnectionRequest, bookmarks: readonly string[], limit: Limit) => Promise<Lease>
  /**
   * Must be called whenever a server reports the name of the user's home database.
   * @returns whether the session should stay with that database, even if the user's home database changes
   */
  homeDatabaseKnown: (request: ConnectionRequest, name: string) => boolean
  /** A new limit of `connectionAcquisitionTimeout`, for one call that needs a connection. */
  newLimit: () => Limit
  /** The current state of the pools; frozen. */
  poolStats: () => PoolStats
  close: () => Promise<void>
}
