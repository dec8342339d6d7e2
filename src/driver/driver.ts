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
 * A driver for one Neo4j DBMS (a server or a cluster), with its connections and routing tables. Make one per DBMS, share it,
 * and close it at the end.
 */
export class Driver {
  /** @internal */
  declare readonly _core: DriverCore

  /** @internal `neo4j.driver()` makes drivers. */
  constructor (parts: DriverParts) {
    // Bound here: executeQuery does not use a `session` method that replaces it later, as in neo4j-driver.
    setCore(this, new DriverCore(parts, this.session.bind(this)))
  }

  /** The bookmark manager of {@link executeQuery}: each call sees the writes of the calls before it. */
  get executeQueryBookmarkManager (): BookmarkManager {
    return this._core.executeQueryBookmarkManager()
  }

  /**
   * Runs one query in a transaction of its own, with retries, and returns its complete result. Each attempt sends the current
   * state of the parameters: do not change them before the call has ended.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name; an object of a class with registered mapping rules is mapped
   * @param config see {@link QueryConfig}
   * @param parameterRules rules that map `parameters`; see {@link Rule}
   * @returns the output of `config.resultTransformer`; by default an {@link EagerResult}
   * @throws TypeError for arguments of the wrong type; Neo4jError if the query fails. Its `name` is `AbortError` or `TimeoutError`
   * and its `code` is `ABORT_ERR` if the signal of the config has ended the call
   */
  executeQuery<T = EagerResult> (query: Query, parameters?: any, config: QueryConfig<T> = {}, parameterRules?: Rules): Promise<T> {
    return executeQuery(this, query, parameters, config, parameterRules)
  }

  /**
   * Writes any number of rows in batches. Each batch is a transaction of its own, with retries, that runs the query with the list of
   * its rows as a parameter: `UNWIND $rows AS row CREATE (p:Person) SET p = row`. Rows are read only when a batch can be written.
   * Later calls of {@link executeQuery} see the written data.
   * @param query the text, or `{ text, parameters }` if it has further parameters
   * @param rows an array, a generator, a stream of objects, or any other iterable; it is closed when the call ends for any reason
   * @param config see {@link BatchConfig}
   * @returns the outcome, when all rows were written
   * @throws TypeError for an invalid argument; Neo4jError if a batch fails (unless `onError` is `continue`), `rows` or a callback
   * fails, or the signal is aborted. Its `batchOutcome` says what was written
   */
  async executeBatches<Row> (query: Query, rows: Iterable<Row> | AsyncIterable<Row>, config: BatchConfig<Row> = {}): Promise<BatchOutcome> {
    return await executeBatches(this, query, rows, config)
  }

  /**
   * Opens a session. This is cheap and makes no round trip. Close the session when its work is done.
   * @param config see {@link SessionConfig}
   * @throws TypeError or Neo4jError if the config is invalid
   */
  session (config: SessionConfig = {}): Session {
    return new Session(this._core.sessionParts(config))
  }

  /**
   * Verifies that a server of the database can be reached and accepts the driver's user.
   * @param database default: the user's home database
   * @param signal cancels the call when it is aborted
   * @throws Neo4jError if no server can be reached, the user is rejected, or the signal is aborted
   */
  async verifyConnectivity ({ database, signal }: { database?: string, signal?: AbortSignal } = {}): Promise<void> {
    await this._core.serverInfo(database, signal)
  }

  /**
   * Checks credentials. Requires Neo4j 5.5 or newer.
   * @param auth the token to check. Default: the driver's
   * @param database the database whose servers are asked. Default: `system` for `neo4j://`, otherwise the user's home database
   * @param signal cancels the call when it is aborted
   * @returns whether a server accepts the user
   * @throws Neo4jError if no server can be reached, the server is too old, or the signal is aborted
   */
  async verifyAuthentication ({ database, auth, signal }: { auth?: AuthToken, database?: string, signal?: AbortSignal } = {}): Promise<boolean> {
    return await this._core.verifyAuthentication(database, auth, signal)
  }

  /**
   * Asks a server of the database for its address and version.
   * @param database default: the user's home database
   * @param signal cancels the call when it is aborted
   * @throws Neo4jError if no server can be reached, the user is rejected, or the signal is aborted
   */
  async getServerInfo ({ database, signal }: { database?: string, signal?: AbortSignal } = {}): Promise<ServerInfo> {
    return await this._core.serverInfo(database, signal)
  }

  /** Whether the server supports several databases (Neo4j 4.0 and newer). @throws Neo4jError if no server can be reached */
  async supportsMultiDb (): Promise<boolean> {
    return (await this._core.capabilities()).multiDb
  }

  /** Whether transactions support a timeout and metadata; true for every supported server. @throws Neo4jError if no server can be reached */
  async supportsTransactionConfig (): Promise<boolean> {
    await this._core.capabilities()
    return true
  }

  /** Whether queries can run on behalf of another user (Neo4j 4.4 and newer). @throws Neo4jError if no server can be reached */
  async supportsUserImpersonation (): Promise<boolean> {
    return (await this._core.capabilities()).impersonation
  }

  /** Whether a session can have its own user (Neo4j 5.5 and newer). @throws Neo4jError if no server can be reached */
  async supportsSessionAuth (): Promise<boolean> {
    return (await this._core.capabilities()).logon
  }

  /** The Bolt version negotiated with a server. @throws Neo4jError if no server can be reached */
  async getNegotiatedProtocolVersion (): Promise<ProtocolVersion> {
    return (await this._core.serverInfo()).protocolVersion as ProtocolVersion
  }

  /** Whether the driver encrypts its connections. */
  isEncrypted (): boolean {
    return this._core.config.encrypted
  }

  /**
   * The current state of the connection pools: a frozen snapshot. It asks no server, and also works after the driver was
   * closed.
   */
  poolStats (): PoolStats {
    return this._core.poolStats()
  }

  /** Closes all connections, including those in use. Afterwards nothing of the driver keeps the process alive. */
  async close (): Promise<void> {
    await this._core.close()
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}

showAs(Driver.prototype, ({ _core: { config, isOpen } }) => ({ address: config.address.asHostPort(), routing: config.routing, encrypted: config.encrypted, isOpen }))
