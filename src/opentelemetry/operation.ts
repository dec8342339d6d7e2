import { AsyncLocalStorage } from 'node:async_hooks'
import { type Attributes, context, type Context, type Histogram, type Span, type SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api'
import { DB_NAMESPACE, DB_QUERY_SUMMARY, ERROR_TYPE, NETWORK_PEER_ADDRESS, NETWORK_PEER_PORT, ofError, SERVER_ADDRESS, SERVER_PORT } from './attributes.js'

/** The data about an operation that its message has at the end. */
export interface Findings {
  readonly database?: string | undefined
  readonly peerAddress?: string | undefined
  readonly peerPort?: number | undefined
}

/** An operation with its span, from beginning to end. */
export class Operation {
  readonly span: Span
  /** The context of the caller, and the one in which the operation's work runs. */
  readonly parent: Context
  readonly context: Context
  readonly #name: string | undefined
  readonly #attributes: Attributes
  readonly #start = performance.now()

  /**
   * @param name undefined to derive it from the attributes
   * @param attributes attributes of the span and of its metric; each has few distinct values
   * @param details attributes of the span only
   */
  constructor (tracer: Tracer, parent: Context, kind: SpanKind, name: string | undefined, attributes: Attributes, details: Attributes) {
    this.parent = parent
    this.#name = name
    this.#attributes = attributes
    this.span = tracer.startSpan(name ?? nameOf(attributes), { kind, attributes: { ...attributes, ...details } }, parent)
    this.context = trace.setSpan(parent, this.span)
  }

  /** Adds attributes that are known only now. */
  learn ({ database, peerAddress, peerPort }: Findings): void {
    if (database !== undefined && database !== this.#attributes[DB_NAMESPACE]) {
      this.#set(DB_NAMESPACE, database)
      if (this.#name === undefined) this.span.updateName(nameOf(this.#attributes))
    }
    if (peerAddress !== undefined) this.#set(NETWORK_PEER_ADDRESS, peerAddress)
    if (peerPort !== undefined) this.#set(NETWORK_PEER_PORT, peerPort)
  }

  /** @param showMessage whether the status has the message of the error, which may contain values of the program */
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

/** The namespace, or the server while the namespace is unknown. */
function nameOf (attributes: Attributes): string {
  return String(attributes[DB_QUERY_SUMMARY] ?? attributes[DB_NAMESPACE] ?? `${String(attributes[SERVER_ADDRESS])}:${String(attributes[SERVER_PORT])}`)
}

/**
 * Stores the operation in which work runs. When it is bound to the start of a channel, its context also becomes
 * OpenTelemetry's active context, so that the program's spans in a transaction function become children of that function.
 */
export class OperationStore extends AsyncLocalStorage<Operation | undefined> {
  override run<R, A extends unknown[]> (operation: Operation | undefined, work: (...args: A) => R, ...args: A): R {
    if (operation === undefined) return work(...args)
    return super.run(operation, () => context.with(operation.context, () => work(...args)))
  }

  /** The context of the caller. */
  callersContext (): Context {
    const active = context.active()
    const operation = this.getStore()
    // The second condition covers a missing context manager, and versions of Node.js that bind stores without run().
    return operation !== undefined && operation.parent === active ? operation.context : active
  }
}
