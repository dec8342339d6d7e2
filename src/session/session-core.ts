import { abortedOf, abortError, onAbort, signalsOf } from '../abort.js'
import type { AccessMode, TransactionSettings } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import { markAsInner } from '../core.js'
import { type Neo4jError, newError } from '../error.js'
import { messageOf } from '../foreign-error.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Limit } from '../limit.js'
import type { Rules } from '../mapping/rule.js'
import type { Lease } from '../pool/lease.js'
import type { ConnectionRequest } from '../pool/connection-provider.js'
import { type Mutable, queries, retries, transactionBegins, transactions } from '../tracing/channels.js'
import type { TransactionTrace } from '../tracing/payloads.js'
import { isTraced } from '../tracing/trace.js'
import { AutoCommit } from './auto-commit.js'
import { type BookmarkManager, bookmarksNow } from './bookmark-manager.js'
import { Bookmarks } from './bookmarks.js'
import { checkConfig, checkQuery, type CheckedConfig, type Query, type TransactionConfig } from './query.js'
import type { QueryRun } from './query-run.js'
import { outcomeAfter, retry } from './retry.js'
import { type SessionContext, type SessionSettings, TELEMETRY_API, type TracingSettings } from './session-context.js'
import { callersInProgram } from './stack.js'
import { metadataWithTrace, nextTransactionId, publishRetry, traceQuery, traceTransaction } from './tracing.js'
import { TransactionCore, type TransactionParts } from './transaction-core.js'
import type { Work, WorkContext } from './work.js'

/** How a session runs transaction functions. */
export interface ManagedOptions {
  readonly api: number
  /** Whether BEGIN is sent together with the first query. */
  readonly pipelined: boolean
}

const MANAGED: ManagedOptions = Object.freeze({ api: TELEMETRY_API.managedTransaction, pipelined: false })

type TransactionWork<T> = (tx: TransactionCore) => Promise<T> | T
type Beginning = Pick<TransactionParts, 'api' | 'telemetryApi' | 'transactionId' | 'attempt' | 'earlier' | 'pipelined'>

/** The implementation of a session; the public `Session` is a handle for it. */
export class SessionCore implements WorkContext {
  /** How transaction functions are run; `executeQuery` sets its own options. */
  managed: ManagedOptions = MANAGED
  readonly #context: SessionContext
  readonly #settings: SessionSettings
  #database: string | undefined
  #lastBookmarks: Bookmarks
  /** The user's bookmarks, until bookmarks of the session's own work replace them. */
  #configuredBookmarks: Bookmarks
  #open = true
  #closed: Promise<void> | undefined
  /** The running work. A transaction may wait for a query to end, but not the other way round. */
  #query: AutoCommit | undefined
  #transaction: TransactionCore | undefined
  #requests: Partial<Record<AccessMode, ConnectionRequest>> = {}
  /** Where the program began the running work, for leak warnings. */
  #borrowedAt = ''
  /** Ends the delays of transaction functions when the session is closed. Made when the first delay begins. */
  #closing: AbortController | undefined

  constructor (context: SessionContext, settings: SessionSettings) {
    this.#context = context
    this.#settings = settings
    this.#database = settings.database
    this.#lastBookmarks = settings.bookmarks
    this.#configuredBookmarks = settings.bookmarks
  }

