import type { Connection } from '../bolt/connection.js'
import type { AccessMode } from '../bolt/messages.js'
import type { AuthToken } from '../types/auth-token.js'

/** What a session wants a connection for. One object per session and mode; nothing is copied. */
export interface ConnectionRequest {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly impersonatedUser: string | undefined
  /** The session's own user; undefined for the driver's. */
  readonly auth: AuthToken | undefined
  /** The bookmarks that a server which is asked for a routing table must have seen. */
  readonly bookmarks: () => Promise<readonly string[]>
  /** Called with the name of the home database as soon as it is known. */
  readonly databaseResolved: (name: string) => void
}

/** Gives connections to sessions: the one server of `bolt://`, or one of many by routing tables. */
export interface ConnectionProvider {
  /** A connection that is there already; undefined if one has to be waited for. */
  tryAcquire: (request: ConnectionRequest) => Connection | undefined
  /** @throws Neo4jError if none is to be had before `connectionAcquisitionTimeout`. */
  acquire: (request: ConnectionRequest) => Promise<Connection>
  /** Takes a connection back, in whatever state; resolves when it is clean or closed. */
  release: (connection: Connection) => void | Promise<void>
  close: () => Promise<void>
}
