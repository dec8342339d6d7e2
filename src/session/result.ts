import type { ColumnTypes } from '../columns/column-type.js'
import { showAs } from '../core.js'
import { newError } from '../error.js'
import { reportUncaught } from '../foreign-error.js'
import type { GenericConstructor, Rules } from '../mapping/rule.js'
import { type InferOutput, isSchema, type StandardSchema } from '../mapping/standard-schema.js'
import { shorten } from '../text.js'
import type { Integer, NumberOrInteger } from '../types/integer.js'
import type { Record, RecordShape } from '../types/record.js'
import type { ResultSummary } from '../types/summary.js'
import type { QueryRun } from './query-run.js'
import { RecordValidator } from './record-validator.js'
import { type ColumnBatchesOptions, type ColumnBatchIterator, ColumnBatchReader, type Columns, type ColumnsOptions, type NoTypes, readColumns } from './result-columns.js'
import { type PeekableAsyncIterator, ResultIterator } from './result-iterator.js'
import { captureCallers, traced } from './stack.js'

/** How much of a query printing a result shows. */
const LONGEST_SHOWN = 200

export interface GenericQueryResult<R> {
  records: R[]
  summary: ResultSummary
}

/** What awaiting a {@link Result} gives. */
export interface QueryResult<R extends RecordShape = RecordShape> extends GenericQueryResult<Record<R>> {}
/** A result whose records were mapped to objects, read to its end. */
export interface MappedQueryResult<R> extends GenericQueryResult<R> {}

/**
 * Called as the result comes: keys first, then each record, then either the summary or an error. What the other
 * functions throw is an error as well. What `onError` throws is reported as uncaught.
 */
export interface GenericResultObserver<R> {
  onKeys?: (keys: string[]) => void
  onNext?: (record: R) => void
  onCompleted?: (summary: ResultSummary) => void
  onError?: (error: Error) => void
}

/** What `result.subscribe` tells of a result; all methods are optional. */
export interface ResultObserver<R extends RecordShape = RecordShape> extends GenericResultObserver<Record<R>> {}

/**
 * The records of one query, to be read in one of three ways: awaited as a whole, iterated with `for await`, or
 * observed with {@link GenericResult.subscribe}. The query runs whether or not anybody reads; at most `fetchSize`
 * records wait in memory until then.
 *
 * Each of several readers gets every record, if they begin before the first record has come. Where that can't be, and
 * where something else than its reader has thrown records away, reading is an error.
 */
export class GenericResult<R, T extends GenericQueryResult<R>> implements Promise<T> {
  declare readonly [Symbol.toStringTag]: string
  /** @internal */
  declare readonly _core: QueryRun

  /** @internal Results come from `run` of a session or a transaction. */
  constructor (run: QueryRun) {
    this._core = run
  }

  /**
   * The same result with every record turned into what a schema of any library with Standard Schema makes of it. The first record
   * that does not match fails it, with a Neo4jError that has its `recordIndex` and the `path`.
   */
  as<S extends StandardSchema> (schema: S): MappedResult<InferOutput<S>>
  /** The same result with every record turned into an object; see `RecordObjectMapping`. */
  as<U extends {} = Object> (rules: Rules): MappedResult<U>
  as<U extends {} = Object> (genericConstructor: GenericConstructor<U>, rules?: Rules): MappedResult<U>
  as (target: any, rules?: Rules): MappedResult<any> {
    if (this._core.isCollected) {
      throw newError('Cannot call .as() on a Result that is being consumed')
    }
    this._core.validator = isSchema(target) ? new RecordValidator(target) : undefined
    this._core.mapper = record => record.as(target, rules)
    return this as unknown as MappedResult<any>
  }

  /** The names of the columns, as soon as the server has accepted the query. @throws Neo4jError if it has not */
  async keys (): Promise<string[]> {
    return await traced(this._core.keys())
  }

  /** The summary. Records without a reader or an observer are thrown away. @throws Neo4jError if the query fails */
  async summary<N extends NumberOrInteger = Integer> (): Promise<ResultSummary<N>> {
    return await traced(this._core.summary()) as unknown as ResultSummary<N>
  }

