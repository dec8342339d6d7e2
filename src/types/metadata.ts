import { isInt, toNumber } from './integer.js'

/**
 * What a server says of a result is read leniently: a part that is not of its documented type has no value, and the
 * rest of the result is of use.
 */

/** Whether a value from a server is a map, not another value that is an object in JavaScript. */
export function isMap (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value) && !isInt(value)
}

/** A number or an integer of any kind as a number; undefined for everything else. */
export function numberOf (value: unknown): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' || isInt(value) ? toNumber(value) : undefined
}

/** The maps in a list; none if it is not a list. */
export function mapsIn<T extends object> (value: readonly T[] | null | undefined): T[] {
  return Array.isArray(value) ? value.filter(isMap) as T[] : []
}
