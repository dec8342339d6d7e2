import { assertString } from '../assert.js'
import type { Connection } from '../bolt/connection.js'
import type { AccessMode, TransactionSettings } from '../bolt/messages.js'
import { newError } from '../error.js'
import type { Rules } from '../mapping/rule.js'
import type { ConnectionRequest } from '../pool/provider.js'
import type { AuthToken } from '../types/auth-token.js'
import type { NotificationFilter } from '../types/notification-filter.js'
import type { RecordShape } from '../types/record.js'
import { AutoCommit } from './auto-commit.js'
import { type BookmarkManager, bookmarksNow } from './bookmark-manager.js'
import { Bookmarks } from './bookmarks.js'
import { type SessionContext, TELEMETRY_API } from './context.js'
import { ManagedTransaction } from './managed-transaction.js'
import { checkConfig, checkQuery, type CheckedConfig, type Query, type TransactionConfig } from './query.js'
import { Result } from './result.js'
import { retry } from './retry.js'
import { TransactionCore } from './transaction-core.js'
import { TransactionPromise } from './transaction-promise.js'

/** The work of a transaction function. It may be called several times: it should change nothing but the database. */
export type ManagedTransactionWork<T> = (tx: ManagedTransaction) => Promise<T> | T

/** Checked settings of one session. */
export interface SessionSettings {
  readonly mode: AccessMode
  readonly database: string | undefined
  readonly fetchSize: number
  readonly bookmarks: Bookmarks
  readonly bookmarkManager: BookmarkManager | undefined
  readonly impersonatedUser: string | undefined
  readonly auth: AuthToken | undefined
  readonly notificationFilter: NotificationFilter | undefined
  readonly disableAutoCommitRetries: boolean
  /** Called when the server has told which database is the user's home. */
  readonly onHomeDatabase?: (name: string) => void
  /** Aborted when the driver is closed: nobody should wait for another try then. */
  readonly closing?: AbortSignal
}

/** How the transaction functions of one call are run. @internal */
export interface ManagedOptions {
  readonly api: number
  /** BEGIN leaves together with the first query. */
  readonly pipelined: boolean
}

/** @internal */
export const MANAGED: ManagedOptions = Object.freeze({ api: TELEMETRY_API.managedTransaction, pipelined: false })

/**
 * A chain of work that is causally linked: each piece sees what the ones before have written. Cheap to make; for one
 * piece of work at a time. Close it when done.
 */
export class Session {
  private readonly _context: SessionContext
  // Really private: they may hold the token of the session's own user, and sessions get printed.
  readonly #settings: SessionSettings
  private _database: string | undefined
  private _lastBookmarks: Bookmarks
  /** The user's bookmarks; those of the session's own work take their place. */
  private _configuredBookmarks: Bookmarks
  private _open: boolean
  private _work: AutoCommit | TransactionCore | undefined
  #requests: Partial<Record<AccessMode, ConnectionRequest>>
  private _retries: AbortController | undefined

  /** @internal For the driver: sessions come from `driver.session()`. */
  constructor ({ context, settings }: { context: SessionContext, settings: SessionSettings }) {
    this._context = context
    this.#settings = settings
    this._database = settings.database
    this._lastBookmarks = settings.bookmarks
    this._configuredBookmarks = settings.bookmarks
    this._open = true
    this._work = undefined
    this.#requests = {}
    this._retries = undefined
  }

  /**
   * Runs a query that commits by itself.
   * @throws TypeError if the query is no text, or the parameters are no object; all other errors are the result's.
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, transactionConfig?: TransactionConfig, parameterRules?: Rules): Result<R> {
    const checked = checkQuery(query, parameters, parameterRules)
    const config = checkConfig(transactionConfig, this._context.log)
    const autoCommit = new AutoCommit(this, checked, config, this.fetchSize)
    const result = new Result<R>(autoCommit)
    if (!this._open) {
      autoCommit.refuse(newError('Cannot run query in a closed session.'))
    } else if (this._work !== undefined) {
      autoCommit.refuse(newError('Queries cannot be run directly on a session with ongoing work; either await the previous work, ' +
        'run in an existing transaction or use a different session.'))
    } else {
      this._work = autoCommit
      autoCommit.start()
    }
    return result
  }

  /**
   * Begins a transaction, which is the session's only work until it is committed or rolled back.
   * @throws Neo4jError if the session is closed or busy.
   */
  beginTransaction (transactionConfig?: TransactionConfig): TransactionPromise {
    const config = checkConfig(transactionConfig, this._context.log)
    return this.#begin(this.#settings.mode, config, { api: TELEMETRY_API.explicitTransaction, pipelined: false })
  }

