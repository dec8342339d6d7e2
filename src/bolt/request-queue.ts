import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError } from '../error.js'
import { Fifo } from '../fifo.js'
import type { ResponseHandler } from './response-handler.js'

/** The requests that the server has not answered yet, in the order of the responses. */
export class RequestQueue {
  readonly #handlers = new Fifo<ResponseHandler>()
  readonly #names = new Fifo<string>()
  /** Set while a caller waits for a response; called with every response. */
  #onAnswer: (() => void) | undefined = undefined

  get isEmpty (): boolean {
    return this.#handlers.isEmpty
  }

  /** The name of the request that is answered next; undefined if there is none. */
  get nextName (): string | undefined {
    return this.#names.peek()
  }

  /** The handler of the next response; undefined if there is none. */
  get first (): ResponseHandler | undefined {
    return this.#handlers.peek()
  }

  push (name: string, handler: ResponseHandler): void {
    this.#handlers.push(handler)
    this.#names.push(name)
  }

  /** The handler of the next response. @throws Neo4jError if there is none; `answer` names what the server sent */
  next (answer: string): ResponseHandler {
    const handler = this.#handlers.peek()
    if (handler === undefined) throw newError(`The server sent ${answer} although no request was pending.`, PROTOCOL_ERROR)
    return handler
  }

  /** Like {@link next}, but also takes the request out of the queue. */
  shift (answer: string): ResponseHandler {
    const handler = this.next(answer)
    this.#handlers.shift()
    this.#names.shift()
    this.#onAnswer?.()
    return handler
  }

  /** Whether a request with one of these names has not been answered yet. */
  has (names: ReadonlySet<string>): boolean {
    return this.#names.toArray().some(name => names.has(name))
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
    this.#names.takeAll()
    this.#onAnswer?.()
    return this.#handlers.takeAll()
  }
}
