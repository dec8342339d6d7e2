import { getBrokenObjectReason, isBrokenObject } from './broken-object.js'
import { shorten } from './text.js'

export interface StringifyOptions {
  /** Objects that have a `toString` of their own are written as that string. */
  useCustomToString?: boolean
  /** Objects are written with their keys in alphabetical order. */
  sortedElements?: boolean
}

/**
 * JSON.stringify that never fails on what a database returns: a bigint is written as the string `"123n"`,
 * a value that could not be decoded as `{ __isBrokenObject__: true, __reason__ }`.
 *
 * Not for reading back: `"123n"` cannot be told from the same string.
 */
export function stringify (value: unknown, { useCustomToString = false, sortedElements = false }: StringifyOptions = {}): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') {
      return `${item}n`
    }
    if (item === null || typeof item !== 'object') {
      return item
    }
    if (isBrokenObject(item)) {
      return { __isBrokenObject__: true, __reason__: getBrokenObjectReason(item) }
    }
    if (Array.isArray(item)) {
      return item
    }
    if (sortedElements) {
      return sortKeys(item)
    }
    return useCustomToString && hasOwnText(item) ? item.toString() : item
  })
}

/**
 * A value as an error shows it: {@link stringify}, shortened to `limit` characters. Never throws, even if the value
 * contains itself, is nested too deeply, or has a `toJSON` or a getter that throws.
 */
export function describeValue (value: unknown, limit = 1000): string {
  try {
    return shorten(String(stringify(value)), limit)
  } catch {
    return 'a value that can not be shown as JSON'
  }
}

function sortKeys (item: object): object {
  const source = item as Record<string, unknown>
  return Object.fromEntries(Object.keys(source).sort().map(key => [key, source[key]]))
}

function hasOwnText (item: object): boolean {
  return typeof item.toString === 'function' && item.toString !== Object.prototype.toString
}
