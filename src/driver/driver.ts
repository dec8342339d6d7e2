import { setMaxListeners } from 'node:events'
import type { BookmarkManager } from '../session/bookmark-manager.js'
import { bookmarkManager as newBookmarkManager } from '../session/bookmark-manager.js'
import { Bookmarks } from '../session/bookmarks.js'
import { assertAuthToken } from '../auth/token-manager.js'
import type { AccessMode } from '../bolt/messages.js'
import { newError } from '../error.js'
import type { Rules } from '../mapping/rule.js'
import type { Query } from '../session/query.js'
import type { SessionContext } from '../session/context.js'
import { checkAccessMode, checkDatabase, Session, type SessionSettings } from '../session/session.js'
import type { AuthToken } from '../types/auth-token.js'
import { assertNotificationFilter, type NotificationFilter } from '../types/notification-filter.js'
import type { ProtocolVersion } from '../types/protocol-version.js'
import type { EagerResult } from '../types/result-eager.js'
import type { ServerInfo } from '../types/server-info.js'
import { type DriverConfig, parseFetchSize } from './config.js'
import { executeQuery, type QueryConfig } from './execute-query.js'
import { checkAuthentication, fetchCapabilities, fetchServerInfo } from './verification.js'

/** The settings of a session; all are optional. */
export declare class SessionConfig {
  private constructor ()
  /** Where queries of `session.run` and `beginTransaction` go in a cluster: `WRITE` (the default) or `READ`. */
  defaultAccessMode?: AccessMode
  /** States of the database that the session's work must see. */
  bookmarks?: string | string[]
  /** Default: the user's home database. */
  database?: string
  /** The user in whose name queries run; the driver's user needs the right to do so. Neo4j 4.4 and newer. */
  impersonatedUser?: string
  /** Records asked for at a time; -1 for all. Default: the driver's. */
  fetchSize?: number
  bookmarkManager?: BookmarkManager
  notificationFilter?: NotificationFilter
  /** Another user than the driver's. Neo4j 5.5 and newer. */
  auth?: AuthToken
  /** Default: the driver's. */
  disableAutoCommitRetries?: boolean
}

/** What a driver is put together of. */
export interface DriverParts {
  readonly config: DriverConfig
  readonly context: SessionContext
  readonly routing: boolean
  /** Only for routing drivers: remembers which database is a user's home. */
  readonly onHomeDatabase?: (session: Pick<SessionConfig, 'impersonatedUser' | 'auth'>, name: string) => void
}

/**
 * The driver of one Neo4j database management system: its connections and what it knows of its servers. Make one for
 * each, share it, and close it at the end.
 */
export class Driver {
  private readonly _parts: DriverParts
  private readonly _config: DriverConfig
  private _executeQueryBookmarkManager: BookmarkManager | undefined
  private _closing: Promise<void> | undefined
  private readonly _retries: AbortController

  /** @internal Drivers come from `neo4j.driver()`. */
  constructor (parts: DriverParts) {
    this._parts = parts
    this._config = parts.config
    this._executeQueryBookmarkManager = undefined
    this._closing = undefined
    this._retries = new AbortController()
    // Every session that tries again listens: many are no leak.
    setMaxListeners(0, this._retries.signal)
  }

  /** Links the calls of {@link executeQuery}: each sees what the ones before have written. */
  get executeQueryBookmarkManager (): BookmarkManager {
    return (this._executeQueryBookmarkManager ??= newBookmarkManager())
  }

  /**
   * Runs one query in a transaction of its own, with retries, and gives all that it returns.
   * @throws Neo4jError
   */
  async executeQuery<T = EagerResult> (query: Query, parameters?: any, config: QueryConfig<T> = {}, parameterRules?: Rules): Promise<T> {
    return await executeQuery(this, query, parameters, config, parameterRules)
  }

  /** Opens a session: cheap, without a round trip. Close it when its work is done. */
  session (config: SessionConfig = {}): Session {
    return this._newSession(config)
  }

