import type { AbortOutcome, Signals } from '../abort.js'
import { type AccessMode, assertSupported, begin, COMMIT, type Message, ROLLBACK, telemetry } from '../bolt/messages.js'
import { newStream } from '../bolt/hydrating-stream.js'
import { NO_OWNER, RecordStream, type StreamOwner } from '../bolt/record-stream.js'
import { IGNORE_RESPONSE, type Metadata, refuseRecord, Reply, type ResponseHandler } from '../bolt/response-handler.js'
import { dehydrated, parameterSnapshot } from '../bolt/parameter-error.js'
import { markAsInner } from '../core.js'
import { isAnswer } from '../error-origin.js'
import { type Neo4jError, newError } from '../error.js'
import { asNeo4jError, ignoreRejection } from '../foreign-error.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Limit } from '../limit.js'
import type { Rules } from '../mapping/rule.js'
import type { Lease } from '../pool/lease.js'
import { queries } from '../tracing/channels.js'
import { isTraced } from '../tracing/trace.js'
import { AbortWatch, phaseOfTransaction } from './abort-watch.js'
import { lostCommit } from './lost-commit.js'
import { checkQuery, type CheckedConfig, type CheckedQuery, type Query } from './query.js'
import { QueryRun } from './query-run.js'
import { mayHaveWritten, type Started, start, tryStart } from './start-work.js'
import { type QueryOrigin, traceQuery } from './tracing.js'
import { refusalOf, type TransactionState } from './transaction-state.js'
import type { Work, WorkContext } from './work.js'

export interface TransactionParts {
  readonly context: WorkContext
  readonly mode: AccessMode
  readonly config: CheckedConfig
  /** The part of the API in use; `telemetryApi` is undefined if it has already been reported to the server. */
  readonly api: number
  readonly telemetryApi: number | undefined
  readonly onTelemetryAcknowledged?: () => void
  /** The driver's id, for tracing: the same for all attempts of a transaction function, which are counted from 1. */
  readonly transactionId: number
  readonly attempt: number
  /** Whether BEGIN is delayed to be sent together with the first query. */
  readonly pipelined: boolean
  /** The running work of the session that the transaction must wait for. */
  readonly after: Promise<void> | undefined
  readonly signals: Signals | undefined
  /** The outcome of earlier attempts of the same work; `notSent` if there were none. */
  readonly earlier: AbortOutcome
}

/** A query that is sent after BEGIN. */
interface UnsentQuery {
  readonly stream: RecordStream
  readonly text: string
  readonly parameters: object
}

/**
 * The implementation of a transaction, for all public classes of transactions.
 *
 * It holds a connection from BEGIN to its end. All its queries may be running at the same time, in order. After the first
 * error the server has discarded the transaction, so the connection is returned immediately.
 */
export class TransactionCore implements StreamOwner, Work {
  /**
   * The value of the awaited transaction; set and read by its public classes. Not in a WeakMap, because keys of a WeakMap
   * survive every collection of young objects.
   */
  handle: object | undefined = undefined
  readonly #parts: TransactionParts
  readonly #hooks: ValueHooks
  #state: TransactionState = 'open'
  #lease: Lease | undefined
  #error: Neo4jError | undefined
  readonly #streams: RecordStream[] = []
  /** How many records of the ended streams have arrived. */
  #recordCount = 0
  /** The queries run before there is a connection, in order: they are sent in one step after BEGIN. */
  #unsent: UnsentQuery[] = []
  #bookmarks: readonly string[] = []
  /** For callers that wait for the response to BEGIN; made for the first one. */
  #begun: Reply | undefined
  /** The reason why there is no transaction; every query fails with it, too. */
  #beginFailure: Neo4jError | undefined
  /** The limit of the wait for a connection. */
  #limit: Limit | undefined
  /** Resolves when BEGIN was sent, or will never be; undefined if it was sent immediately. */
  #starting: Promise<void> | undefined
  /** Whether all completed queries were reads, according to the server. */
  #hasOnlyRead = true
  /** Whether its session was closed before it was committed or rolled back. */
  #abandoned = false
  /** The running commit or rollback. */
  #ending: Promise<Metadata> | undefined
  readonly #watch: AbortWatch | undefined
  #hasBegun = false
  #commitSent = false

