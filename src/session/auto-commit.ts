import { abortedOf, abortError, type AbortOutcome, type AbortPhase, onFirstAbort, type Signals, signalsOf } from '../abort.js'
import { assertSupported, telemetry } from '../bolt/messages.js'
import { newStream } from '../bolt/hydrating-stream.js'
import type { RecordStream, StreamOwner } from '../bolt/record-stream.js'
import { dehydrated, parameterSnapshot } from '../bolt/parameter-error.js'
import { IGNORE_RESPONSE, type Metadata } from '../bolt/response-handler.js'
import { type Neo4jError, newError } from '../error.js'
import { asNeo4jError } from '../foreign-error.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import { retries } from '../tracing/channels.js'
import type { CheckedConfig, CheckedQuery } from './query.js'
import { QueryRun } from './query-run.js'
import { TELEMETRY_API } from './session-context.js'
import { publishRetry, type QueryOrigin } from './tracing.js'
import { mayHaveWritten, phaseOfWait, type Started, start, tryStart } from './start-work.js'
import type { Work, WorkContext } from './work.js'

/**
 * A query that the server commits by itself, on a connection of its own, which is returned to the pool with the query's
 * last response. A session runs one at a time.
 */
export class AutoCommit implements StreamOwner, Work {
  readonly run: QueryRun
  readonly #stream: RecordStream
  readonly #context: WorkContext
  readonly #config: CheckedConfig
  /** The parameters at the time of the call, even if the query is sent later. */
  #parameters: Record<string, unknown>
  #bookmarks: readonly string[] = []
  #lease: Lease | undefined
  /** The limit of the wait for a connection. */
  #limit: Limit | undefined
  #retried = false
  #stopListening: (() => void) | undefined = undefined

  constructor (context: WorkContext, query: CheckedQuery, config: CheckedConfig) {
    this.#context = context
    this.#config = config
    this.#parameters = query.parameters
    this.#stream = newStream(this, context.fetchSize, this.#hooks.hydrator)
    this.run = new QueryRun(query, this.#stream)
  }

  get #hooks (): ValueHooks {
    return this.#config.hooks ?? this.#context.hooks
  }

