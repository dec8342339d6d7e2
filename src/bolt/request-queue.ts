import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import { Fifo } from '../fifo.js'
import type { ResponseHandler } from './response-handler.js'

interface Request {
  readonly name: string
  readonly handler: ResponseHandler
}

/** The requests that the server has not answered yet, in the order of the responses. */
export class RequestQueue {
  readonly #requests = new Fifo<Request>()
  /** The request that is answered next: a field of its own, because it is read for each record. */
  #next: Request | undefined = undefined
  /** Set while a caller waits for a response; called with every response. */
  #onAnswer: (() => void) | undefined = undefined

  get isEmpty (): boolean {
    return this.#requests.isEmpty
  }

  /** The name of the request that is answered next; undefined if there is none. */
  get nextName (): string | undefined {
    return this.#next?.name
  }

  /** The handler of the next response; undefined if there is none. */
  get first (): ResponseHandler | undefined {
    return this.#next?.handler
  }

  push (name: string, handler: ResponseHandler): void {
    const request = { name, handler }
    this.#requests.push(request)
    this.#next ??= request
  }

  /** The handler of the next response. @throws Neo4jError if there is none; `answer` names what the server sent */
  next (answer: string): ResponseHandler {
    const request = this.#next
    if (request === undefined) throw noRequestPending(answer)
    return request.handler
  }

  /** Like {@link next}, but also takes the request out of the queue. */
  shift (answer: string): ResponseHandler {
    const handler = this.next(answer)
    this.#requests.shift()
    this.#next = this.#requests.peek()
    this.#onAnswer?.()
    return handler
  }

  /** Whether a request with one of these names has not been answered yet. */
  has (names: ReadonlySet<string>): boolean {
    return this.#requests.toArray().some(({ name }) => names.has(name))
  }

  /** Resolves when all requests with these names have been answered. For one caller at a time. */
  async answered (names: ReadonlySet<string>): Promise<void> {
    if (!this.has(names)) return
    await new Promise<void>(resolve => {
      this.#onAnswer = () => {
        if (this.has(names)) return
        this.#onAnswer = undefined
        resolve()
      }
    })
  }

  /** Empties the queue. @returns its handlers */
  takeAll (): ResponseHandler[] {
    const requests = this.#requests.takeAll()
    this.#next = undefined
    this.#onAnswer?.()
    return requests.map(({ handler }) => handler)
  }
}

/** A function of its own, so that {@link RequestQueue.next}, which runs for each record, is small enough to be inlined. */
function noRequestPending (answer: string): Neo4jError {
  return newError(`The server sent ${answer} although no request was pending.`, PROTOCOL_ERROR)
}
