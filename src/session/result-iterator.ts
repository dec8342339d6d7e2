import type { RecordStream } from '../bolt/record-stream.js'
import { type Neo4jError, newError } from '../error.js'
import type { Record } from '../types/record.js'
import type { ResultSummary, SummaryMetadata } from '../types/summary.js'

/** An async iterator that can look at the next element without taking it. */
export interface PeekableAsyncIterator<T, TReturn = any, TNext = undefined> extends AsyncIterator<T, TReturn, TNext> {
  next: (value?: any) => Promise<IteratorResult<T, TReturn>>
  peek: () => Promise<IteratorResult<T, TReturn>>
  return: (value?: any) => Promise<IteratorResult<T, TReturn>>
  [Symbol.asyncIterator]: () => PeekableAsyncIterator<T, TReturn, TNext>
}

/** What an iterator needs of its result. */
export interface IteratedResult<R> {
  readonly stream: RecordStream
  readonly mapper: ((record: Record) => R) | undefined
  /** Somebody has read it to its end already. */
  readonly isConsumed: boolean
  readonly summarize: (metadata: SummaryMetadata) => ResultSummary
  readonly failure: (error: Neo4jError) => Neo4jError
}

/**
 * Reads a stream record by record. While records are there, `next` answers with a promise that is resolved already;
 * only when it must wait does it become an async function. The last value is the summary.
 */
export class ResultIterator<R> implements PeekableAsyncIterator<R, ResultSummary> {
  readonly #stream: RecordStream
  readonly #mapper: ((record: Record) => R) | undefined
  readonly #result: IteratedResult<R>
  readonly #refused: boolean
  /** The last of the calls that wait: each takes its record before the next one looks for another. */
  #lastInLine: Promise<unknown> | undefined

  constructor (result: IteratedResult<R>) {
    this.#stream = result.stream
    this.#mapper = result.mapper
    this.#result = result
    this.#refused = result.isConsumed
  }

  [Symbol.asyncIterator] (): this {
    return this
  }

  next (): Promise<IteratorResult<R, ResultSummary>> {
    const stream = this.#stream
    return stream.hasUnread && this.#lastInLine === undefined && !this.#refused
      ? Promise.resolve({ done: false, value: this.#map(stream.shift()) })
      : this.#nextInLine()
  }

  async peek (): Promise<IteratorResult<R, ResultSummary>> {
    const stream = this.#stream
    this.#assertUsable()
    while (!stream.hasUnread && !stream.isOver) await stream.waitForRecord()
    return stream.hasUnread ? { done: false, value: this.#map(stream.peek() as Record) } : this.#end()
  }

  /** Called when a loop is left early: what is left is thrown away, and the connection given back. */
  async return (value?: any): Promise<IteratorResult<R, ResultSummary>> {
    const stream = this.#stream
    this.#assertUsable()
    stream.discard()
    while (!stream.isOver) {
      stream.takeUnread()
      await stream.waitForRecord()
    }
    stream.takeUnread()
    const end = this.#end()
    return value === undefined ? end : { done: true, value }
  }

  async #nextInLine (): Promise<IteratorResult<R, ResultSummary>> {
    const own = this.#lastInLine = this.#nextAfter(this.#lastInLine)
    try {
      return await own
    } finally {
      if (this.#lastInLine === own) this.#lastInLine = undefined
    }
  }

  async #nextAfter (earlier: Promise<unknown> | undefined): Promise<IteratorResult<R, ResultSummary>> {
    const stream = this.#stream
    this.#assertUsable()
    if (earlier !== undefined) await earlier.catch(() => {})
    while (!stream.hasUnread && !stream.isOver) await stream.waitForRecord()
    return stream.hasUnread ? { done: false, value: this.#map(stream.shift()) } : this.#end()
  }

  #end (): IteratorReturnResult<ResultSummary> {
    const { error, metadata } = this.#stream
    if (error !== undefined) throw this.#result.failure(error)
    return { done: true, value: this.#result.summarize(metadata as SummaryMetadata) }
  }

  #map (record: Record): R {
    return this.#mapper === undefined ? record as R : this.#mapper(record)
  }

  #assertUsable (): void {
    if (this.#refused) throw newError('Result is already consumed')
  }
}
