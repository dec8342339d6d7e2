import { inspect } from 'node:util'

/** A value or pattern in one line, for error messages. */
export function describe (value: unknown): string {
  return inspect(value, { depth: 8, breakLength: Infinity, compact: true, maxStringLength: 500 })
}
