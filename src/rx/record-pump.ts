import { markAsInner } from '../core.js'
import type { Subscriber } from 'rxjs'
import { newError } from '../error.js'
import { ignoreRejection } from '../foreign-error.js'
import type { Result } from '../session/result.js'
import type { PeekableAsyncIterator } from '../session/result-iterator.js'
import type { Record, RecordShape } from '../types/record.js'
import type { ResultSummary } from '../types/summary.js'

/**
 * Runs one query, once, and passes its records to one subscriber, on request or, unless paused, as soon as they arrive.
 * It reads the next record only when the subscriber has processed the previous one.
 */
export class RecordPump<R extends RecordShape> {
  readonly #query: () => Result<R>
  #result: Result<R> | undefined
  /** Whether a subscriber has taken the records, or they are being discarded. */
  #isTaken = false
  /** Settles when the result has ended, whether it was read or discarded. */
  readonly #summary: Promise<ResultSummary>
  #resolve!: (summary: ResultSummary | PromiseLike<ResultSummary>) => void
  #reject!: (error: unknown) => void
  #iterator: PeekableAsyncIterator<Record<R>, ResultSummary> | undefined
  #subscriber: Subscriber<Record<R>> | undefined
  #paused = false
  #flowing = false
  #over = false
  /** Resolves when the records requested so far were passed on, so that requests are processed in order. */
  #turn: Promise<void> = Promise.resolve()

  constructor (query: () => Result<R>) {
    this.#query = query
    this.#summary = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Subscribers to the summary get the error.
    ignoreRejection(this.#summary)
  }

  /** @throws TypeError if the query or its parameters have the wrong type */
  run (): Result<R> {
    return (this.#result ??= this.#query())
  }

  /** @throws Neo4jError if the records have already been taken */
  start (subscriber: Subscriber<Record<R>>): void {
    const result = this.run()
    if (this.#isTaken) {
      throw newError('Streaming has already started/consumed with a previous records or summary subscription.')
    }
    this.#isTaken = true
    this.#iterator = result[Symbol.asyncIterator]()
    this.#subscriber = subscriber
    if (!this.#paused) this.#flow()
  }

  /** The summary. Records without a subscriber are discarded. */
  async consume (): Promise<ResultSummary> {
    const result = this.run()
    if (!this.#isTaken) {
      this.#isTaken = true
      this.#over = true
      this.#resolve(result.summary())
    }
    return await this.#summary
  }

  /** Called when the subscriber unsubscribes: the server discards the remaining records. */
  stop (): void {
    if (this.#over) return
    this.#over = true
    this.#resolve(this.#discard())
  }

  pause (): void {
    this.#paused = true
  }

  async resume (): Promise<void> {
    if (!this.#paused) return
    this.#paused = false
    if (this.#flowing) return
    const first = this.#take(1)
    this.#flow()
    await first
  }

  async push (): Promise<void> {
    this.#paused = true
    await this.#take(1)
  }

  #flow (): void {
    this.#flowing = true
    void this.#take(Infinity)
  }

  #take (most: number): Promise<void> {
    return (this.#turn = this.#turn.then(async () => { await this.#handOn(most) }))
  }

  async #handOn (most: number): Promise<void> {
    const iterator = this.#iterator
    const subscriber = this.#subscriber as Subscriber<Record<R>>
    if (iterator === undefined) return
    try {
      for (let count = 0; count < most && !this.#over; count++) {
        const { done, value } = await iterator.next()
        if (this.#over) return
        if (done === true) {
          this.#over = true
          this.#resolve(value)
          subscriber.complete()
          return
        }
        subscriber.next(value)
        if (this.#paused && most === Infinity) return
      }
    } catch (error) {
      // After `stop`, #discard reports the end.
      if (this.#over) return
      this.#over = true
      this.#reject(error)
      subscriber.error(error)
    } finally {
      if (most === Infinity) this.#flowing = false
    }
  }

  async #discard (): Promise<ResultSummary> {
    const { value } = await (this.#iterator as PeekableAsyncIterator<Record<R>, ResultSummary>).return()
    return value as ResultSummary
  }
}

markAsInner(RecordPump.prototype)
