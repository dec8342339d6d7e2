/** How much of a value an error repeats by default, in characters. */
const MOST_SHOWN = 100

/** The string itself, or its beginning and its end if it is longer than `limit`: errors do not repeat megabytes. */
export function shorten (text: string, limit: number = MOST_SHOWN): string {
  if (text.length <= limit) return text
  const tail = Math.floor(limit / 3)
  return `${text.slice(0, limit - tail - 1)}…${text.slice(-tail)}`
}

/** `String(value)` for an error: it is shortened, and a `toString` that throws does not hide the error. */
export function textOf (value: unknown, limit: number = 200): string {
  try {
    return shorten(String(value), limit)
  } catch {
    return `a value of type ${typeof value}`
  }
}

/** What kind of value it is, for errors about settings: objects are not shown, as they may hold secrets. */
export function describeKind (value: unknown): string {
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
