import type { Observable } from 'rxjs'
import { newError } from '../error.js'
import type { Result } from '../session/result.js'
import type { Record, RecordShape } from '../types/record.js'
import type { ResultSummary } from '../types/summary.js'
import { valueOf } from './from-promise.js'
import { RecordPump } from './record-pump.js'
import { rxjs } from './rxjs.cjs'

/**
 * The result of a query that runs, once, when somebody subscribes to its keys, its records or its summary.
 *
 * More records are asked for only as they are handed on. Whoever unsubscribes from them before their end makes the
 * server throw the rest away; the connection is free again after that.
 */
export class RxResult<R extends RecordShape = RecordShape> {
  readonly #query: () => Result<R>
  readonly #pump = new RecordPump<Record<R>>()
  #result: Result<R> | undefined
  #isStreaming = false

  /** @internal */
  constructor (query: () => Result<R>) {
    this.#query = query
  }

  /** The names of the columns, as one item, as soon as the server has accepted the query. */
  keys (): Observable<string[]> {
    return valueOf(async () => await this.#run().keys())
  }

  /** The records. One subscriber can have them: a second one, or one after {@link consume}, gets an error. */
  records (): Observable<Record<R>> {
    const { Observable } = rxjs()
    return new Observable<Record<R>>(subscriber => {
      const result = this.#run()
      if (!this.#takeStream()) {
        throw newError('Streaming has already started/consumed with a previous records or summary subscription.')
      }
      this.#pump.start(result[Symbol.asyncIterator](), subscriber)
      return () => { this.#pump.stop() }
    })
  }

  /** The summary, as one item, after the records. If nobody has subscribed to these yet, the server throws them away. */
  consume (): Observable<ResultSummary> {
    return valueOf(async () => {
      const result = this.#run()
      if (this.#takeStream()) {
        this.#pump.startWith(result.summary())
      }
      return await this.#pump.summary
    })
  }

  /** No further records are handed on, until {@link resume}. */
  pause (): void {
    this.#pump.pause()
  }

  /** Hands on records again after {@link pause}. Resolves when the next one is. */
  async resume (): Promise<void> {
    await this.#pump.resume()
  }

  /** Hands on one record and pauses. Resolves when it is handed on. */
  async push (): Promise<void> {
    await this.#pump.push()
  }

  /** @throws TypeError if the query or its parameters are of the wrong type */
  #run (): Result<R> {
    return (this.#result ??= this.#query())
  }

  /** @returns false if somebody else has taken it */
  #takeStream (): boolean {
    const isFree = !this.#isStreaming
    this.#isStreaming = true
    return isFree
  }
}
