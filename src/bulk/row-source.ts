import { ignoreRejection } from '../foreign-error.js'
import { wrongSetting } from '../session/settings.js'

/** Where rows come from. Each is asked for when the one before has come, and the source is closed when no more are wanted. */
export class RowSource {
  /** How many rows there are; undefined if that is not known. */
  readonly length: number | undefined
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>
  /** It has ended, or failed: there is nothing to close. */
  #isOver = false
  /** Ends the wait for the row that was asked for. */
  #giveUp: (() => void) | undefined

  /** @throws TypeError if they can't be iterated */
  constructor (rows: unknown) {
    this.#iterator = iteratorOf(rows)
    this.length = lengthOf(rows)
  }

  /** The next row, or a promise of it: `done` at the end, and when {@link interrupt} was called meanwhile. */
  next (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    try {
      const result = this.#iterator.next()
      return isPromise(result) ? this.#wait(result) : this.#look(result)
    } catch (error) {
      this.#isOver = true
      throw error
    }
  }

  /** No row is wanted any more, also none that was asked for. */
  interrupt (): void {
    this.#giveUp?.()
  }

  /** Tells the source that no more rows are wanted. What it throws then does not matter any more. */
  async close (): Promise<void> {
    if (this.#isOver) return
    const isWaiting = this.#giveUp !== undefined
    this.#isOver = true
    try {
      const closed = this.#iterator.return?.()
      if (!isPromise(closed)) return
      ignoreRejection(closed)
      // A source that has not given the row before may never do so, and is not waited for.
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
    // It stays set when the row has not come: see close().
    if (isGivenUp) return given
    this.#giveUp = undefined
    return this.#look(given)
  }

  #look (result: IteratorResult<unknown>): IteratorResult<unknown> {
    if (result === null || typeof result !== 'object') throw new TypeError('The iterator of the rows gave something that is not an object.')
    if (result.done === true) this.#isOver = true
    return result
  }
}

function iteratorOf (rows: unknown): Iterator<unknown> | AsyncIterator<unknown> {
  // A string would be a row for each of its characters.
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
