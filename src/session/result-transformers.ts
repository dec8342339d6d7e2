import { newError } from '../error.js'
import { type GenericConstructor, type Rules } from '../mapping/rule.js'
import { type InferOutput, isSchema, type StandardSchema } from '../mapping/standard-schema.js'
import { type Integer, type NumberOrInteger } from '../types/integer.js'
import { type Record, type RecordShape } from '../types/record.js'
import { EagerResult } from '../types/eager-result.js'
import { type ResultSummary } from '../types/summary.js'
import { type Result } from './result.js'
import { type ColumnTypes } from '../columns/column-type.js'
import { type Columns, type ColumnsOptions, type NoTypes } from './result-columns.js'

/** Converts the result of `driver.executeQuery()` to the return value of the call. */
export type ResultTransformer<T> = (result: Result) => Promise<T>

/** The default value of `resultTransformers.mapped()`. */
export interface Collected<R> {
  records: R[]
  keys: string[]
  summary: ResultSummary
}

/** Config of `resultTransformers.mapped()`; at least one of the functions is required. */
export interface MappedConfig<R, T> {
  /** Called for each record. Records for which it returns undefined are skipped. Default: the record itself. */
  map?: (rec: Record) => R | undefined
  /** Makes the final value of all mapped records. Default: an object of records, summary and keys. */
  collect?: (records: R[], summary: ResultSummary, keys: string[]) => T
}

/** Config of `resultTransformers.mapped()` with a schema. */
export interface ValidatedConfig<S extends StandardSchema, T> {
  /** Validates each record. */
  map: S
  /** Makes the final value of the schema's outputs. Default: an object of records, summary and keys. */
  collect?: (records: Array<InferOutput<S>>, summary: ResultSummary, keys: string[]) => T
}

class ResultTransformersFactory {
  /** @deprecated use `eager` */
  eagerResultTransformer<Entries extends RecordShape = RecordShape> (): ResultTransformer<EagerResult<Entries>> {
    return eager
  }

  /** Returns an {@link EagerResult}: keys, all records and summary. The default of `driver.executeQuery()`. */
  eager<Entries extends RecordShape = RecordShape> (): ResultTransformer<EagerResult<Entries>> {
    return eager
  }

  /** @deprecated use `mapped` */
  mappedResultTransformer<R = Record, T = Collected<R>> (config: MappedConfig<R, T>): ResultTransformer<T> {
    return mapped(config)
  }

  /** Like the other form of `mapped`, with a Standard Schema as `map`. The call fails as with {@link hydrated}. */
  mapped<S extends StandardSchema, T = Collected<InferOutput<S>>> (config: ValidatedConfig<S, T>): ResultTransformer<T>
  /**
   * Maps each record with `map` as it arrives, and returns the value that `collect` makes of all of them;
   * without `collect`, an object of records, summary and keys.
   * @throws Neo4jError if neither of them is given
   */
  mapped<R = Record, T = Collected<R>> (config: MappedConfig<R, T>): ResultTransformer<T>
  mapped<R, T> (config: MappedConfig<R, T> | (Pick<MappedConfig<R, T>, 'collect'> & { map: StandardSchema })): ResultTransformer<T> {
    return mapped(config)
  }

  /** Returns the first record, or undefined if there is none. Other records are discarded. */
  first<Entries extends RecordShape = RecordShape> (): ResultTransformer<Record<Entries> | undefined> {
    return first as ResultTransformer<Record<Entries> | undefined>
  }

  /**
   * Returns all values of each column as one array, typed if possible; see `columns` of a result.
   * @param options see {@link ColumnsOptions}. The call fails with a TypeError if they are invalid, and with a Neo4jError if a value
   * does not fit its column
   */
  columns<T extends ColumnTypes = NoTypes> (options?: ColumnsOptions<T>): ResultTransformer<Columns<T>> {
    return async result => await result.columns(options)
  }

  /** Returns the summary. All records are discarded. */
  summary<T extends NumberOrInteger = Integer> (): ResultTransformer<ResultSummary<T>> {
    return summary as unknown as ResultTransformer<ResultSummary<T>>
  }

  /**
   * Validates each record with a Standard Schema, and returns the schema's outputs. The call fails with a Neo4jError, with
   * `recordIndex` and `path`, at the first record that does not match.
   */
  hydrated<S extends StandardSchema> (schema: S): ResultTransformer<{ records: Array<InferOutput<S>>, summary: ResultSummary }>
  /** Returns the records as objects of the class `genericConstructor`, or as plain objects made by `rules`. */
  hydrated<T extends object = object> (rules: Rules): ResultTransformer<{ records: T[], summary: ResultSummary }>
  hydrated<T extends object = object> (genericConstructor: GenericConstructor<T>, rules?: Rules): ResultTransformer<{ records: T[], summary: ResultSummary }>
  hydrated<T extends object = object> (target: GenericConstructor<T> | Rules | StandardSchema, rules?: Rules): ResultTransformer<{ records: T[], summary: ResultSummary }> {
    return async result => await result.as<T>(target as GenericConstructor<T>, rules)
  }
}

export type ResultTransformers = ResultTransformersFactory

/** Ready-made values for the `resultTransformer` config of `driver.executeQuery()`. */
export const resultTransformers: ResultTransformers = Object.freeze(new ResultTransformersFactory())

async function eager<Entries extends RecordShape> (result: Result): Promise<EagerResult<Entries>> {
  // Does not call `then`, which is slower. A result that a test has made itself may have no core.
  const run = (result as Partial<Pick<Result, '_core'>>)._core
  const { summary, records } = run === undefined ? await result : await run.collect()
  const keys = run?.stream.keys ?? await result.keys()
  return new EagerResult(keys, records as Array<Record<Entries>>, summary)
}

function mapped<R, T> (config: MappedConfig<R, T> | (Pick<MappedConfig<R, T>, 'collect'> & { map: StandardSchema })): ResultTransformer<T> {
  if (config?.collect == null && config?.map == null) {
    throw newError('Requires a map or/and a collect functions.')
  }
  const { map, collect } = config
  return async result => {
    const { _core: run } = result
    if (isSchema(map)) result.as(map)
    const convert = isSchema(map) ? undefined : map
    const records: R[] = []
    const summary = await run.forEach(record => {
      const value = convert == null ? record as R : convert(record as Record)
      if (value !== undefined) records.push(value)
    })
    const keys = await run.keys()
    return collect == null ? { records, summary, keys } as T : collect(records, summary, keys)
  }
}

async function first (result: Result): Promise<Record | undefined> {
  const iterator = result[Symbol.asyncIterator]()
  const { value, done } = await iterator.next()
  if (done === true) {
    return undefined
  }
  await iterator.return?.()
  return value
}

async function summary (result: Result): Promise<ResultSummary> {
  return await result.summary()
}
