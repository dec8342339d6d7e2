import { checkSignal } from '../abort.js'
import { assertObject, isObject, isString } from '../assert.js'
import { metadataSnapshot } from '../bolt/parameter-error.js'
import { newError } from '../error.js'
import type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import { describeValue } from '../json.js'
import type { Logger } from '../log.js'
import { mapParameters } from '../mapping/map-parameters.js'
import type { Rules } from '../mapping/rule.js'
import { isIterable, isPlainMap } from '../packstream/unwritable-value.js'
import { shorten } from '../text.js'
import { assertNumberOrInteger, int, type Integer, isInt, type NumberOrInteger } from '../types/integer.js'
import { checkHooks } from './check-hooks.js'
import { parseRetryTime } from './settings.js'

/** A query: its text, with or without its parameters. */
export type Query = string | String | { text: string, parameters?: any, parameterRules?: Rules }

/** The config of one transaction or auto-commit query; all keys are optional. */
export interface TransactionConfig {
  /** Milliseconds after which the server terminates the transaction; 0 for no limit. Fractions are rounded up. Default: the server's. */
  timeout?: NumberOrInteger
  /** Shown by the server in its list of transactions and in its query log. Default: none. */
  metadata?: object
  /**
   * For transaction functions only. Whether BEGIN is sent together with the first query, which saves a round trip. An error of BEGIN
   * is then reported by the first query, inside the function, instead of before the function is called. Default: `false`.
   */
  pipelineBegin?: boolean
  /**
   * Whether running the work twice has the same effect as running it once (`MERGE` by key, `SET` to a value). If the connection is
   * lost during a commit, so that it is unknown whether the transaction was committed, transaction functions and
   * `executeQuery` then run it again, and for other transactions that error is `retriable`. Default: `false`; such an error
   * is not `retriable`, and nothing is run again.
   * @example
   * await session.executeWrite(tx => tx.run('MERGE (o:Order {id: $id}) SET o.paid = true', { id }), { idempotent: true })
   */
  idempotent?: boolean
  /**
   * A short description of what the query or the transaction does, the same for all such queries: used as the name of
   * spans and as `db.query.summary`. It is not sent to the server. Default: none.
   */
  querySummary?: string
  /** For transaction functions only. How long they are retried, in milliseconds; 0 for a single attempt. Default: the driver's. */
  maxTransactionRetryTime?: number
  /**
   * Ends the query, or the transaction with all its queries, when it is aborted: with a {@link Neo4jError} whose `code` is
   * `ABORT_ERR`. A COMMIT that was sent is not canceled. The signal of the session applies as well.
   */
  signal?: AbortSignal
  /** Conversions of values in records, by type; each overrides the session's hook for that type. */
  hydrationHooks?: HydrationHooks
  /** Conversions of parameters; tried before the session's hooks. */
  dehydrationHooks?: readonly DehydrationHook[]
}

export interface CheckedQuery {
  readonly text: string
  readonly parameters: Record<string, any>
}

export interface CheckedConfig {
  readonly timeout: Integer | null
  readonly metadata: object | null
  readonly pipelineBegin: boolean
  readonly idempotent: boolean
  readonly querySummary: string | undefined
  /** undefined for the driver's setting. */
  readonly maxTransactionRetryTime: number | undefined
  readonly signal: AbortSignal | undefined
  /** undefined for the session's hooks. */
  readonly hooks: ValueHooks | undefined
}

/** The config with all defaults. */
export const NO_CONFIG: CheckedConfig = Object.freeze({
  timeout: null, metadata: null, pipelineBegin: false, idempotent: false, querySummary: undefined, maxTransactionRetryTime: undefined, signal: undefined,
  hooks: undefined
})

