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
 * One query that the server commits by itself, on a connection of its own, which goes back to the pool with the
 * query's last message. One run on a session at a time.
 */
export class AutoCommit implements StreamOwner, Work {
  readonly run: QueryRun
  readonly #stream: RecordStream
  readonly #context: WorkContext
  readonly #config: CheckedConfig
  /** As they were when the query was run, also if it is sent later. */
  #parameters: Record<string, unknown>
  #bookmarks: readonly string[] = []
  #lease: Lease | undefined
  /** Of the wait for a connection. */
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

  /** Sends the query: at once if a connection is at hand. */
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

  /** For messages about the query. */
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

  /** Errors that are found before anything is sent are told by the result, too. */
  refuse (error: Neo4jError): void {
    void Promise.resolve().then(() => { this.#stream.fail(error) })
  }

  /** Resolves when the query is done; records that are unread by then can still be read. */
  async readToEnd (): Promise<void> {
    this.#stream.readToEnd()
    await this.settled()
  }

  async settled (): Promise<void> {
    await this.#stream.ended
    await this.#lease?.release()
  }

  /** What may write is done in full; what only reads is interrupted, since nothing can be lost. */
  end (): void {
    if (this.#context.mode === 'READ') {
      const reason = newError('The session was closed before its query was finished: await the result, or read it to its end, before.')
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

  /** The server says of some errors that nothing has happened yet: those are tried once more. */
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

  /** Never rejects: errors are the result's. */
  async #startLater (): Promise<void> {
    try {
      // Only once the first connection has nothing more to say about the query.
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
    this.#context.workEnded(this)
  }

  /** @returns false if one of them is aborted already, which the result tells */
  #listen (signals: Signals): boolean {
    const aborted = abortedOf(signals)
    if (aborted === undefined) {
      this.#stopListening = onFirstAbort(signals, signal => { this.#abort(signal) })
      return true
    }
    this.#context.workEnded(this)
    this.refuse(abortError(aborted, 'queue', 'notSent'))
    return false
  }

  /** The server is told to forget the query; its user hears at once. */
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

  /** A server that was reset does not say whether the query was committed before. */
  #outcome (): AbortOutcome {
    if (this.#stream.state === 'waiting') return this.#retried ? 'rolledBack' : 'notSent'
    return mayHaveWritten(this.#context.mode, this.#lease as Lease) ? 'unknown' : 'rolledBack'
  }

  /** @returns false if they can't be sent, which the result tells */
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
