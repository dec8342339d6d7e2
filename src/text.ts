/** How many characters of a value an error shows by default. */
const MOST_SHOWN = 100

/** The string, or its beginning and its end if it is longer than `limit`, so that errors do not repeat megabytes. */
export function shorten (text: string, limit: number = MOST_SHOWN): string {
  if (text.length <= limit) return text
  const tail = Math.floor(limit / 3)
  return `${text.slice(0, limit - tail - 1)}…${text.slice(-tail)}`
}

/** `String(value)` for an error, shortened; a `toString` that throws does not hide the error. */
export function textOf (value: unknown, limit: number = 200): string {
  try {
    return shorten(String(value), limit)
  } catch {
    return `a value of type ${typeof value}`
  }
}

/** Describes a value in errors about settings. The contents of objects are not shown: they may hold secrets. */
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
