import { isInt, toNumber } from './integer.js'

/**
 * A server's metadata about a result is read leniently: a part that does not have its documented type is treated as
 * absent, so that the rest of the result stays usable.
 */

/** Whether a value from a server is a map rather than another value that is an object in JavaScript. */
export function isMap (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value) && !isInt(value)
}

/** A number or an integer of any type as a number; undefined for other values. */
export function numberOf (value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' || isInt(value) ? toNumber(value) : undefined
}

/** The maps in a list; an empty array if `value` is not a list. */
export function mapsIn<T extends object> (value: readonly T[] | null | undefined): T[] {
  return Array.isArray(value) ? value.filter(isMap) as T[] : []
}
