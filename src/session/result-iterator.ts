import type { RecordCursor } from '../bolt/record-cursor.js'
import { showAs } from '../core.js'
import { newError } from '../error.js'
import type { Record } from '../types/record.js'
import type { ResultSummary } from '../types/summary.js'
import type { QueryRun } from './query-run.js'

/** An async iterator that can look at the next element without consuming it. */
export interface PeekableAsyncIterator<T, TReturn = any, TNext = undefined> extends AsyncIterator<T, TReturn, TNext> {
  next: (value?: any) => Promise<IteratorResult<T, TReturn>>
  /** Returns the next element, which stays the next one. */
  peek: () => Promise<IteratorResult<T, TReturn>>
  return: (value?: any) => Promise<IteratorResult<T, TReturn>>
  [Symbol.asyncIterator]: () => PeekableAsyncIterator<T, TReturn, TNext>
}

/** Iterates over the records of a result. The return value of the iteration is the summary. */
export class ResultIterator<R> implements PeekableAsyncIterator<R, ResultSummary> {
  // Own functions, not methods: as in neo4j-driver, they work without the iterator.
  next: () => Promise<IteratorResult<R, ResultSummary>>
  peek: () => Promise<IteratorResult<R, ResultSummary>>
  /** Called when a loop is left early: discards the remaining records, and returns the connection. */
  return: (value?: any) => Promise<IteratorResult<R, ResultSummary>>

  /** @internal Results make iterators. */
  constructor (run: QueryRun) {
    const core = new IteratorCore<R>(run)
    this.next = () => core.next()
    this.peek = () => core.peek()
    this.return = value => core.return(value)
  }

  [Symbol.asyncIterator] (): this {
    return this
  }
}

showAs(ResultIterator.prototype, () => ({}))

const ENDED: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined })

/**
 * While records are available, `next` returns an already resolved promise. It becomes an async function only when it has
 * to wait.
 */
class IteratorCore<R> {
  readonly #run: QueryRun
  readonly #refused: boolean
  #cursor: RecordCursor | undefined
  /** Whether iteration was left early or has failed, so that nothing more is returned. */
  #left = false
  /** The last of the waiting calls: each takes its record before the next one looks for a record. */
  #lastInLine: Promise<IteratorResult<R, ResultSummary>> | undefined
  /** The number of calls that had to wait. */
  #turns = 0

  constructor (run: QueryRun) {
    this.#run = run
    this.#refused = run.isConsumed
  }

  next (): Promise<IteratorResult<R, ResultSummary>> {
    const cursor = this.#cursor
    if (cursor === undefined || cursor.isEmpty || this.#lastInLine !== undefined) {
      return (this.#lastInLine = this.#nextAfter(this.#lastInLine, ++this.#turns))
    }
    const record = this.#run.stream.take(cursor) as Record
    return this.#run.mapper === undefined ? Promise.resolve({ done: false, value: record as R }) : this.#mapped(record, cursor.taken - 1)
  }

  async peek (): Promise<IteratorResult<R, ResultSummary>> {
    if (this.#left) return ENDED as unknown as IteratorReturnResult<ResultSummary>
    const cursor = this.#open()
    await this.#run.stream.available(cursor)
    if (this.#left) return ENDED as unknown as IteratorReturnResult<ResultSummary>
    return cursor.isEmpty ? this.#end() : await this.#mapped(cursor.peek() as Record, cursor.taken)
  }

  async return (value?: unknown): Promise<IteratorResult<R, ResultSummary>> {
    const { stream } = this.#run
    const cursor = this.#open()
    const isShared = stream.isSharedWith(cursor)
    this.#left = true
    stream.leave(cursor, 'its reader stopped early')
    // Another reader still reads, and may wait for this call, so this call does not wait for the end.
    if (isShared) return { done: true, value: value as ResultSummary }
    await stream.ended
    const { outcome } = stream
    const end = outcome?.kind === 'cutShort' ? this.#run.summarize(outcome.metadata) : this.#run.end()
    return { done: true, value: value === undefined ? end : value as ResultSummary }
  }

  /** Few async functions: one of them waits for each batch that arrives, and each has to be compiled. */
  async #nextAfter (earlier: Promise<unknown> | undefined, turn: number): Promise<IteratorResult<R, ResultSummary>> {
    try {
      if (this.#left) return ENDED as unknown as IteratorReturnResult<ResultSummary>
      const cursor = this.#open()
      if (earlier !== undefined) await earlier.catch(() => {})
      const run = this.#run
      await run.stream.available(cursor)
      if (!cursor.isEmpty) {
        const record = run.stream.take(cursor) as Record
        return run.mapper === undefined ? { done: false, value: record as R } : await this.#mapped(record, cursor.taken - 1)
      }
      return this.#left ? ENDED as unknown as IteratorReturnResult<ResultSummary> : this.#end()
    } finally {
      if (turn === this.#turns) this.#lastInLine = undefined
    }
  }

  /** A mapper that throws ends the iteration, like an error in the loop does: the connection is returned. */
  async #mapped (record: Record, index: number): Promise<IteratorResult<R, ResultSummary>> {
    try {
      const { validator } = this.#run
      return { done: false, value: (validator === undefined ? this.#run.map(record) : await validator.validate(record, index)) as R }
    } catch (error) {
      this.#left = true
      await this.#run.stream.giveUp(this.#open(), 'the mapping of a record failed')
      throw error
    }
  }

  #end (): IteratorReturnResult<ResultSummary> {
    return { done: true, value: this.#run.end() }
  }

  /** Opens the cursor on the first call. @throws Neo4jError if another reader has already read the result */
  #open (): RecordCursor {
    if (this.#refused) throw newError('Result is already consumed')
    return (this.#cursor ??= this.#run.stream.open('pulled'))
  }
}
