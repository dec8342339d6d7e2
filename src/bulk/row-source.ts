import { ignoreRejection } from '../foreign-error.js'
import { wrongSetting } from '../session/settings.js'

/** The source of rows. It is asked for one row at a time, and closed when no more rows are needed. */
export class RowSource {
  /** The number of rows; undefined if unknown. */
  readonly length: number | undefined
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>
  /** Whether it has ended or failed, so that it need not be closed. */
  #isOver = false
  /** Ends the wait for the requested row. */
  #giveUp: (() => void) | undefined

  /** @throws TypeError if `rows` is not iterable */
  constructor (rows: unknown) {
    this.#iterator = iteratorOf(rows)
    this.length = lengthOf(rows)
  }

  /** The next row or a promise of it; `done` at the end, or if {@link interrupt} is called while waiting. */
  next (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    try {
      const result = this.#iterator.next()
      return isPromise(result) ? this.#wait(result) : this.#look(result)
    } catch (error) {
      this.#isOver = true
      throw error
    }
  }

  /** Ends the wait for the requested row, if there is one. */
  interrupt (): void {
    this.#giveUp?.()
  }

  /** Closes the source. Errors that it throws then are ignored. */
  async close (): Promise<void> {
    if (this.#isOver) return
    const isWaiting = this.#giveUp !== undefined
    this.#isOver = true
    try {
      const closed = this.#iterator.return?.()
      if (!isPromise(closed)) return
      ignoreRejection(closed)
      // A source that has not returned the previous row may never settle, so it is not awaited.
      if (!isWaiting) await closed
    } catch { /* see above */ }
  }

  async #wait (result: Promise<IteratorResult<unknown>>): Promise<IteratorResult<unknown>> {
    let isGivenUp = false
    const given = await new Promise<IteratorResult<unknown>>((resolve, reject) => {
      this.#giveUp = () => {
        isGivenUp = true
        resolve({ done: true, value: undefined })
      }
      result.then(resolve, (error: unknown) => {
        if (!isGivenUp) this.#isOver = true
        reject(error)
      })
    })
    // #giveUp stays set while the row has not arrived; see close().
    if (isGivenUp) return given
    this.#giveUp = undefined
    return this.#look(given)
  }

  #look (result: IteratorResult<unknown>): IteratorResult<unknown> {
    if (result === null || typeof result !== 'object') throw new TypeError('The iterator of the rows returned something that is not an object.')
    if (result.done === true) this.#isOver = true
    return result
  }
}

function iteratorOf (rows: unknown): Iterator<unknown> | AsyncIterator<unknown> {
  // A string would be iterated by characters.
  if (rows != null && typeof rows !== 'string') {
    const { [Symbol.asyncIterator]: async, [Symbol.iterator]: sync } = rows as Partial<AsyncIterable<unknown> & Iterable<unknown>>
    if (typeof async === 'function') return async.call(rows)
    if (typeof sync === 'function') return sync.call(rows)
  }
  throw wrongSetting('rows', 'an iterable or async iterable of rows, such as an array, a generator or a stream of objects,', rows)
}

function lengthOf (rows: unknown): number | undefined {
  const { length, size } = rows as { length?: unknown, size?: unknown }
  if (Array.isArray(rows) || ArrayBuffer.isView(rows)) return length as number
  return rows instanceof Set || rows instanceof Map ? size as number : undefined
}

function isPromise<T> (value: unknown): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | null | undefined)?.then === 'function'
}
