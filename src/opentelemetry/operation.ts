import { AsyncLocalStorage } from 'node:async_hooks'
import { type Attributes, context, type Context, type Histogram, type Span, type SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api'
import { DB_NAMESPACE, DB_QUERY_SUMMARY, ERROR_TYPE, NETWORK_PEER_ADDRESS, NETWORK_PEER_PORT, ofError, SERVER_ADDRESS, SERVER_PORT } from './attributes.js'

/** What a message may tell of an operation when it is over. */
export interface Findings {
  readonly database?: string | undefined
  readonly peerAddress?: string | undefined
  readonly peerPort?: number | undefined
}

/** One span, from its beginning to its end. */
export class Operation {
  readonly span: Span
  /** That of the caller, and the one in which the operation's work is done. */
  readonly parent: Context
  readonly context: Context
  readonly #name: string | undefined
  readonly #attributes: Attributes
  readonly #start = performance.now()

  /**
   * @param name undefined if it is to follow from the attributes
   * @param attributes those of its metric as well: each has few values
   * @param details those that only the span has
   */
  constructor (tracer: Tracer, parent: Context, kind: SpanKind, name: string | undefined, attributes: Attributes, details: Attributes) {
    this.parent = parent
    this.#name = name
    this.#attributes = attributes
    this.span = tracer.startSpan(name ?? nameOf(attributes), { kind, attributes: { ...attributes, ...details } }, parent)
    this.context = trace.setSpan(parent, this.span)
  }

  /** Takes over what is known by now. */
  learn ({ database, peerAddress, peerPort }: Findings): void {
    if (database !== undefined && database !== this.#attributes[DB_NAMESPACE]) {
      this.#set(DB_NAMESPACE, database)
      if (this.#name === undefined) this.span.updateName(nameOf(this.#attributes))
    }
    if (peerAddress !== undefined) this.#set(NETWORK_PEER_ADDRESS, peerAddress)
    if (peerPort !== undefined) this.#set(NETWORK_PEER_PORT, peerPort)
  }

  /** @param showMessage messages of errors may name values of the program */
  fail (error: unknown, showMessage: boolean): void {
    const attributes = ofError(error)
    Object.assign(this.#attributes, attributes)
    this.span.setAttributes(attributes)
    const { message } = Object(error) as { message?: unknown }
    this.span.setStatus({ code: SpanStatusCode.ERROR, message: showMessage && typeof message === 'string' ? message : attributes[ERROR_TYPE] })
  }

  end (duration: Histogram | undefined): void {
    this.span.end()
    duration?.record((performance.now() - this.#start) / 1000, this.#attributes, this.context)
  }

  #set (key: string, value: string | number): void {
    this.#attributes[key] = value
    this.span.setAttribute(key, value)
  }
}

/** The namespace, or the server while that is not known. */
function nameOf (attributes: Attributes): string {
  return String(attributes[DB_QUERY_SUMMARY] ?? attributes[DB_NAMESPACE] ?? `${String(attributes[SERVER_ADDRESS])}:${String(attributes[SERVER_PORT])}`)
}

/**
 * The operation in which work is done. Binding it to the start of a channel makes its context OpenTelemetry's active one,
 * too, so that spans of the program in a transaction function are below the function's.
 */
export class OperationStore extends AsyncLocalStorage<Operation | undefined> {
  override run<R, A extends unknown[]> (operation: Operation | undefined, work: (...args: A) => R, ...args: A): R {
    if (operation === undefined) return work(...args)
    return super.run(operation, () => context.with(operation.context, () => work(...args)))
  }

  /** The context of whoever calls. */
  callersContext (): Context {
    const active = context.active()
    const operation = this.getStore()
    // Where there is no context manager, or Node binds stores in another way than by run().
    return operation !== undefined && operation.parent === active ? operation.context : active
  }
}
