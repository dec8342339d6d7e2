import { getBrokenObjectReason, isBrokenObject } from './broken-object.js'
import { shorten } from './text.js'

export interface StringifyOptions {
  /** Whether objects with a `toString` of their own are written as its result. */
  useCustomToString?: boolean
  /** Whether the keys of objects are written in alphabetical order. */
  sortedElements?: boolean
}

/**
 * JSON.stringify that does not fail on any value a database returns: a bigint is written as the string `"123n"`,
 * a value that could not be decoded as `{ __isBrokenObject__: true, __reason__ }`.
 *
 * The text cannot be parsed back exactly: `"123n"` may also be a string.
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
 * A value as shown in an error: {@link stringify}, shortened to `limit` characters. Never throws, even if the value
 * contains itself, is nested too deeply, or has a `toJSON` or a getter that throws.
 */
export function describeValue (value: unknown, limit = 1000): string {
  try {
    return shorten(String(stringify(value)), limit)
  } catch {
    return 'a value that cannot be shown as JSON'
  }
}

function sortKeys (item: object): object {
  const source = item as Record<string, unknown>
  return Object.fromEntries(Object.keys(source).sort().map(key => [key, source[key]]))
}

function hasOwnText (item: object): boolean {
  return typeof item.toString === 'function' && item.toString !== Object.prototype.toString
}
