import { bytesOf, contentKindOf, DEEPEST, MOST_VALUES } from './content.js'

export { userKey } from './user-key.js'

type Fields = Record<string, unknown>

/**
 * Whether two tokens are certainly equal. Primitives, plain objects, arrays and bytes are compared by content, other
 * objects by identity. Fast if both are the same object; never throws.
 */
export function sameToken (a: unknown, b: unknown): boolean {
  if (a === b) {
    return true
  }
  try {
    return same(a, b, DEEPEST, { left: MOST_VALUES })
  } catch {
    // A getter or a Proxy of the program threw an error.
    return false
  }
}

function same (a: unknown, b: unknown, depth: number, values: { left: number }): boolean {
  if (Object.is(a, b)) {
    return true
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth === 0 || --values.left < 0) {
    return false
  }
  const kind = contentKindOf(a)
  if (kind === undefined || kind !== contentKindOf(b)) {
    return false
  }
  if (kind === 'bytes') {
    return Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && bytesOf(a).equals(bytesOf(b))
  }
  return (kind === 'object' || (a as unknown[]).length === (b as unknown[]).length) &&
    sameFields(a as Fields, b as Fields, depth - 1, values)
}

function sameFields (a: Fields, b: Fields, depth: number, values: { left: number }): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) {
    return false
  }
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !same(a[key], b[key], depth, values)) {
      return false
    }
  }
  return true
}