  /**
   * Does read work in a transaction, again if it fails with an error that may pass, for up to `maxTransactionRetryTime`.
   * In a cluster it runs on a reader.
   */
  async executeRead<T> (transactionWork: ManagedTransactionWork<T>, transactionConfig?: TransactionConfig): Promise<T> {
    return await this._execute('READ', transactionWork, transactionConfig, MANAGED)
  }

  /** Like {@link executeRead} for work that writes, on a writer. */
  async executeWrite<T> (transactionWork: ManagedTransactionWork<T>, transactionConfig?: TransactionConfig): Promise<T> {
    return await this._execute('WRITE', transactionWork, transactionConfig, MANAGED)
  }

  /** The bookmarks of the last work that was committed, or those that the session began with. */
  lastBookmarks (): string[] {
    return [...this._lastBookmarks.values()]
  }

  /** Ends what is under way, an open transaction by rollback, and gives the connection back. */
  async close (): Promise<void> {
    if (!this._open) return
    this._open = false
    this._retries?.abort()
    const work = this._work
    if (work instanceof TransactionCore) {
      await work.abandon(newError('The session was closed before its transaction was committed: it is rolled back.'))
    } else if (work !== undefined) {
      work.stream.discard()
      await this.untilIdle()
    }
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }

  /** @internal */
  async _execute<T> (mode: AccessMode, work: ManagedTransactionWork<T>, transactionConfig: TransactionConfig | undefined, options: ManagedOptions): Promise<T> {
    const { log, clock, maxTransactionRetryTime } = this._context
    const config = checkConfig(transactionConfig, log)
    const pipelined = options.pipelined || config.pipelineBegin
    let api: number | undefined = options.api
    return await retry(async () => {
      const tx = this.#begin(mode, config, { api, pipelined }, () => { api = undefined })
      if (!pipelined) await tx
      return await this.#runWork(tx, work)
    }, { maxRetryTime: maxTransactionRetryTime, clock, signal: () => this.#closeSignal() })
  }

  /** @internal */ get isOpen (): boolean { return this._open }
  /** @internal */ get mode (): AccessMode { return this.#settings.mode }
  /** @internal */ get fetchSize (): number { return this.#settings.fetchSize }
  /** @internal */ get disableAutoCommitRetries (): boolean { return this.#settings.disableAutoCommitRetries }

  /** @internal The bookmarks to send; undefined if a bookmark manager of the user's has to be asked. */
  bookmarksNow (): readonly string[] | undefined {
    const manager = this.#settings.bookmarkManager
    if (manager === undefined) return this._lastBookmarks.values()
    const managed = bookmarksNow(manager)
    return managed === undefined ? undefined : this.#withConfigured(managed)
  }

  /** @internal A connection that is there already; undefined if anything has to be waited for. */
  tryAcquire (mode: AccessMode): Connection | undefined {
    return this.bookmarksNow() === undefined ? undefined : this._context.provider.tryAcquire(this.#request(mode))
  }

  /** @internal */
  async acquire (mode: AccessMode): Promise<Connection> {
    const { provider } = this._context
    const request = this.#request(mode)
    return provider.tryAcquire(request) ?? await provider.acquire(request)
  }

  /** @internal */
  release (connection: Connection): void | Promise<void> {
    return this._context.provider.release(connection)
  }

  /** @internal */
  async bookmarks (): Promise<readonly string[]> {
    const manager = this.#settings.bookmarkManager
    if (manager === undefined) return this._lastBookmarks.values()
    return this.#withConfigured([...await manager.getBookmarks()])
  }

  /** @internal */
  settings (mode: AccessMode, bookmarks: readonly string[], config: CheckedConfig): TransactionSettings {
    const { impersonatedUser, notificationFilter } = this.#settings
    return {
      mode, bookmarks, database: this._database, impersonatedUser, timeout: config.timeout, metadata: config.metadata, notificationFilter
    }
  }

  /** @internal */
  mayTellTelemetry (connection: Connection): boolean {
    return connection.telemetryEnabled && !this._context.telemetryDisabled
  }

  /** @internal The home database stays the session's, even if the user gets another home meanwhile. */
  databaseResolved (name: string): void {
    if (this.#settings.onHomeDatabase !== undefined && this._database === undefined) {
      this._database = name
      this.#requests = {}
      this.#settings.onHomeDatabase(name)
    }
  }

  /** @internal Takes over what finished work left; `used` are the bookmarks that it began with. */
  updateBookmarks (bookmark: string | string[] | undefined, used: readonly string[]): void {
    if (bookmark == null || bookmark.length === 0) return
    this._lastBookmarks = new Bookmarks(bookmark)
    this._configuredBookmarks = Bookmarks.empty()
    const manager = this.#settings.bookmarkManager
    if (manager !== undefined) void this.#tell(manager, used, this._lastBookmarks.values())
  }

  /** The work is done: a manager of the user's that fails can't change that. */
  async #tell (manager: BookmarkManager, used: readonly string[], bookmarks: readonly string[]): Promise<void> {
    try {
      await manager.updateBookmarks(used, bookmarks)
    } catch (error) {
      this._context.log.warn(`The bookmark manager failed to take over bookmarks: ${String(error)}`)
    }
  }

  /** @internal */
  workEnded (work: AutoCommit): void {
    if (this._work === work) this._work = undefined
  }

  /** @internal */
  transactionEnded (transaction: TransactionCore): void {
    if (this._work === transaction) this._work = undefined
  }

  /** @internal Resolves when an auto-commit query that is still under way has ended. */
  async untilIdle (): Promise<void> {
    const work = this._work
    if (!(work instanceof AutoCommit) || work.stream.isOver) return
    work.stream.readAll()
    await new Promise<void>(resolve => {
      work.stream.subscribe({ onCompleted: () => { resolve() }, onError: () => { resolve() } })
    })
  }

  #begin (mode: AccessMode, config: CheckedConfig, { api, pipelined }: { api: number | undefined, pipelined: boolean }, onTelemetrySent?: () => void): TransactionPromise {
    if (!this._open) {
      throw newError('Cannot begin a transaction on a closed session.')
    }
    if (this._work instanceof TransactionCore) {
      throw newError('You cannot begin a transaction on a session with ongoing work; ' +
        'either run from within an existing transaction or use a different session.')
    }
    const after = this._work === undefined ? undefined : this.untilIdle()
    const core = new TransactionCore({ session: this, mode, config, telemetryApi: api, onTelemetrySent, pipelined, after })
    if (core.isOpen) this._work = core
    return new TransactionPromise(core)
  }

  /** Aborted when the session or its driver is closed. */
  #closeSignal (): AbortSignal {
    if (!this._open || this.#settings.closing?.aborted === true) return AbortSignal.abort()
    if (this._retries === undefined) {
      const retries = this._retries = new AbortController()
      this.#settings.closing?.addEventListener('abort', () => { retries.abort() }, { once: true, signal: retries.signal })
    }
    return this._retries.signal
  }

  #withConfigured (managed: readonly string[]): readonly string[] {
    const own = this._configuredBookmarks.values()
    return own.length === 0 ? managed : new Bookmarks([...managed, ...own]).values()
  }

  async #runWork<T> (tx: TransactionPromise, work: ManagedTransactionWork<T>): Promise<T> {
    let value: T
    try {
      value = await work(ManagedTransaction.fromTransaction(tx))
    } catch (error) {
      // What went wrong first is what the user must know.
      await tx.close().catch(rollbackError => { this._context.log.debug(`Rollback failed: ${String(rollbackError)}`) })
      throw error
    }
    if (tx.isOpen()) await tx.commit()
    return value
  }

  #request (mode: AccessMode): ConnectionRequest {
    return (this.#requests[mode] ??= {
      mode,
      database: this._database,
      impersonatedUser: this.#settings.impersonatedUser,
      auth: this.#settings.auth,
      bookmarks: async () => await this.bookmarks(),
      databaseResolved: name => { this.databaseResolved(name) }
    })
  }
}

/** @throws Neo4jError if it is neither READ nor WRITE */
export function checkAccessMode (mode: unknown): AccessMode {
  if (mode != null && mode !== 'READ' && mode !== 'WRITE') {
    throw newError(`Illegal session mode ${String(mode)}: expected neo4j.session.READ or neo4j.session.WRITE`)
  }
  return (mode as AccessMode | null) ?? 'WRITE'
}

/** As neo4j-driver, an empty name stands for the home database. */
export function checkDatabase (database: unknown): string | undefined {
  return database == null || database === '' ? undefined : assertString(database, 'database')
}
