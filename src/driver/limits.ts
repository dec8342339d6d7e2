import { FETCH_ALL } from '../bolt/messages.js'
import { newError } from '../error.js'
import { parseRetryTime, parseWholeNumber } from '../session/settings.js'
import type { Config } from './options.js'

const SECOND = 1000
const HOUR = 3600 * SECOND

/** The numeric settings. Times are in milliseconds; `Infinity` means no limit. */
export interface Limits {
  readonly fetchSize: number
  readonly maxConnectionPoolSize: number
  readonly maxConnectionLifetime: number
  readonly maxTransactionRetryTime: number
  readonly connectionAcquisitionTimeout: number
  /** undefined: connections are never checked before use. */
  readonly connectionLivenessCheckTimeout: number | undefined
  readonly connectionTimeout: number
  /** 0: connections may be lent for any time without a warning. */
  readonly leakDetectionThreshold: number
}

/**
 * @throws TypeError that names the key if a value is not a number
 * @throws Neo4jError if a number is not allowed
 */
export function parseLimits (given: Config): Limits {
  return {
    fetchSize: parseFetchSize(given.fetchSize, 1000),
    maxConnectionPoolSize: parseLimit(given, 'maxConnectionPoolSize', 100, 'a number of connections, or 0 or a negative number for no limit,') || Infinity,
    maxConnectionLifetime: parseTime(given, 'maxConnectionLifetime', HOUR, 'a negative number'),
    maxTransactionRetryTime: parseRetryTime(given.maxTransactionRetryTime) ?? 30 * SECOND,
    connectionAcquisitionTimeout: parseTime(given, 'connectionAcquisitionTimeout', 60 * SECOND, 'a negative number'),
    connectionLivenessCheckTimeout: parseLivenessTimeout(given.connectionLivenessCheckTimeout),
    connectionTimeout: parseTime(given, 'connectionTimeout', 30 * SECOND, '0 or a negative number') || Infinity,
    leakDetectionThreshold: parseLeakThreshold(given.leakDetectionThreshold, 0)
  }
}

function parseTime (given: Config, key: keyof Limits, defaultValue: number, unlimited: string): number {
  return parseLimit(given, key, defaultValue, `a time in milliseconds, or ${unlimited} for no limit,`)
}

/** As in neo4j-driver: integers, also as strings; a negative number means no limit. */
function parseLimit (given: Config, key: keyof Limits, defaultValue: number, expected: string): number {
  const number = parseWholeNumber(key, expected, given[key]) ?? defaultValue
  return number < 0 ? Infinity : number
}

/** Also for sessions, whose default is the driver's. @throws Neo4jError if it is 0, or negative but not -1; TypeError if it is not a number */
export function parseFetchSize (value: unknown, defaultValue: number): number {
  const fetchSize = parseWholeNumber('fetchSize', `a number of records, or ${FETCH_ALL} for all,`, value) ?? defaultValue
  if ((fetchSize <= 0 && fetchSize !== FETCH_ALL) || fetchSize === Infinity) {
    throw newError(`The fetch size can only be a positive value or ${FETCH_ALL} for ALL. However fetchSize = ${fetchSize}`)
  }
  return fetchSize
}

/** Also for sessions, whose default is the driver's. @throws Neo4jError if it is negative; TypeError if it is not a number */
export function parseLeakThreshold (value: unknown, defaultValue: number): number {
  const threshold = parseWholeNumber('leakDetectionThreshold', 'a time in milliseconds, or 0 for no warnings,', value) ?? defaultValue
  if (threshold < 0) {
    throw newError(`The leakDetectionThreshold can only be a positive number of milliseconds, or 0 for no warnings. However leakDetectionThreshold = ${threshold}`)
  }
  return threshold === Infinity ? 0 : threshold
}

function parseLivenessTimeout (value: unknown): number | undefined {
  const timeout = parseWholeNumber('connectionLivenessCheckTimeout', 'a time in milliseconds, or 0 for always,', value)
  if (timeout !== undefined && timeout < 0) {
    throw newError(`The connectionLivenessCheckTimeout can only be a positive value or 0 for always. However connectionLivenessCheckTimeout = ${timeout}`)
  }
  return timeout === Infinity ? undefined : timeout
}