  /** @throws TypeError or Neo4jError if the query, its parameters or the config are invalid */
  run (query: Query, parameters: unknown, transactionConfig: TransactionConfig | undefined, parameterRules: Rules | undefined): QueryRun {
    const checked = checkQuery(query, parameters, parameterRules)
    const config = checkConfig(transactionConfig, this.#context.log, this.#settings.hooks)
    const autoCommit = new AutoCommit(this, checked, config)
    if (isTraced(queries)) traceQuery(autoCommit.run, autoCommit, () => { this.#start(autoCommit) })
    else this.#start(autoCommit)
    return autoCommit.run
  }

  #start (autoCommit: AutoCommit): void {
    if (!this.#open) {
      autoCommit.refuse(newError('Cannot run query in a closed session.'))
    } else if (this.#query !== undefined || this.#transaction !== undefined) {
      autoCommit.refuse(newError('Queries cannot be run directly on a session with ongoing work; either await the previous work, ' +
        'run in an existing transaction or use a different session.'))
    } else {
      if (this.#settings.leakDetectionThreshold > 0) this.#borrowedAt = callersInProgram(this.run)
      this.#query = autoCommit
      autoCommit.start()
    }
  }

  /** @throws Neo4jError if the session is closed or busy, TypeError or Neo4jError if the config is invalid */
  beginTransaction (transactionConfig: TransactionConfig | undefined): TransactionCore {
    const config = checkConfig(transactionConfig, this.#context.log, this.#settings.hooks)
    const api = TELEMETRY_API.explicitTransaction
    return this.#begin(this.mode, config, { api, telemetryApi: api, transactionId: nextTransactionId(), attempt: 1, earlier: 'notSent', pipelined: false })
  }

  /** @throws TypeError or Neo4jError if the config is invalid */
  checkConfig (transactionConfig: TransactionConfig | undefined): CheckedConfig {
    return checkConfig(transactionConfig, this.#context.log, this.#settings.hooks)
  }

  /** Runs a transaction function, with retries after transient errors. */
  execute<T> (mode: AccessMode, work: TransactionWork<T>, config: CheckedConfig): Promise<T> {
    if (!isTraced(transactions)) return this.#execute(mode, work, config, undefined)
    return traceTransaction(this, mode, this.managed.api, config.querySummary, message => this.#execute(mode, work, config, message))
  }

  #execute<T> (mode: AccessMode, work: TransactionWork<T>, config: CheckedConfig, message: Mutable<TransactionTrace> | undefined): Promise<T> {
    const { clock } = this.#context
    const { api } = this.managed
    const signals = signalsOf(config.signal, this.signal)
    const pipelined = this.managed.pipelined || config.pipelineBegin
    const transactionId = message?.transactionId ?? nextTransactionId()
    let telemetryApi: number | undefined = api
    return retry(failures => {
      const attempt = failures.length + 1
      const earlier = outcomeAfter(failures)
      // The driver does not listen to the signals between the end of a delay and the next attempt.
      const aborted = abortedOf(signals)
      if (aborted !== undefined) throw abortError(aborted, earlier === 'notSent' ? 'queue' : 'backoff', earlier)
      if (message !== undefined) message.attempt = attempt
      const tx = this.#begin(mode, config, { api, telemetryApi, transactionId, attempt, earlier, pipelined }, () => { telemetryApi = undefined })
      return this.#runWork(tx, work, pipelined)
    }, {
      maxRetryTime: config.maxTransactionRetryTime ?? this.#context.maxTransactionRetryTime,
      clock,
      signals,
      beforePause: (error, delay, attempt) => {
        if (retries.hasSubscribers) publishRetry({ context: this, mode, api, transactionId, attempt }, error, delay)
        return this.#closeSignals()
      }
    })
  }

  lastBookmarks (): string[] {
    return [...this.#lastBookmarks.values()]
  }

  /** Ends the running work, and waits until its connections are reset. */
  close (): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  get isOpen (): boolean { return this.#open }
  get database (): string | undefined { return this.#database }
  get mode (): AccessMode { return this.#settings.mode }
  get tracing (): TracingSettings { return this.#context.tracing }
  get fetchSize (): number { return this.#settings.fetchSize }
  get disableAutoCommitRetries (): boolean { return this.#settings.disableAutoCommitRetries }
  get signal (): AbortSignal | undefined { return this.#settings.signal }
  get clock (): Clock { return this.#context.clock }
  get hooks (): ValueHooks { return this.#settings.hooks }

  bookmarksNow (): readonly string[] | undefined {
    const manager = this.#settings.bookmarkManager
    if (manager === undefined) return this.#lastBookmarks.values()
    const managed = bookmarksNow(manager)
    return managed === undefined ? undefined : this.#withConfigured(managed)
  }

  async bookmarks (limit: Limit): Promise<readonly string[]> {
    const manager = this.#settings.bookmarkManager
    if (manager === undefined) return this.#lastBookmarks.values()
    const { closing } = this.#context
    closing.throwIfAborted()
    const stopListening = onAbort(closing, () => { limit.cancel(closing.reason as Neo4jError) })
    try {
      return this.#withConfigured(await limit.wait(managedBookmarks(manager), () => newError(
        `The bookmark manager returned no bookmarks within ${limit.timeout} ms (connectionAcquisitionTimeout).`)))
    } finally {
      stopListening()
    }
  }

  async route (mode: AccessMode, limit: Limit): Promise<void> {
    const homeDatabase = await this.#context.provider.route(this.#request(mode), async () => await this.bookmarks(limit), limit)
    if (homeDatabase !== undefined) this.homeDatabaseKnown(homeDatabase)
  }

  tryAcquire (mode: AccessMode): Lease | undefined {
    const lease = this.#context.provider.tryAcquire(this.#request(mode))
    if (lease !== undefined && this.#settings.leakDetectionThreshold > 0) this.#watch(lease)
    return lease
  }

  async acquire (mode: AccessMode, bookmarks: readonly string[], limit: Limit): Promise<Lease> {
    const { provider } = this.#context
    const request = this.#request(mode)
    const lease = provider.tryAcquire(request) ?? await provider.acquire(request, bookmarks, limit)
    if (this.#settings.leakDetectionThreshold > 0) this.#watch(lease)
    return lease
  }

  newLimit (): Limit {
    return this.#context.provider.newLimit()
  }

  transactionSettings (mode: AccessMode, bookmarks: readonly string[], config: CheckedConfig): TransactionSettings {
    const { impersonatedUser, notificationFilter } = this.#settings
    const metadata = transactionBegins.hasSubscribers ? metadataWithTrace(this, mode, config.metadata) : config.metadata
    return { mode, bookmarks, database: this.#database, impersonatedUser, timeout: config.timeout, metadata, notificationFilter }
  }

  shouldSendTelemetry (lease: Lease): boolean {
    return lease.telemetryEnabled && !this.#context.telemetryDisabled
  }

  homeDatabaseKnown (name: string): void {
    if (this.#database === undefined && this.#context.provider.homeDatabaseKnown(this.#request(this.mode), name)) {
      this.#database = name
      this.#requests = {}
    }
  }

  bookmarksUpdated (bookmark: unknown, used: readonly string[]): void {
    if (typeof bookmark !== 'string' || bookmark === '') return
    this.#lastBookmarks = new Bookmarks(bookmark)
    this.#configuredBookmarks = Bookmarks.empty()
    const manager = this.#settings.bookmarkManager
    if (manager !== undefined) void this.#tell(manager, used, [bookmark])
  }

  workEnded (work: Work, records: number): void {
    this.#context.workEnded(records)
    if (this.#query === work) this.#query = undefined
    if (this.#transaction === work) this.#transaction = undefined
  }

  #begin (mode: AccessMode, config: CheckedConfig, { api, telemetryApi, transactionId, attempt, earlier, pipelined }: Beginning, onTelemetryAcknowledged?: () => void): TransactionCore {
    if (!this.#open) throw newError('Cannot begin a transaction on a closed session.')
    if (this.#transaction !== undefined) {
      throw newError('You cannot begin a transaction on a session with ongoing work; ' +
        'either run from within an existing transaction or use a different session.')
    }
    if (this.#settings.leakDetectionThreshold > 0) this.#borrowedAt = callersInProgram(this.#begin)
    const core = new TransactionCore({
      context: this,
      mode,
      config,
      api,
      telemetryApi,
      onTelemetryAcknowledged,
      transactionId,
      attempt,
      earlier,
      pipelined,
      after: this.#query?.readToEnd(),
      signals: signalsOf(config.signal, this.signal)
    })
    if (core.isOpen) this.#transaction = core
    return core
  }

  async #runWork<T> (tx: TransactionCore, work: TransactionWork<T>, pipelined: boolean): Promise<T> {
    try {
      if (!pipelined) await tx.begun
      const value = await tx.raceWork(work(tx))
      // If the transaction was ended without the work noticing, commit() reports it.
      if (tx.isOpen || tx.isAborted || !this.#open) await tx.commit()
      // If it never began, `begun` reports it.
      else if (pipelined) await tx.begun
      return value
    } catch (error) {
      // The first error is the one to report.
      await tx.close().catch((rollbackError: Neo4jError) => { this.#context.log.debug(`Rollback failed: ${rollbackError.code}`) })
      throw error
    }
  }

  async #close (): Promise<void> {
    this.#open = false
    this.#closing?.abort()
    const [query, transaction] = [this.#query, this.#transaction]
    query?.end()
    transaction?.end()
    // Most sessions have no running work at this point and need not wait.
    if (query !== undefined) await query.settled()
    if (transaction !== undefined) await transaction.settled()
  }

  /** Signals that are aborted when the session or its driver is closed. */
  #closeSignals (): AbortSignal[] {
    this.#closing ??= new AbortController()
    if (!this.#open) this.#closing.abort()
    return [this.#closing.signal, this.#context.closing]
  }

  /** The work is done already, so an error of the user's manager is only logged. */
  async #tell (manager: BookmarkManager, used: readonly string[], bookmarks: readonly string[]): Promise<void> {
    try {
      await manager.updateBookmarks(used, bookmarks)
    } catch (error) {
      this.#context.log.warn(`The bookmark manager failed to update its bookmarks: ${messageOf(error)}`)
    }
  }

  #withConfigured (managed: readonly string[]): readonly string[] {
    const own = this.#configuredBookmarks.values()
    return own.length === 0 ? managed : new Bookmarks([...managed, ...own]).values()
  }

  #watch (lease: Lease): void {
    lease.warnAfter(this.#settings.leakDetectionThreshold, this.#borrowedAt)
  }

  #request (mode: AccessMode): ConnectionRequest {
    return (this.#requests[mode] ??= {
      mode,
      database: this.#database,
      impersonatedUser: this.#settings.impersonatedUser,
      auth: this.#settings.auth
    })
  }
}

async function managedBookmarks (manager: BookmarkManager): Promise<readonly string[]> {
  return new Bookmarks([...await manager.getBookmarks()]).values()
}

markAsInner(SessionCore.prototype)