  /** Whether a server of that database can be reached and lets the driver's user in. @throws Neo4jError if not. */
  async verifyConnectivity ({ database }: { database?: string } = {}): Promise<void> {
    await this.getServerInfo({ database })
  }

  /** Whether the servers let a user in: that of `auth`, by default the driver's. Neo4j 5.5 and newer. */
  async verifyAuthentication ({ database, auth }: { auth?: AuthToken, database?: string } = {}): Promise<boolean> {
    return await checkAuthentication(this._parts.context.provider, checkDatabase(database ?? (this._parts.routing ? 'system' : undefined)), auth)
  }

  /** Asks a server of that database for its address and version. @throws Neo4jError if none can be reached. */
  async getServerInfo ({ database }: { database?: string } = {}): Promise<ServerInfo> {
    return await fetchServerInfo(this._parts.context.provider, checkDatabase(database))
  }

  /** Whether databases can be named: Neo4j 4.0 and newer. */
  async supportsMultiDb (): Promise<boolean> {
    return (await fetchCapabilities(this._parts.context.provider)).multiDb
  }

  /** Whether transactions can have a timeout and metadata: every supported server can. */
  async supportsTransactionConfig (): Promise<boolean> {
    await fetchCapabilities(this._parts.context.provider)
    return true
  }

  /** Whether queries can run in the name of another user: Neo4j 4.4 and newer. */
  async supportsUserImpersonation (): Promise<boolean> {
    return (await fetchCapabilities(this._parts.context.provider)).impersonation
  }

  /** Whether a session can have a user of its own: Neo4j 5.5 and newer. */
  async supportsSessionAuth (): Promise<boolean> {
    return (await fetchCapabilities(this._parts.context.provider)).logon
  }

  /** The version of Bolt that a server speaks with this driver. */
  async getNegotiatedProtocolVersion (): Promise<ProtocolVersion> {
    return (await fetchServerInfo(this._parts.context.provider, undefined)).protocolVersion as ProtocolVersion
  }

  /** Whether connections are encrypted. */
  isEncrypted (): boolean {
    return this._config.encrypted
  }

  /** Ends all connections, also those in use. Nothing of the driver keeps the process alive afterwards. */
  async close (): Promise<void> {
    this._retries.abort()
    await (this._closing ??= this._parts.context.provider.close())
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }

  /** @internal */
  _supportsRouting (): boolean {
    return this._parts.routing
  }

  /** @internal */
  _isEncrypted (): boolean {
    return this._config.encrypted
  }

  /** @internal */
  _newSession (given: SessionConfig): Session {
    const auth = given.auth == null ? undefined : assertAuthToken(given.auth)
    const { onHomeDatabase } = this._parts
    const settings: SessionSettings = {
      mode: checkAccessMode(given.defaultAccessMode),
      database: checkDatabase(given.database),
      fetchSize: parseFetchSize(given.fetchSize, this._config.fetchSize),
      bookmarks: given.bookmarks == null ? Bookmarks.empty() : new Bookmarks(given.bookmarks),
      bookmarkManager: given.bookmarkManager ?? undefined,
      impersonatedUser: given.impersonatedUser ?? undefined,
      auth,
      notificationFilter: given.notificationFilter == null ? undefined : assertNotificationFilter(given.notificationFilter),
      disableAutoCommitRetries: given.disableAutoCommitRetries ?? this._config.disableAutoCommitRetries,
      closing: this._retries.signal,
      onHomeDatabase: onHomeDatabase === undefined ? undefined : name => { onHomeDatabase({ auth, impersonatedUser: given.impersonatedUser }, name) }
    }
    return new Session({ context: this._parts.context, settings })
  }

  /** @internal @throws Neo4jError if the driver was closed */
  _assertOpen (): void {
    if (this._closing !== undefined) throw newError('The driver is closed; make a new one with neo4j.driver().')
  }
}
