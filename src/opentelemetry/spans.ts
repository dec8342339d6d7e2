import { channel, tracingChannel, type TracingChannel } from 'node:diagnostics_channel'
import { type Attributes, type Histogram, isSpanContextValid, SpanKind, trace, TraceFlags, type Tracer } from '@opentelemetry/api'
import { CHANNELS } from '../tracing/names.js'
import type { QueryTrace, RetryEvent, TransactionBeginEvent, TransactionTrace } from '../tracing/payloads.js'
import { DB_SYSTEM_NAME, ERROR_TYPE, ofError, ofOperation, ofQuery, type QueryDetails } from './attributes.js'
import { Operation, OperationStore } from './operation.js'

export interface SpanOptions extends QueryDetails {
  readonly tracer: Tracer
  /** `db.client.operation.duration`. */
  readonly duration: () => Histogram
  /** Whether transactions get a `traceparent` in their metadata. */
  readonly propagate: boolean
}

const SYSTEM: Attributes = { [DB_SYSTEM_NAME]: 'neo4j' }

/**
 * Makes spans, and the metric of their durations: of kind `client` for each query and for each `executeQuery` with its
 * attempts and its COMMIT; of kind `internal` for each transaction function.
 */
export class Spans {
  readonly #options: SpanOptions
  readonly #store = new OperationStore()
  readonly #queries = tracingChannel(CHANNELS.query) as TracingChannel<Operation | undefined, QueryTrace>
  readonly #transactions = tracingChannel(CHANNELS.transaction) as TracingChannel<Operation | undefined, TransactionTrace>
  readonly #retries = channel(CHANNELS.retry)
  readonly #begins = channel(CHANNELS.transactionBegin)
  /** The running operations, by the message that they began with. */
  readonly #running = new Map<unknown, Operation>()
  #isStopped = false

  constructor (options: SpanOptions) {
    this.#options = options
    this.#queries.start.bindStore(this.#store, message => this.#queryStarts(message))
    this.#transactions.start.bindStore(this.#store, message => this.#transactionStarts(message))
    this.#queries.error.subscribe(this.#onError)
    this.#transactions.error.subscribe(this.#onError)
    this.#queries.asyncEnd.subscribe(this.#onQueryEnd)
    this.#transactions.asyncEnd.subscribe(this.#onTransactionEnd)
    this.#retries.subscribe(this.#onRetry)
    if (options.propagate) this.#begins.subscribe(this.#onBegin)
  }

  /** Starts no further spans; spans of running work end with it. */
  stop (): void {
    this.#isStopped = true
    this.#queries.start.unbindStore(this.#store)
    this.#transactions.start.unbindStore(this.#store)
    this.#retries.unsubscribe(this.#onRetry)
    this.#begins.unsubscribe(this.#onBegin)
    this.#leaveWhenDone()
  }

  #leaveWhenDone (): void {
    if (!this.#isStopped || this.#running.size > 0) return
    this.#queries.error.unsubscribe(this.#onError)
    this.#transactions.error.unsubscribe(this.#onError)
    this.#queries.asyncEnd.unsubscribe(this.#onQueryEnd)
    this.#transactions.asyncEnd.unsubscribe(this.#onTransactionEnd)
  }

  #queryStarts (message: QueryTrace): Operation {
    const details = ofQuery(message, this.#options)
    const call = message.api === 'executeQuery' ? this.#store.getStore() : undefined
    if (call === undefined) return this.#begin(message, SpanKind.CLIENT, undefined, { ...SYSTEM, ...ofOperation(message) }, details)
    call.span.setAttributes(details)
    return call
  }

  #transactionStarts (message: TransactionTrace): Operation {
    return message.api === 'executeQuery'
      ? this.#begin(message, SpanKind.CLIENT, undefined, { ...SYSTEM, ...ofOperation(message) }, {})
      : this.#begin(message, SpanKind.INTERNAL, message.api, ofOperation(message), {})
  }

  #begin (message: unknown, kind: SpanKind, name: string | undefined, attributes: Attributes, details: Attributes): Operation {
    const operation = new Operation(this.#options.tracer, this.#store.callersContext(), kind, name, attributes, details)
    this.#running.set(message, operation)
    return operation
  }

  // Functions, not methods: channels call them without `this`.

  readonly #onError = (message: unknown): void => {
    this.#running.get(message)?.fail((message as { error: unknown }).error, this.#options.parameters)
  }

  readonly #onQueryEnd = (message: unknown): void => {
    const trace = message as QueryTrace
    if (this.#running.has(message)) {
      this.#end(trace, this.#options.duration())
    } else if (trace.api === 'executeQuery') {
      this.#store.getStore()?.learn(trace)
    }
  }

  readonly #onTransactionEnd = (message: unknown): void => {
    const trace = message as TransactionTrace
    this.#end(trace, trace.api === 'executeQuery' ? this.#options.duration() : undefined)
  }

  #end (message: QueryTrace | TransactionTrace, duration: Histogram | undefined): void {
    const operation = this.#running.get(message)
    if (operation === undefined) return
    this.#running.delete(message)
    operation.learn(message)
    operation.end(duration)
    this.#leaveWhenDone()
  }

  readonly #onRetry = (message: unknown): void => {
    const { attempt, delayMs, error } = message as RetryEvent
    this.#store.getStore()?.span.addEvent('retry', { attempt, delay_ms: Math.round(delayMs), [ERROR_TYPE]: ofError(error)[ERROR_TYPE] })
  }

  /** Does not use the program's propagators: their baggage does not belong in the server's log. */
  readonly #onBegin = (message: unknown): void => {
    const span = trace.getSpanContext(this.#store.callersContext())
    if (span === undefined || !isSpanContextValid(span)) return
    const flags = (span.traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'
    const { metadata } = message as TransactionBeginEvent
    metadata.traceparent = `00-${span.traceId}-${span.spanId}-${flags}`
  }
}
