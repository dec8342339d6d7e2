import type { AccessMode } from '../bolt/messages.js'
import type { Limit } from '../limit.js'
import type { PoolStats } from '../pool-stats.js'
import type { AuthToken } from '../types/auth-token.js'
import type { Lease } from './lease.js'

/** What a session wants a connection for. One object per session and mode; nothing is copied. */
export interface ConnectionRequest {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly impersonatedUser: string | undefined
  /** The session's own user; undefined for the driver's. */
  readonly auth: AuthToken | undefined
}

/** For what the driver itself wants to know of a server. */
export function ownRequest (database: string | undefined, auth: AuthToken | undefined = undefined): ConnectionRequest {
  return { mode: 'READ', database, impersonatedUser: undefined, auth }
}

/** Gives connections to sessions: the one server of `bolt://`, or one of many by routing tables. */
export interface ConnectionProvider {
  /**
   * Finds out which servers there are for a request, if that is not known.
   * @param bookmarks called if a server has to be asked for a routing table: what it must have seen
   * @returns the name of the user's home database, if it was asked for and told
   * @throws Neo4jError if it cannot be found out within the limit
   */
  route: (request: ConnectionRequest, bookmarks: () => Promise<readonly string[]>, limit: Limit) => Promise<string | undefined>
  /** A connection that is there already; undefined if one has to be waited for. */
  tryAcquire: (request: ConnectionRequest) => Lease | undefined
  /**
   * @param bookmarks what a server that is asked for a routing table must have seen
   * @throws Neo4jError if there is none within the limit
   */
  acquire: (request: ConnectionRequest, bookmarks: readonly string[], limit: Limit) => Promise<Lease>
  /**
   * To be called with the name of the user's home database, whenever a server tells it.
   * @returns whether the session is to stay with that database, even if the user gets another home
   */
  homeDatabaseKnown: (request: ConnectionRequest, name: string) => boolean
  /** For one call that needs a connection: `connectionAcquisitionTimeout` from now on. */
  newLimit: () => Limit
  /** How the pools stand at this moment; frozen. */
  poolStats: () => PoolStats
  close: () => Promise<void>
}
