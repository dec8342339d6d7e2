import { newError } from '../error.js'
import { describeKind } from '../text.js'
import { isInt, toNumber } from '../types/integer.js'

/** The error of an invalid setting: its key, the given value, and what is expected. Secrets in the value are not shown. */
export function wrongSetting (key: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${key} expected to be ${expected} but was: ${describeKind(value)}`)
}

/** Checks a boolean setting. Strings are rejected, because `'false'` would count as true. @throws TypeError that names the key */
export function parseFlag (key: string, value: unknown, defaultValue: boolean = false): boolean {
  if (value != null && typeof value !== 'boolean') {
    const hint = typeof value === 'string' ? " (for a string of the environment: process.env.NAME === 'true')" : ''
    throw wrongSetting(key, `true or false${hint}`, value)
  }
  return value ?? defaultValue
}

const DIGITS = /^\s*[+-]?\d+(?:\.\d+)?\s*$/

/**
 * Parses a number, also as a string of digits, a bigint or an Integer, like neo4j-driver; undefined if the setting is missing.
 * @throws TypeError that names the key
 */
export function parseNumber (key: string, expected: string, value: unknown): number | undefined {
  if (value == null) {
    return undefined
  }
  const number = numberOf(value)
  if (Number.isNaN(number) || number === -Infinity) {
    throw wrongSetting(key, expected, value)
  }
  return number
}

/**
 * Like {@link parseNumber}, truncated to an integer.
 * @throws TypeError that names the key, also for numbers between -1 and 1 that would become 0, which is often not what was meant
 */
export function parseWholeNumber (key: string, expected: string, value: unknown): number | undefined {
  const number = parseNumber(key, expected, value)
  if (number !== undefined && number !== 0 && Math.abs(number) < 1) {
    throw wrongSetting(key, expected, value)
  }
  return number === undefined ? undefined : Math.trunc(number)
}

/** For a driver or one call; undefined if the setting is missing. @throws TypeError if it is not a number, Neo4jError if it is negative */
export function parseRetryTime (value: unknown): number | undefined {
  const retryTime = parseNumber('maxTransactionRetryTime', 'a retry time in milliseconds', value)
  if (retryTime !== undefined && retryTime < 0) {
    throw newError(`Max retry time should be >= 0: ${retryTime} (maxTransactionRetryTime, in milliseconds)`)
  }
  return retryTime
}

function numberOf (value: unknown): number {
  switch (typeof value) {
    case 'number':
      return value
    case 'bigint':
      return Number(value)
    case 'string':
      return DIGITS.test(value) ? Number(value) : NaN
    default:
      return isInt(value) ? toNumber(value) : NaN
  }
}

/** An array whose items pass `isItem`; empty if the setting is missing. @throws TypeError that names the key and the item */
export function parseList<T> (key: string, items: string, item: string, value: unknown, isItem: (value: unknown) => boolean): readonly T[] {
  if (value == null) {
    return []
  }
  if (!Array.isArray(value)) {
    throw wrongSetting(key, `an array of ${items}`, value)
  }
  value.forEach((given: unknown, index) => {
    if (!isItem(given)) throw wrongSetting(`${key}[${index}]`, item, given)
  })
  return value as readonly T[]
}
