import { describeValue } from '../json.js'
import { Integer, smallInteger } from './integer-class.js'

export { Integer, smallInteger, type Integerable, type IntegerOptions } from './integer-class.js'

/** An integer as the driver returns it, depending on its config. */
export type NumberOrInteger = number | Integer | bigint

/** Converts a number, string, bigint or `{ low, high }` to an {@link Integer}; see {@link Integer.fromValue}. */
export const int = Integer.fromValue
/** Whether a value is an {@link Integer}, of this or another copy of the driver. */
export const isInt = Integer.isInteger
/** Whether {@link toNumber} is exact for a value. */
export const inSafeRange = Integer.inSafeRange
/** The nearest number: exact only if {@link inSafeRange}. */
export const toNumber = Integer.toNumber
/** The digits of a value in base 10 or `radix` (2 to 36). */
export const toString = Integer.toString

/** Returns `value` if it is a number, bigint or {@link Integer}. @throws TypeError that names the argument */
export function assertNumberOrInteger<T extends NumberOrInteger> (value: T, name: string): T {
  if (typeof value !== 'number' && typeof value !== 'bigint' && !isInt(value)) {
    throw new TypeError(`${name} expected to be either a number or an Integer object but was: ${describeValue(value)}`)
  }
  return value
}

/** Converts a safe integer to the type of integers that the driver is configured to return. */
export type MakeInteger = (value: number) => NumberOrInteger

/** The default of the driver. */
export const losslessInteger: MakeInteger = smallInteger
/** For `disableLosslessIntegers: true`. */
export const plainNumber: MakeInteger = value => value
/** For `useBigInt: true`. */
export const bigInteger: MakeInteger = value => BigInt(value)