  /** Sends the query, immediately if a connection is available. */
  start (): void {
    const signals = signalsOf(this.#config.signal, this.#context.signal)
    if (signals !== undefined && !this.#listen(signals)) return
    const { dehydrator } = this.#hooks
    if (dehydrator !== undefined && !this.#prepareParameters(parameters => dehydrated(dehydrator, parameters))) return
    const started = tryStart(this.#context, this.#context.mode)
    if (started !== undefined) {
      this.#send(started)
    } else if (this.#prepareParameters(parameterSnapshot)) {
      void this.#startLater()
    }
  }

  /** The origin of the query, for tracing. */
  origin (): QueryOrigin {
    return {
      context: this.#context,
      mode: this.#context.mode,
      api: TELEMETRY_API.autoCommit,
      transactionId: undefined,
      attempt: this.#retried ? 2 : 1,
      querySummary: this.#config.querySummary
    }
  }

  /** Fails the result with an error found before anything was sent, asynchronously like other errors. */
  refuse (error: Neo4jError): void {
    void Promise.resolve().then(() => { this.#stream.fail(error) })
  }

  /** Resolves when the query is done. Records that are unread then can still be read. */
  async readToEnd (): Promise<void> {
    this.#stream.readToEnd()
    await this.settled()
  }

  async settled (): Promise<void> {
    await this.#stream.ended
    await this.#lease?.release()
  }

  /** Ends the query because its session is closed: one that may write runs to its end, one that only reads is interrupted. */
  end (): void {
    if (this.#context.mode === 'READ') {
      const reason = newError('The session was closed before its query was finished: await the result, or read it to its end, first.')
      this.#limit?.cancel(reason)
      this.#stream.interrupt(reason)
      void this.#lease?.release()
    } else {
      this.#stream.finish('the session was closed')
    }
  }

  streamStarted (_stream: RecordStream, metadata: Metadata): void {
    if (metadata.db != null) this.#context.homeDatabaseKnown(metadata.db)
  }

  streamCompleted (_stream: RecordStream, metadata: Metadata): void {
    this.#ended()
    this.#context.bookmarksUpdated(metadata.bookmark, this.#bookmarks)
  }

  streamFailed (): void {
    this.#ended()
  }

  /** Retries once if the server marks its error as one before which nothing was executed. */
  mayRestart (_stream: RecordStream, error: Neo4jError): boolean {
    if (this.#retried || this.#context.disableAutoCommitRetries || error.diagnosticRecord?._idempotent !== true) {
      return false
    }
    if (retries.hasSubscribers) publishRetry(this.origin(), error, 0)
    this.#retried = true
    const { scope } = this.run
    if (scope === undefined) void this.#startLater()
    else scope.runInAsyncScope(() => { void this.#startLater() })
    return true
  }

  /** Never rejects: errors fail the result. */
  async #startLater (): Promise<void> {
    try {
      // Waits until the first connection has no further responses for the query.
      if (this.#lease !== undefined) await this.#lease.release()
      if (this.#stream.isOver) return
      const limit = this.#limit = this.#context.newLimit()
      const started = await start(this.#context, this.#context.mode, limit)
      if (this.#stream.isOver) {
        await started.lease.release()
      } else {
        this.#send(started)
      }
    } catch (error) {
      this.#stream.fail(asNeo4jError(error))
    }
  }

  #send ({ lease, bookmarks }: Started): void {
    const context = this.#context
    this.#lease = lease
    this.#bookmarks = bookmarks
    try {
      const settings = context.transactionSettings(context.mode, bookmarks, this.#config)
      assertSupported(lease.capabilities, settings)
      if (!this.#retried && context.shouldSendTelemetry(lease)) {
        lease.request(telemetry(TELEMETRY_API.autoCommit), IGNORE_RESPONSE)
      }
      this.#stream.start(lease, this.run.query().text, this.#parameters, settings)
      lease.flush()
    } catch (error) {
      void lease.release()
      this.refuse(asNeo4jError(error))
    }
  }

  #ended (): void {
    this.#stopListening?.()
    void this.#lease?.release()
    this.#context.workEnded(this, this.#stream.recordCount)
  }

  /** @returns false if a signal is already aborted, which fails the result */
  #listen (signals: Signals): boolean {
    const aborted = abortedOf(signals)
    if (aborted === undefined) {
      this.#stopListening = onFirstAbort(signals, signal => { this.#abort(signal) })
      return true
    }
    this.#context.workEnded(this, this.#stream.recordCount)
    this.refuse(abortError(aborted, 'queue', 'notSent'))
    return false
  }

  /** Makes the server abort the query. The result fails immediately. */
  #abort (signal: AbortSignal): void {
    const error = abortError(signal, this.#phase(), this.#outcome())
    this.#limit?.cancel(error)
    this.#lease?.abandon()
    this.#stream.abort(error)
  }

  #phase (): AbortPhase {
    switch (this.#stream.state) {
      case 'waiting': return phaseOfWait(this.#limit)
      case 'running': return 'run'
      default: return 'stream'
    }
  }

  /** After a reset, it is unknown whether the server had committed the query. */
  #outcome (): AbortOutcome {
    if (this.#stream.state === 'waiting') return this.#retried ? 'rolledBack' : 'notSent'
    return mayHaveWritten(this.#context.mode, this.#lease as Lease) ? 'unknown' : 'rolledBack'
  }

  /** @returns false if the parameters cannot be sent, which fails the result */
  #prepareParameters (prepare: (parameters: Record<string, unknown>) => Record<string, unknown>): boolean {
    try {
      this.#parameters = prepare(this.#parameters)
      return true
    } catch (error) {
      this.refuse(asNeo4jError(error))
      return false
    }
  }
}
