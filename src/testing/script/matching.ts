import { inspect, isDeepStrictEqual } from 'node:util'
import { Structure } from '../../packstream/structure.js'
import { describe } from '../wire/describe.js'

/**
 * The expected value of a request's field: a value, which must be deeply equal; a regular expression for strings; a
 * function that decides; undefined for anything. A number matches an integer as well as a float.
 */
export type Pattern = unknown

/** Matches a map that has these entries, and possibly others. */
export function including (entries: Record<string, Pattern>): (value: unknown) => boolean {
  const test = (value: unknown): boolean => isMap(value) && Object.keys(entries).every(key => matches(entries[key], value[key]))
  return Object.assign(test, { [inspect.custom]: () => `including(${describe(entries)})` })
}

export function matches (pattern: Pattern, value: unknown): boolean {
  if (pattern === undefined) return true
  if (typeof pattern === 'function') return Boolean(pattern(value))
  if (pattern instanceof RegExp) return typeof value === 'string' && pattern.test(value)
  if (typeof pattern === 'number' && typeof value === 'bigint') return BigInt(value) === toBigInt(pattern)
  if (Array.isArray(pattern)) return Array.isArray(value) && matchesAll(pattern, value)
  if (pattern instanceof Structure) {
    return value instanceof Structure && value.signature === pattern.signature && matchesAll(pattern.fields, value.fields)
  }
  if (isMap(pattern)) {
    const keys = Object.keys(pattern)
    return isMap(value) && Object.keys(value).length === keys.length &&
      keys.every(key => Object.hasOwn(value, key) && matches(pattern[key], value[key]))
  }
  return isDeepStrictEqual(pattern, value)
}

function matchesAll (patterns: readonly Pattern[], values: readonly unknown[]): boolean {
  return patterns.length === values.length && patterns.every((pattern, i) => matches(pattern, values[i]))
}

function toBigInt (value: number): bigint | undefined {
  return Number.isInteger(value) ? BigInt(value) : undefined
}

function isMap (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