/** @throws TypeError if the query is not a string, or the parameters are not an object; the errors of mapping rules */
export function checkQuery (query: Query, parameters: unknown, parameterRules?: Rules): CheckedQuery {
  let text: unknown = query
  let given = parameters ?? {}
  let rules = parameterRules
  if (typeof query === 'object') {
    if (query instanceof String) {
      text = query.toString()
    } else if (query !== null && query.text !== undefined) {
      text = query.text
      given = query.parameters ?? {}
      rules = query.parameterRules
    }
  }
  if (!isString(text)) {
    throw new TypeError(`"Cypher query" expected to be string but was: ${describeValue(text)}`)
  }
  if (text.trim().length === 0) {
    throw new TypeError('Cypher query is expected to be a non-empty string.')
  }
  // The common case, in which nothing else has to be checked.
  if (isPlainMap(given) && rules === undefined) return { text, parameters: given }
  if (!isMap(given)) throw wrongParameters(given)
  if (rules !== undefined || Object.getPrototypeOf(given) !== Object.prototype) given = mapParameters(given as Record<string, unknown>, rules)
  return { text, parameters: given as Record<string, any> }
}

/** Whether parameters are a map: an iterable would arrive as a list, even if its class is Object, and an Integer as a number. */
function isMap (given: unknown): given is object {
  return isObject(given) && !isIterable(given) && !isInt(given)
}

function wrongParameters (given: unknown): TypeError {
  const name = (Object.getPrototypeOf(Object(given)) as object | null)?.constructor?.name ?? ''
  return new TypeError(
    `Query parameters are expected to either be undefined/null or an object, given: ${name} ${describeValue(given)}`)
}

/** @throws TypeError or Neo4jError that names the key with an invalid value */
export function checkConfig (config: TransactionConfig | null | undefined, log: Logger, hooks: ValueHooks): CheckedConfig {
  if (config == null) return NO_CONFIG
  assertObject(config, 'Transaction config')
  return {
    timeout: checkTimeout(config.timeout, log),
    metadata: checkMetadata(config.metadata),
    pipelineBegin: checkSwitch(config.pipelineBegin, 'pipelineBegin'),
    idempotent: checkSwitch(config.idempotent, 'idempotent'),
    querySummary: checkQuerySummary(config.querySummary),
    maxTransactionRetryTime: parseRetryTime(config.maxTransactionRetryTime),
    signal: checkSignal(config.signal),
    hooks: checkHooks(config, hooks)
  }
}

function checkTimeout (timeout: NumberOrInteger | null | undefined, log: Logger): Integer | null {
  if (timeout == null) return null
  assertNumberOrInteger(timeout, 'Transaction timeout')
  if (typeof timeout === 'number' && !Number.isInteger(timeout)) {
    log.info(`Transaction timeout expected to be an integer, got: ${timeout}. The value will be rounded up.`)
  }
  if (typeof timeout === 'bigint' && BigInt.asIntN(64, timeout) !== timeout) {
    throw newError(`Transaction timeout should fit into 64 bits, got: ${shorten(String(timeout), 50)}`)
  }
  const milliseconds = int(timeout, { ceilFloat: true })
  if (milliseconds.isNegative()) {
    throw newError('Transaction timeout should not be negative')
  }
  return milliseconds
}

/** @returns a copy, because it may be sent later, and again with each attempt of a transaction function */
function checkMetadata (metadata: object | null | undefined): object | null {
  if (metadata == null) return null
  assertObject(metadata, 'config.metadata')
  if (!isMap(metadata)) throw new TypeError(`config.metadata expected to be an object of keys and values but was: ${describeValue(metadata)}`)
  return Object.keys(metadata).length === 0 ? null : metadataSnapshot(metadata)
}

function checkSwitch (value: unknown, key: keyof TransactionConfig): boolean {
  if (value != null && typeof value !== 'boolean') {
    throw new TypeError(`config.${key} expected to be true or false but was: ${describeValue(value)}`)
  }
  return value === true
}

function checkQuerySummary (querySummary: unknown): string | undefined {
  if (querySummary != null && typeof querySummary !== 'string') {
    throw new TypeError(`config.querySummary expected to be a string but was: ${describeValue(querySummary)}`)
  }
  return querySummary || undefined
}
