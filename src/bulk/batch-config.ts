import { checkSignal } from '../abort.js'
import { checkQuery, type CheckedQuery, type Query } from '../session/query.js'
import { wrongSetting } from '../session/settings.js'
import type { Integer } from '../types/integer.js'

/** The progress of `driver.executeBatches()`. */
export interface BatchProgress {
  /** The numbers of rows and batches committed so far. */
  rows: number
  batches: number
  /** Committed rows per second since the start of the call. */
  rowsPerSecond: number
  /** The number of rows neither committed nor failed; undefined if the length of the source is unknown. */
  rowsLeft: number | undefined
  /** All rows before this one (counted from 0) are committed. */
  committedUpTo: number
}

/** The config of `driver.executeBatches()`; all keys are optional. */
export interface BatchConfig<Row = unknown> {
  /** The number of rows that one transaction writes, from 1 to 2,147,483,647. Default: 1000. */
  batchSize?: number
  /** The name, without `$`, of the query parameter that gets the list of rows. Default: `rows`. */
  parameter?: string
  /** The number of batches that are written in parallel, each on its own connection, from 1 to 1000. Default: 1. */
  concurrency?: number
  /**
   * Returns the key of a row. Rows with the same key are written by the same lane, one batch after another, so that two lanes never
   * lock the same data, such as a node. Default: rows go to any free lane.
   */
  laneKey?: (row: Row) => string | number | bigint | boolean | Integer
  /** The name of the database. Default: the user's home database. */
  database?: string
  /** Called after every batch. An error that it throws ends the call. */
  onProgress?: (progress: BatchProgress) => void
  /**
   * What to do after a batch failed, including its retries: `stop` (the default) reads no more rows, and rejects when the other
   * lanes are done; `continue` goes on, and the outcome contains the failed rows.
   */
  onError?: 'stop' | 'continue'
  /** Ends the call, with its running batches, when it is aborted. A COMMIT that was sent is not canceled. */
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
/** A list of PackStream cannot have more rows, and more lanes than any pool has connections are a mistake. */
const MOST_ROWS = 2 ** 31 - 1
const MOST_LANES = 1000

/** @throws TypeError that names the key with an invalid value */
export function checkBatchConfig (query: Query, config: BatchConfig<never>): CheckedBatchConfig {
  if (config === null || typeof config !== 'object') throw wrongSetting('The config of executeBatches', 'an object', config)
  const parameter = checkParameter(config.parameter)
  const checkedQuery = checkQuery(query, {})
  if (Object.hasOwn(checkedQuery.parameters, parameter)) {
    throw new TypeError(`The parameter '${parameter}' of the query has the name of the list of rows: set 'parameter' to another name.`)
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
