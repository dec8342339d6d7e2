import { describeValue } from './json.js'

/** How much of a value an error repeats, in characters. */
const MOST_SHOWN = 100

/** The text, or its beginning and its length if it is long: errors do not repeat megabytes. */
export function shorten (text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}... (${text.length} characters)`
}

/** What a value is, for errors about settings: objects are not shown, as they may hold secrets. */
export function describe (value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(shorten(value))
    case 'function':
    case 'symbol':
      return `a ${typeof value}`
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
    default:
      return String(value)
  }
}

/** Returns `value` if it is a string (primitive or object). @throws TypeError that names the argument */
export function assertString (value: unknown, name: string): string {
  if (!isString(value)) {
    throw new TypeError(`${describeValue(name)} expected to be string but was: ${describeValue(value)}`)
  }
  return value
}

/** Returns `value` if it is a number. @throws TypeError that names the argument */
export function assertNumber (value: unknown, name: string): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${name} expected to be a number but was: ${describeValue(value)}`)
  }
  return value
}

/** Returns `value` if it is an object and not an array. @throws TypeError that names the argument */
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
