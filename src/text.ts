/** The middle of a text that is longer than `limit` characters is left out. */
export function shorten (text: string, limit: number): string {
  if (text.length <= limit) return text
  const tail = Math.floor(limit / 3)
  return `${text.slice(0, limit - tail - 1)}…${text.slice(-tail)}`
}

/** `value` as text for an error: it is shortened, and a `toString` that throws does not hide the error. */
export function textOf (value: unknown, limit = 200): string {
  try {
    return shorten(String(value), limit)
  } catch {
    return 'a value without a text'
  }
}
