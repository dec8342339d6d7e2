import { describeValue } from '../json.js'
import { Integer, smallInteger } from './integer-class.js'

export { Integer, smallInteger, type Integerable, type IntegerOptions } from './integer-class.js'

/** A whole number as the driver may return it, depending on its configuration. */
export type NumberOrInteger = number | Integer | bigint

/** Reads a number, string, bigint or `{ low, high }` as an {@link Integer}. */
export const int = Integer.fromValue
/** Whether a value is an {@link Integer}. */
export const isInt = Integer.isInteger
/** Whether {@link toNumber} is exact for a value. */
export const inSafeRange = Integer.inSafeRange
/** The nearest number. */
export const toNumber = Integer.toNumber
/** The digits of a value, in base 10 or `radix`. */
export const toString = Integer.toString

/** Returns `value` if it is a number, bigint or {@link Integer}. @throws TypeError that names the argument */
export function assertNumberOrInteger<T extends NumberOrInteger> (value: T, name: string): T {
  if (typeof value !== 'number' && typeof value !== 'bigint' && !isInt(value)) {
    throw new TypeError(`${name} expected to be either a number or an Integer object but was: ${describeValue(value)}`)
  }
  return value
}

/** Turns a safe whole number into the kind that the driver is configured to return. */
export type MakeInteger = (value: number) => NumberOrInteger

/** The default of the driver. */
export const losslessInteger: MakeInteger = smallInteger
/** For `disableLosslessIntegers: true`. */
export const plainNumber: MakeInteger = value => value
/** For `useBigInt: true`. */
export const bigInteger: MakeInteger = value => BigInt(value)