  constructor (parts: TransactionParts) {
    this.#parts = parts
    this.#hooks = parts.config.hooks ?? parts.context.hooks
    this.#watch = parts.signals && new AbortWatch(parts.signals)
    this.#watch?.start(signal => { this.#abort(signal) })
    if (this.#state !== 'open') return
    const started = parts.after === undefined ? tryStart(parts.context, parts.mode) : undefined
    if (started === undefined) {
      this.#starting = this.#startLater()
    } else {
      this.#send(started)
    }
  }

  /** @throws TypeError or Neo4jError if the query or its parameters are invalid */
  run (query: Query, parameters?: unknown, parameterRules?: Rules): QueryRun {
    const checked = checkQuery(query, parameters, parameterRules)
    const { fetchSize } = this.#parts.context
    const run = this.#state === 'open'
      ? new QueryRun(checked, newStream(this, fetchSize, this.#hooks.hydrator), this)
      : new QueryRun(checked, new RecordStream(NO_OWNER, fetchSize))
    if (isTraced(queries)) traceQuery(run, this, () => { this.#start(run.stream, checked) })
    else this.#start(run.stream, checked)
    return run
  }

  /** The origin of its queries, for tracing. */
  origin (): QueryOrigin {
    const { context, mode, api, transactionId, attempt, config: { querySummary } } = this.#parts
    return { context, mode, api, transactionId, attempt, querySummary }
  }

  #start (stream: RecordStream, checked: CheckedQuery): void {
    if (this.#state !== 'open') {
      this.#failSoon(stream, this.#refusal('run query in'))
      return
    }
    this.#streams.push(stream)
    try {
      const query = { stream, text: checked.text, parameters: dehydrated(this.#hooks.dehydrator, checked.parameters) }
      if (this.#lease === undefined) this.#unsent.push({ ...query, parameters: parameterSnapshot(query.parameters) })
      else this.#sendQuery(this.#lease, query)
      this.#lease?.flush()
    } catch (error) {
      this.#failSoon(stream, asNeo4jError(error))
    }
  }

  async commit (): Promise<void> {
    if (this.#state !== 'open') throw this.#refusal('commit')
    this.#state = 'committing'
    const { bookmark } = await (this.#ending = this.#end(COMMIT, 'committed'))
    this.#parts.context.bookmarksUpdated(bookmark, this.#bookmarks)
  }

  async rollback (): Promise<void> {
    if (this.#state === 'failed') return
    if (this.#state !== 'open') throw this.#refusal('rollback')
    this.#state = 'rollingBack'
    try {
      await (this.#ending = this.#end(ROLLBACK, 'rolledBack'))
    } catch (error) {
      // A signal that was aborted in the meantime has also rolled it back.
      if (!this.isAborted) throw error
    }
  }

  async close (): Promise<void> {
    if (this.isOpen) await this.rollback()
  }

  get isOpen (): boolean {
    return this.#state === 'open'
  }

  /** Whether it was committed or rolled back: open results can no longer be read. */
  get hasEnded (): boolean {
    return this.#state === 'committed' || this.#state === 'rolledBack'
  }

  /** Resolves when the server has accepted BEGIN; rejects if the server has rejected it, or it could not be sent. */
  get begun (): Promise<unknown> {
    if (this.#begun === undefined) {
      this.#begun = new Reply()
      ignoreRejection(this.#begun.promise)
      if (this.#beginFailure !== undefined) this.#begun.onFailure(this.#beginFailure)
      else if (this.#hasBegun) this.#begun.onSuccess({})
    }
    return this.#begun.promise
  }

  async settled (): Promise<void> {
    await this.#ending?.catch(() => {})
    await this.#starting
    await this.#lease?.release()
  }

  /** Called when its session is closed: the server rolls it back, unless a commit or rollback is running. */
  end (): void {
    if (this.#state !== 'open') return
    this.#abandoned = true
    const reason = newError('The session was closed before its transaction was committed, so the transaction is rolled back.')
    const streams = [...this.#streams]
    this.#fail(reason, false)
    // Running queries end with the server's own error, if there is one.
    for (const stream of streams) stream.interrupt(reason)
  }

  /** Whether a signal has ended it. */
  get isAborted (): boolean {
    return this.#watch?.hasEnded === true
  }

  /** The result of a transaction function's work, or the error of a signal that is aborted first. */
  raceWork<T> (work: Promise<T> | T): Promise<T> | T {
    return this.#watch === undefined ? work : this.#watch.raceWork(work, this.#parts.earlier)
  }

  streamStarted (_stream: RecordStream, metadata: Metadata): void {
    if (metadata.db != null) this.#parts.context.homeDatabaseKnown(metadata.db)
  }

  streamCompleted (stream: RecordStream, metadata: Metadata): void {
    if (metadata.type !== 'r') this.#hasOnlyRead = false
    this.#forget(stream)
  }

  streamFailed (stream: RecordStream, error: Neo4jError): void {
    this.#forget(stream)
    this.#fail(error)
  }

  #forget (stream: RecordStream): void {
    const index = this.#streams.indexOf(stream)
    if (index >= 0) this.#recordCount += this.#streams.splice(index, 1)[0].recordCount
  }

  /** Only auto-commit queries may be restarted. */
  mayRestart (): boolean {
    return false
  }

  /** Never rejects: errors fail BEGIN and every query. */
  async #startLater (): Promise<void> {
    const { context, mode, after } = this.#parts
    try {
      if (after !== undefined) await this.#race(after)
      if (this.#error !== undefined) return
      const limit = this.#limit = context.newLimit()
      const started = await start(context, mode, limit)
      if (this.#error === undefined) {
        this.#send(started)
      } else {
        await started.lease.release()
      }
    } catch (error) {
      this.#failBegin(asNeo4jError(error))
    }
  }

  /** Sends BEGIN, and the queries that were run before there was a connection. */
  #send ({ lease, bookmarks }: Started): void {
    const { context, mode, config, telemetryApi, pipelined } = this.#parts
    this.#lease = lease
    this.#bookmarks = bookmarks
    try {
      const settings = context.transactionSettings(mode, bookmarks, config)
      assertSupported(lease.capabilities, settings)
      if (telemetryApi !== undefined && context.shouldSendTelemetry(lease)) lease.request(telemetry(telemetryApi), this.#telemetryHandler())
      lease.request(begin(lease.capabilities, settings), this.#beginHandler())
    } catch (error) {
      this.#failBegin(asNeo4jError(error))
      return
    }
    const unsent = this.#unsent
    this.#unsent = []
    for (const query of unsent) this.#sendQuery(lease, query)
    if (!pipelined || unsent.length > 0 || this.#state !== 'open') lease.flush()
  }

  #sendQuery (lease: Lease, { stream, text, parameters }: UnsentQuery): void {
    try {
      stream.start(lease, text, parameters)
    } catch (error) {
      this.#failSoon(stream, asNeo4jError(error))
    }
  }

  /** A query that cannot be sent fails its transaction, which must not be committed without it. */
  #failSoon (stream: RecordStream, error: Neo4jError): void {
    void Promise.resolve().then(() => { stream.fail(error) })
  }

  #telemetryHandler (): ResponseHandler {
    const { onTelemetryAcknowledged } = this.#parts
    return onTelemetryAcknowledged === undefined ? IGNORE_RESPONSE : { ...IGNORE_RESPONSE, onSuccess: onTelemetryAcknowledged }
  }

  #beginHandler (): ResponseHandler {
    return {
      onRecord: refuseRecord,
      onSuccess: metadata => {
        if (metadata.db != null) this.#parts.context.homeDatabaseKnown(metadata.db)
        this.#hasBegun = true
        if (this.#state === 'failed') this.#watch?.stop()
        this.#begun?.onSuccess(metadata)
      },
      onFailure: error => { this.#failBegin(error) }
    }
  }

  #failBegin (error: Neo4jError): void {
    this.#watch?.stop()
    this.#fail(error)
    this.#notBegun(this.#error ?? error)
  }

  /** Callers that wait for BEGIN get the first error. */
  #notBegun (error: Neo4jError): void {
    if (this.#hasBegun || this.#beginFailure !== undefined) return
    this.#beginFailure = error
    this.#begun?.onFailure(error)
  }

  /** Ends open results, then commits or rolls back. */
  async #end (message: Message, state: 'committed' | 'rolledBack'): Promise<Metadata> {
    if (this.#starting !== undefined) await this.#race(this.#starting)
    const by = message === COMMIT ? 'the transaction was committed' : 'the transaction was rolled back'
    for (const stream of [...this.#streams]) stream.finish(by)
    while (this.#streams.length > 0) await this.#streams[0].ended
    const lease = this.#lease
    if (this.#error !== undefined || lease === undefined) throw this.#error ?? newError('The transaction has no connection.')
    const sent = lease.isOpen
    this.#commitSent = message === COMMIT
    try {
      const metadata = await this.#race(lease.call(message))
      this.#state = state
      this.#release()
      return metadata
    } catch (error) {
      const lost = sent && message === COMMIT && !lease.isOpen && !isAnswer(error as Neo4jError)
      const failure = lost
        ? lostCommit(error as Neo4jError, {
          mayHaveWritten: this.#mayHaveWritten(lease), idempotent: this.#parts.config.idempotent, abortedBy: this.#watch?.commitAbortedBy
        })
        : error as Neo4jError
      this.#fail(failure)
      throw failure
    }
  }

  #race<T> (outcome: Promise<T>): Promise<T> {
    return this.#watch === undefined ? outcome : this.#watch.race(outcome)
  }

  /** Servers without support for several databases do not enforce access mode READ, but report the type of each query. */
  #mayHaveWritten (lease: Lease): boolean {
    return mayHaveWritten(this.#parts.mode, lease) && !(this.#parts.mode === 'READ' && this.#hasOnlyRead)
  }

  /** Makes the server abort the transaction with all its queries. Its user gets the error immediately. */
  #abort (signal: AbortSignal): void {
    const watch = this.#watch as AbortWatch
    const { earlier } = this.#parts
    const lease = this.#lease
    if (this.#commitSent) {
      watch.waitForCommit(signal, lease as Lease, this.#parts.context.clock)
      return
    }
    const phase = phaseOfTransaction(lease, this.#limit, this.#hasBegun, this.#streams)
    watch.end(signal, phase, lease === undefined || earlier === 'unknown' ? earlier : 'rolledBack')
    const error = watch.error() as Neo4jError
    const streams = [...this.#streams]
    lease?.abandon()
    this.#fail(error, false)
    this.#notBegun(error)
    for (const stream of streams) stream.abort(watch.error() as Neo4jError)
  }

  /** The only transition to the state `failed`: all open results end with the same error. */
  #fail (error: Neo4jError, endStreams: boolean = true): void {
    if (this.hasEnded || this.#state === 'failed') return
    this.#state = 'failed'
    this.#error = error
    this.#unsent = []
    this.#limit?.cancel(error)
    this.#release()
    if (endStreams) {
      for (const stream of [...this.#streams]) stream.fail(error)
    }
    if (this.#lease === undefined) this.#notBegun(error)
  }

  #release (): void {
    // If the session was closed in the meantime, a caller may still be waiting for BEGIN.
    if (this.#hasBegun || this.#lease === undefined) this.#watch?.stop()
    void this.#lease?.release()
    this.#parts.context.workEnded(this, this.#recordCount)
  }

  /** The error of a call that is no longer possible. */
  #refusal (what: string): Neo4jError {
    return this.#watch?.error() ?? newError(this.#abandoned
      ? 'You cannot run more transactions on a closed session.'
      : refusalOf(what, this.#state))
  }
}

markAsInner(TransactionCore.prototype)
