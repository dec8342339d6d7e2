import type { BatchOutcome } from '../batch-outcome.js'
import type { BatchConfig } from '../bulk/batch-config.js'
import { executeBatches } from '../bulk/execute-batches.js'
import type { BookmarkManager } from '../session/bookmark-manager.js'
import { setCore, showAs } from '../core.js'
import type { PoolStats } from '../pool-stats.js'
import type { Rules } from '../mapping/rule.js'
import type { Query } from '../session/query.js'
import { Session } from '../session/session.js'
import type { AuthToken } from '../types/auth-token.js'
import type { ProtocolVersion } from '../types/protocol-version.js'
import type { EagerResult } from '../types/eager-result.js'
import type { ServerInfo } from '../types/server-info.js'
import { DriverCore, type DriverParts } from './driver-core.js'
import { executeQuery, type QueryConfig } from './execute-query.js'
import type { SessionConfig } from './session-config.js'

/**
 * The driver of one Neo4j database management system: its connections and what it knows of its servers. Make one for
 * each, share it, and close it at the end.
 */
export class Driver {
  /** @internal */
  declare readonly _core: DriverCore

  /** @internal Drivers come from `neo4j.driver()`. */
  constructor (parts: DriverParts) {
    // A session that replaces it later is none of executeQuery's, as in neo4j-driver.
    setCore(this, new DriverCore(parts, this.session.bind(this)))
  }

  /** Links the calls of {@link executeQuery}: each sees what the ones before have written. */
  get executeQueryBookmarkManager (): BookmarkManager {
    return this._core.executeQueryBookmarkManager()
  }

  /**
   * Runs one query in a transaction of its own, with retries, and gives all that it returns. Every try sends the parameters
   * as they are by then: do not change them before the call has ended.
   * @throws Neo4jError; its name is `AbortError` or `TimeoutError` if the signal of the config has ended the call
   */
  executeQuery<T = EagerResult> (query: Query, parameters?: any, config: QueryConfig<T> = {}, parameterRules?: Rules): Promise<T> {
    return executeQuery(this, query, parameters, config, parameterRules)
  }

  /**
   * Writes any number of rows in batches. Each is one transaction of its own, with retries, that runs the query with the list of
   * its rows as a parameter: `UNWIND $rows AS row CREATE (p:Person) SET p = row`. Rows are read from `rows`, an array, a generator or
   * a stream of objects, only when a batch can be written, and `rows` is closed whatever happens. What is written can be seen by
   * later calls of {@link executeQuery}.
   * @param query with further parameters, if it has any, as `{ text, parameters }`
   * @throws TypeError if an argument is wrong; Neo4jError if a batch fails, unless `onError` is `continue`, if `rows` or a callback
   * fails, or if the signal is aborted: its `batchOutcome` says what was written
   */
  async executeBatches<Row> (query: Query, rows: Iterable<Row> | AsyncIterable<Row>, config: BatchConfig<Row> = {}): Promise<BatchOutcome> {
    return await executeBatches(this, query, rows, config)
  }

  /** Opens a session: cheap, without a round trip. Close it when its work is done. */
  session (config: SessionConfig = {}): Session {
    return new Session(this._core.sessionParts(config))
  }

  /** Whether a server of that database can be reached and lets the driver's user in. @throws Neo4jError if not. */
  async verifyConnectivity ({ database, signal }: { database?: string, signal?: AbortSignal } = {}): Promise<void> {
    await this._core.serverInfo(database, signal)
  }

  /** Whether the servers let a user in: that of `auth`, by default the driver's. Neo4j 5.5 and newer. */
  async verifyAuthentication ({ database, auth, signal }: { auth?: AuthToken, database?: string, signal?: AbortSignal } = {}): Promise<boolean> {
    return await this._core.verifyAuthentication(database, auth, signal)
  }

  /** Asks a server of that database for its address and version. @throws Neo4jError if none can be reached. */
  async getServerInfo ({ database, signal }: { database?: string, signal?: AbortSignal } = {}): Promise<ServerInfo> {
    return await this._core.serverInfo(database, signal)
  }

  /** Whether databases can be named: Neo4j 4.0 and newer. */
  async supportsMultiDb (): Promise<boolean> {
    return (await this._core.capabilities()).multiDb
  }

  /** Whether transactions can have a timeout and metadata: every supported server can. */
  async supportsTransactionConfig (): Promise<boolean> {
    await this._core.capabilities()
    return true
  }

  /** Whether queries can run in the name of another user: Neo4j 4.4 and newer. */
  async supportsUserImpersonation (): Promise<boolean> {
    return (await this._core.capabilities()).impersonation
  }

  /** Whether a session can have a user of its own: Neo4j 5.5 and newer. */
  async supportsSessionAuth (): Promise<boolean> {
    return (await this._core.capabilities()).logon
  }

  /** The version of Bolt that a server speaks with this driver. */
  async getNegotiatedProtocolVersion (): Promise<ProtocolVersion> {
    return (await this._core.serverInfo()).protocolVersion as ProtocolVersion
  }

  /** Whether connections are encrypted. */
  isEncrypted (): boolean {
    return this._core.config.encrypted
  }

  /**
   * How the connection pools stand at this moment: a frozen snapshot, without waiting. It asks no server, and can be
   * taken of a closed driver, too.
   */
  poolStats (): PoolStats {
    return this._core.poolStats()
  }

  /** Ends all connections, also those in use. Nothing of the driver keeps the process alive afterwards. */
  async close (): Promise<void> {
    await this._core.close()
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}

showAs(Driver.prototype, ({ _core: { config, isOpen } }) => ({ address: config.address.asHostPort(), routing: config.routing, encrypted: config.encrypted, isOpen }))
