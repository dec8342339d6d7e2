import { describeValue } from './json.js'

/** Returns `value` if it is a string (primitive or object). @throws TypeError that names the argument otherwise */
export function assertString (value: unknown, name: string): string {
  if (!isString(value)) {
    throw new TypeError(`${describeValue(name)} expected to be string but was: ${describeValue(value)}`)
  }
  return value
}

/** Returns `value` if it is a number. @throws TypeError that names the argument otherwise */
export function assertNumber (value: unknown, name: string): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} expected to be a number but was: ${describeValue(value)}`)
  }
  return value
}

/** Returns `value` if it is an object and not an array. @throws TypeError that names the argument otherwise */
export function assertObject (value: unknown, name: string): object {
  if (!isObject(value)) {
    throw new TypeError(`${name} expected to be an object but was: ${describeValue(value)}`)
  }
  return value
}

/** Also true for `new String('…')`, which some callers pass. */
export function isString (value: unknown): value is string {
  return typeof value === 'string' || Object.prototype.toString.call(value) === '[object String]'
}

export function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