  /**
   * All values of each column as one array, read without making records: a `BigInt64Array` for integers, a `Float64Array` for
   * floats, a `Uint8Array` of 0 and 1 for booleans, otherwise an array of values as records have them. The types are
   * found from the data; `types` declares them by column: `bigint`, `int32`, `float64`, `boolean`, `any`. To be called right
   * behind `run()`; the result can't be read in another way then.
   * @throws TypeError if the options are wrong; Neo4jError if the query fails, the result is read in another way already, a
   * value does not fit its declared type, or a column without a declared one mixes integers and floats
   */
  async columns<C extends ColumnTypes = NoTypes> (options?: ColumnsOptions<C>): Promise<Columns<C>> {
    return await traced(readColumns<C>(this._core, options))
  }

  /**
   * Like {@link columns}, in batches of `rows` rows (default 4096, the last one has fewer), for `for await`. Rows are
   * fetched as batches are read. A column keeps the type that it was found to have, until one of its values needs `any`.
   * @throws TypeError if the options are wrong, Neo4jError if the result is read in another way already
   */
  columnBatches<C extends ColumnTypes = NoTypes> (options?: ColumnBatchesOptions<C>): ColumnBatchIterator<C> {
    return new ColumnBatchReader<C>(this._core, options)
  }

  [Symbol.asyncIterator] (): PeekableAsyncIterator<R, ResultSummary> {
    return new ResultIterator<R>(this._core)
  }

  then<A = T, B = never> (onFulfilled?: ((value: T) => A | PromiseLike<A>) | null, onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B> {
    // `await` hands functions of the engine over: then the engine itself knows who waits.
    if (typeof onRejected === 'function' && !(isNative(onRejected) && isNative(onFulfilled))) this._core.callers ??= captureCallers(this.then)
    return collected<T>(this._core).then(onFulfilled, onRejected)
  }

  catch<B = never> (onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B> {
    this._core.callers ??= captureCallers(this.catch)
    return collected<T>(this._core).catch(onRejected)
  }

  finally (onFinally?: (() => void) | null): Promise<T> {
    return collected<T>(this._core).finally(onFinally)
  }

  /** Calls the observer's functions; errors go to `onError`, and without one those of the query to the console. */
  subscribe (observer: GenericResultObserver<R>): void {
    const run = this._core
    run.callers ??= captureCallers(this.subscribe)
    void run.observe({
      onKeys: observer.onKeys === undefined ? undefined : keys => { observer.onKeys?.(keys) },
      onNext: observer.onNext === undefined ? undefined : record => { observer.onNext?.(record as R) },
      onCompleted: observer.onCompleted === undefined ? undefined : summary => { observer.onCompleted?.(summary) },
      onError: error => {
        if (observer.onError !== undefined) {
          observer.onError(error as Error)
        } else if (run.isOwnError(error)) {
          console.log(`Uncaught error when processing result: ${String(error)}`)
        } else {
          reportUncaught(error)
        }
      }
    })
  }

  /** Whether no reader has come to its end yet. */
  isOpen (): boolean {
    const { isConsumed, transaction } = this._core
    return !isConsumed && transaction?.hasEnded !== true
  }
}

Object.defineProperty(GenericResult.prototype, Symbol.toStringTag, { value: 'Result' })
showAs(GenericResult.prototype, ({ _core: run }) => ({ query: shorten(run.query().text, LONGEST_SHOWN), state: run.stream.outcome?.kind ?? run.stream.state }))

/** The result of a query; see {@link GenericResult}. */
export class Result<R extends RecordShape = RecordShape> extends GenericResult<Record<R>, QueryResult<R>> {}

/** A result whose records are turned into objects. */
export class MappedResult<R> extends GenericResult<R, MappedQueryResult<R>> {}

function collected<T> (run: QueryRun): Promise<T> {
  return run.collect() as unknown as Promise<T>
}

function isNative (value: unknown): boolean {
  return typeof value === 'function' && Function.prototype.toString.call(value) === 'function () { [native code] }'
}
