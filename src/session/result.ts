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

/** How many characters of a query are shown when a result is printed. */
const LONGEST_SHOWN = 200

export interface GenericQueryResult<R> {
  records: R[]
  summary: ResultSummary
}

/** The value of an awaited {@link Result}. */
export interface QueryResult<R extends RecordShape = RecordShape> extends GenericQueryResult<Record<R>> {}
/** The value of an awaited result whose records are mapped to objects. */
export interface MappedQueryResult<R> extends GenericQueryResult<R> {}

/**
 * Called as the result arrives: first `onKeys`, then `onNext` for each record, then either `onCompleted` or `onError`. Errors
 * that the other functions throw are passed to `onError`; an error that `onError` throws is reported as uncaught.
 */
export interface GenericResultObserver<R> {
  onKeys?: (keys: string[]) => void
  onNext?: (record: R) => void
  onCompleted?: (summary: ResultSummary) => void
  onError?: (error: Error) => void
}

/** The observer of `result.subscribe`; all methods are optional. */
export interface ResultObserver<R extends RecordShape = RecordShape> extends GenericResultObserver<Record<R>> {}

/**
 * The records of one query, which can be read in one of three ways: await the result, iterate over it with `for await`, or
 * observe it with {@link GenericResult.subscribe}. The query runs whether or not the result is read; until then, at most
 * `fetchSize` records are kept in memory.
 *
 * Several readers each get every record if they begin before the first record has arrived. If a reader cannot get all
 * records, because they were already read or discarded, reading fails.
 */
export class GenericResult<R, T extends GenericQueryResult<R>> implements Promise<T> {
  declare readonly [Symbol.toStringTag]: string
  /** @internal */
  declare readonly _core: QueryRun

  /** @internal `run` of a session or a transaction makes results. */
  constructor (run: QueryRun) {
    this._core = run
  }

  /**
   * Converts every record with a Standard Schema. The first record that does not match fails the result, with a Neo4jError
   * that has its `recordIndex` and the `path`.
   * @returns this result, typed by the schema's output
   * @throws Neo4jError if the result is already being awaited
   */
  as<S extends StandardSchema> (schema: S): MappedResult<InferOutput<S>>
  /**
   * Maps every record to an object of the class `genericConstructor`, or as `rules` say; see `RecordObjectMapping`.
   * @throws Neo4jError if the result is already being awaited
   */
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

  /** The names of the columns, as soon as the server has accepted the query. @throws Neo4jError if the query fails before that */
  async keys (): Promise<string[]> {
    return await traced(this._core.keys())
  }

  /** The summary, at the end of the result. Records without a reader or an observer are discarded. @throws Neo4jError if the query fails */
  async summary<N extends NumberOrInteger = Integer> (): Promise<ResultSummary<N>> {
    return await traced(this._core.summary()) as unknown as ResultSummary<N>
  }

  /**
   * All values of each column as one array, read without making records: a `BigInt64Array` for integers, a `Float64Array` for
   * floats, a `Uint8Array` of 0 and 1 for booleans, otherwise an array of values as in records. Types are derived from the
   * data; `types` declares them by column: `bigint`, `int32`, `float64`, `boolean`, `any`. Call it right after `run()`, without
   * awaiting anything in between; the result cannot be read in another way then.
   * @param options see {@link ColumnsOptions}
   * @throws TypeError if the options are invalid; Neo4jError if the query fails, the result is already being read in another way, a
   * value does not fit its declared type, or a column without a declared type mixes integers and floats
   */
  async columns<C extends ColumnTypes = NoTypes> (options?: ColumnsOptions<C>): Promise<Columns<C>> {
    return await traced(readColumns<C>(this._core, options))
  }

  /**
   * Like {@link columns}, but in batches of `rows` rows (the last one may be smaller), for `for await`. Rows are fetched as batches
   * are read. A column keeps its type across batches, until one of its values requires `any`.
   * @param options see {@link ColumnBatchesOptions}
   * @throws TypeError if the options are invalid; Neo4jError if the result is already being read in another way
   */
  columnBatches<C extends ColumnTypes = NoTypes> (options?: ColumnBatchesOptions<C>): ColumnBatchIterator<C> {
    return new ColumnBatchReader<C>(this._core, options)
  }

  [Symbol.asyncIterator] (): PeekableAsyncIterator<R, ResultSummary> {
    return new ResultIterator<R>(this._core)
  }

  then<A = T, B = never> (onFulfilled?: ((value: T) => A | PromiseLike<A>) | null, onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B> {
    // `await` passes native functions; in that case the engine itself knows who awaits.
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

  /**
   * Calls the observer's functions as the result arrives. Without `onError`, an error of the query is logged with `console.log`, and
   * an error that the observer throws is reported as an unhandled rejection.
   */
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

  /** Whether the result has not been read to its end, and its transaction, if any, has not ended. */
  isOpen (): boolean {
    const { isConsumed, transaction } = this._core
    return !isConsumed && transaction?.hasEnded !== true
  }
}

Object.defineProperty(GenericResult.prototype, Symbol.toStringTag, { value: 'Result' })
showAs(GenericResult.prototype, ({ _core: run }) => ({ query: shorten(run.query().text, LONGEST_SHOWN), state: run.stream.outcome?.kind ?? run.stream.state }))

/** The result of a query; see {@link GenericResult}. */
export class Result<R extends RecordShape = RecordShape> extends GenericResult<Record<R>, QueryResult<R>> {}

/** A result whose records are mapped to objects. */
export class MappedResult<R> extends GenericResult<R, MappedQueryResult<R>> {}

function collected<T> (run: QueryRun): Promise<T> {
  return run.collect() as unknown as Promise<T>
}

function isNative (value: unknown): boolean {
  return typeof value === 'function' && Function.prototype.toString.call(value) === 'function () { [native code] }'
}
