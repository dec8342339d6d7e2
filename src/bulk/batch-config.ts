import { checkSignal } from '../abort.js'
import { checkQuery, type CheckedQuery, type Query } from '../session/query.js'
import { wrongSetting } from '../session/settings.js'
import type { Integer } from '../types/integer.js'

/** How `driver.executeBatches()` stands. */
export interface BatchProgress {
  /** How many rows are committed, and in how many batches. */
  rows: number
  batches: number
  /** Committed rows a second since the beginning. */
  rowsPerSecond: number
  /** How many rows are neither committed nor failed; undefined if the length of the source is not known. */
  rowsLeft: number | undefined
  /** So many rows from the first on are committed, every one of them. */
  committedUpTo: number
}

/** The settings of `driver.executeBatches()`; all are optional. */
export interface BatchConfig<Row = unknown> {
  /** How many rows one transaction writes; default 1000. */
  batchSize?: number
  /** The name of the query's parameter that is the list of rows; default `rows`. */
  parameter?: string
  /** How many batches are written at the same time, each on a connection of its own; default 1. */
  concurrency?: number
  /**
   * Rows with the same key are written by the same lane, one batch after the other: what they change, such as a node, is never locked
   * by two lanes at once.
   */
  laneKey?: (row: Row) => string | number | bigint | boolean | Integer
  /** Default: the user's home database. */
  database?: string
  /** Called after every batch. What it throws ends the call. */
  onProgress?: (progress: BatchProgress) => void
  /**
   * After a batch that failed, retries included: `stop` (the default) reads no more rows, and rejects when the other lanes are done;
   * `continue` goes on, and the outcome has what failed.
   */
  onError?: 'stop' | 'continue'
  /** Ends the call when aborted, with the batches under way. A COMMIT that is on its way is not ended. */
  signal?: AbortSignal
}

export interface CheckedBatchConfig {
  readonly query: CheckedQuery
  readonly batchSize: number
  readonly parameter: string
  readonly concurrency: number
  readonly laneKey: ((row: unknown) => unknown) | undefined
  readonly database: string | undefined
  readonly onProgress: ((progress: BatchProgress) => void) | undefined
  readonly stopsOnError: boolean
  readonly signal: AbortSignal | undefined
}

const DEFAULT_BATCH_SIZE = 1000
const DEFAULT_PARAMETER = 'rows'
/** More rows than a list of PackStream, or more lanes than any pool, are a mistake. */
const MOST_ROWS = 2 ** 31 - 1
const MOST_LANES = 1000

/** @throws TypeError that names the key whose value is wrong */
export function checkBatchConfig (query: Query, config: BatchConfig<never>): CheckedBatchConfig {
  if (config === null || typeof config !== 'object') throw wrongSetting('The config of executeBatches', 'an object', config)
  const parameter = checkParameter(config.parameter)
  const checkedQuery = checkQuery(query, {})
  if (Object.hasOwn(checkedQuery.parameters, parameter)) {
    throw new TypeError(`The parameter '${parameter}' of the query is the list of rows: give another name as 'parameter'.`)
  }
  return {
    query: checkedQuery,
    parameter,
    batchSize: checkCount('batchSize', config.batchSize, DEFAULT_BATCH_SIZE, MOST_ROWS),
    concurrency: checkCount('concurrency', config.concurrency, 1, MOST_LANES),
    laneKey: checkFunction<(row: unknown) => unknown>('laneKey', config.laneKey),
    database: config.database ?? undefined,
    onProgress: checkFunction<(progress: BatchProgress) => void>('onProgress', config.onProgress),
    stopsOnError: checkOnError(config.onError),
    signal: checkSignal(config.signal)
  }
}

function checkCount (key: string, value: unknown, defaultValue: number, most: number): number {
  if (value == null) return defaultValue
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > most) {
    throw wrongSetting(key, `a whole number from 1 to ${most}`, value)
  }
  return value
}

function checkParameter (value: unknown): string {
  if (value == null) return DEFAULT_PARAMETER
  if (typeof value !== 'string' || value === '') throw wrongSetting('parameter', 'the name of a parameter', value)
  if (value.startsWith('$')) throw new TypeError(`parameter expected to be a name without the dollar sign but was: ${JSON.stringify(value)}`)
  return value
}

function checkFunction<F> (key: string, value: unknown): F | undefined {
  if (value == null) return undefined
  if (typeof value !== 'function') throw wrongSetting(key, 'a function', value)
  return value as F
}

function checkOnError (value: unknown): boolean {
  if (value != null && value !== 'stop' && value !== 'continue') throw wrongSetting('onError', "'stop' or 'continue'", value)
  return value !== 'continue'
}
