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

/** Turns the result of `driver.executeQuery()` into what the call should give. */
export type ResultTransformer<T> = (result: Result) => Promise<T>

export interface Collected<R> {
  records: R[]
  keys: string[]
  summary: ResultSummary
}

export interface MappedConfig<R, T> {
  /** Called for each record; records for which it returns undefined are left out. */
  map?: (rec: Record) => R | undefined
  /** Makes the final value of all that was mapped. */
  collect?: (records: R[], summary: ResultSummary, keys: string[]) => T
}

export interface ValidatedConfig<S extends StandardSchema, T> {
  map: S
  /** Makes the final value of all that the schema has made. */
  collect?: (records: Array<InferOutput<S>>, summary: ResultSummary, keys: string[]) => T
}

class ResultTransformersFactory {
  /** @deprecated use `eager` */
  eagerResultTransformer<Entries extends RecordShape = RecordShape> (): ResultTransformer<EagerResult<Entries>> {
    return eager
  }

  /** Gives an {@link EagerResult}: keys, all records, summary. The default of `driver.executeQuery()`. */
  eager<Entries extends RecordShape = RecordShape> (): ResultTransformer<EagerResult<Entries>> {
    return eager
  }

  /** @deprecated use `mapped` */
  mappedResultTransformer<R = Record, T = Collected<R>> (config: MappedConfig<R, T>): ResultTransformer<T> {
    return mapped(config)
  }

  /** The same with a schema of any library with Standard Schema in place of `map`. @throws Neo4jError as {@link hydrated} does */
  mapped<S extends StandardSchema, T = Collected<InferOutput<S>>> (config: ValidatedConfig<S, T>): ResultTransformer<T>
  /**
   * Gives what `collect` makes of the records, each mapped by `map` as it comes in;
   * without `collect`, an object of records, keys and summary.
   * @throws Neo4jError if there is neither of them
   */
  mapped<R = Record, T = Collected<R>> (config: MappedConfig<R, T>): ResultTransformer<T>
  mapped<R, T> (config: MappedConfig<R, T> | (Pick<MappedConfig<R, T>, 'collect'> & { map: StandardSchema })): ResultTransformer<T> {
    return mapped(config)
  }

  /** Gives the first record, or undefined; the others are not fetched. */
  first<Entries extends RecordShape = RecordShape> (): ResultTransformer<Record<Entries> | undefined> {
    return first as ResultTransformer<Record<Entries> | undefined>
  }

  /**
   * Gives all values of each column as one array, typed where it can be: see `columns` of a result.
   * @throws TypeError if the options are wrong; the call fails if a value does not fit its column
   */
  columns<T extends ColumnTypes = NoTypes> (options?: ColumnsOptions<T>): ResultTransformer<Columns<T>> {
    return async result => await result.columns(options)
  }

  /** Gives the summary only. */
  summary<T extends NumberOrInteger = Integer> (): ResultTransformer<ResultSummary<T>> {
    return summary as unknown as ResultTransformer<ResultSummary<T>>
  }

  /**
   * Gives the records as a schema of any library with Standard Schema makes them.
   * @throws Neo4jError, with `recordIndex` and `path`, at the first record that does not match
   */
  hydrated<S extends StandardSchema> (schema: S): ResultTransformer<{ records: Array<InferOutput<S>>, summary: ResultSummary }>
  /** Gives the records as objects of a class, or as plain objects that follow the rules. */
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
  // Not by `then`, which costs more. A result that was made elsewhere, for a test, may have no inner one.
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
