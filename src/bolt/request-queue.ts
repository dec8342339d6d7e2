import { newError, PROTOCOL_ERROR } from '../error.js'
import type { ResponseHandler } from './response-handler.js'

/** Answered requests are dropped from the front of the lists in lots of this size. */
const DROP_LOT = 1000

/** The requests that the server has not answered yet, in the order in which it will. */
export class RequestQueue {
  #handlers: ResponseHandler[] = []
  #names: string[] = []
  /** How many at the front are answered already. */
  #answered = 0

  get isEmpty (): boolean {
    return this.#answered === this.#handlers.length
  }

  /** The name of the request that is answered next; undefined if there is none. */
  get nextName (): string | undefined {
    return this.#names[this.#answered]
  }

  push (name: string, handler: ResponseHandler): void {
    this.#handlers.push(handler)
    this.#names.push(name)
  }

  /** Who waits for the next answer. @throws Neo4jError if nobody does; `answer` names what the server sent. */
  next (answer: string): ResponseHandler {
    if (this.isEmpty) {
      throw newError(`The server sent ${answer} although nothing was asked.`, PROTOCOL_ERROR)
    }
    return this.#handlers[this.#answered]
  }

  /** Like {@link next}, and takes the request out of the queue. */
  shift (answer: string): ResponseHandler {
    const handler = this.next(answer)
    this.#answered++
    if (this.isEmpty) {
      this.#handlers.length = this.#names.length = this.#answered = 0
    } else if (this.#answered > DROP_LOT) {
      this.#handlers = this.#handlers.slice(this.#answered)
      this.#names = this.#names.slice(this.#answered)
      this.#answered = 0
    }
    return handler
  }

  /** Empties the queue, and returns who was waiting. */
  clear (): ResponseHandler[] {
    const waiting = this.#handlers.slice(this.#answered)
    this.#handlers = []
    this.#names = []
    this.#answered = 0
    return waiting
  }
}
