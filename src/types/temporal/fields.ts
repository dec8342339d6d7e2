import { newError } from '../../error.js'
import { shorten } from '../../text.js'
import { assertNumberOrInteger, int, isInt, type NumberOrInteger } from '../integer.js'

/** The range of a field of a temporal value, both ends inclusive. */
interface FieldRange {
  readonly name: string
  readonly min: number
  readonly max: number
  /** The same limits as bigints: comparing two bigints is three times as fast as comparing a bigint with a number. */
  readonly bigMin: bigint
  readonly bigMax: bigint
}

export const YEAR = range('Year', -999_999_999, 999_999_999)
export const MONTH = range('Month', 1, 12)
export const DAY = range('Day', 1, 31)
export const HOUR = range('Hour', 0, 23)
export const MINUTE = range('Minute', 0, 59)
export const SECOND = range('Second', 0, 59)
export const NANOSECOND = range('Nanosecond', 0, 999_999_999)

const TWO_POW_32 = 0x100000000

/**
 * Returns `value` if it is in the field's range.
 * @throws TypeError if `value` is not a number, bigint or Integer
 * @throws Neo4jError if `value` is out of range
 */
export function assertField<T extends NumberOrInteger> (value: T, field: FieldRange): T {
  if (!isWithin(value, field)) {
    throw newError(`${field.name} is expected to be in range [${field.min}, ${field.max}] but was: ${shorten(value.toString())}`)
  }
  return value
}

function isWithin (value: NumberOrInteger, field: FieldRange): boolean {
  if (typeof value === 'number') {
    return value >= field.min && value <= field.max
  }
  if (isInt(value)) {
    // Uses the halves, because the Integer may come from another copy of the driver.
    const number = value.high * TWO_POW_32 + (value.low >>> 0)
    return number >= field.min && number <= field.max
  }
  const big = assertNumberOrInteger(value, field.name)
  return big >= field.bigMin && big <= field.bigMax
}

/** The value of a field as a number without its fraction; exact for every field with a range. */
export function wholeNumber (value: NumberOrInteger): number {
  if (typeof value === 'number') {
    // `||` turns NaN and -0 into 0.
    return Math.trunc(value) || 0
  }
  return isInt(value) ? value.high * TWO_POW_32 + (value.low >>> 0) : Number(value)
}

/** The exact value as a 64-bit integer: a number if it is safe, otherwise a bigint. */
export function exactWhole (value: NumberOrInteger): number | bigint {
  const near = wholeNumber(value)
  return Number.isSafeInteger(near) ? near : int(value).toBigInt()
}

/** `a + b`, wrapping around at 64 bits: a number if it is safe, otherwise a bigint. */
export function addExact (a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) {
      return sum
    }
  }
  return BigInt.asIntN(64, BigInt(a) + BigInt(b))
}

function range (name: string, min: number, max: number): FieldRange {
  return { name, min, max, bigMin: BigInt(min), bigMax: BigInt(max) }
}
