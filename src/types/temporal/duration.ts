import { newError } from '../../error.js'
import { assertInt64 } from '../integer-text.js'
import { assertNumberOrInteger, int, isInt, type Integer, type NumberOrInteger } from '../integer.js'
import { NANOS_PER_SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from './civil.js'
import { hasBrand, setBrand } from '../brand.js'
import { exactWhole } from './fields.js'
import { formatDuration } from './format.js'
import { decimal, withDecimalPoint } from './parse.js'
import { shorten } from '../../text.js'

const BRAND = '__isDuration__'

/**
 * An ISO 8601 duration: months, days, seconds and nanoseconds, which are not convertible into each other.
 *
 * `nanoseconds` is always from 0 to 999999999; the rest is carried into `seconds`, so minus half a second is
 * -1 s and 500000000 ns. Frozen.
 */
export class Duration<T extends NumberOrInteger = Integer> {
  declare readonly months: T
  declare readonly days: T
  declare readonly seconds: T
  declare readonly nanoseconds: T

  /**
   * @throws TypeError if a part is not a number, bigint or Integer
   * @throws Neo4jError if a part does not fit into 64 bits
   */
  constructor (months: T, days: T, seconds: T, nanoseconds: T) {
    this.months = assertPart(months, 'Months')
    this.days = assertPart(days, 'Days')
    assertPart(seconds, 'Seconds')
    assertPart(nanoseconds, 'Nanoseconds')
    if (isNanoOfSecond(nanoseconds) && isExact(seconds)) {
      this.seconds = seconds
      this.nanoseconds = nanoseconds
    } else {
      const nanos = BigInt(exactWhole(nanoseconds))
      const rest = ((nanos % NANOS) + NANOS) % NANOS
      this.seconds = likeKind(BigInt(exactWhole(seconds)) + (nanos - rest) / NANOS, seconds)
      this.nanoseconds = likeKind(rest, nanoseconds)
    }
    Object.freeze(this)
  }

  /**
   * Parses `P1Y2M3W4DT5H6M7.89S`. Parts may be omitted or negative; a leading sign applies to all of them. Parts other
   * than seconds may have a fraction if the result has whole months, days and seconds.
   *
   * @throws Neo4jError if the string is not a duration, or does not have whole months, days and seconds
   */
  static fromString (str: string): Duration {
    return parseDuration(str)
  }

  toString (): string {
    return formatDuration(this.months, this.days, this.seconds, this.nanoseconds)
  }
}

setBrand(Duration.prototype, BRAND)

/** Whether `obj` is a {@link Duration}, of this or another copy of the driver. */
export function isDuration<T extends NumberOrInteger = Integer> (obj: unknown): obj is Duration<T> {
  return hasBrand(obj, BRAND)
}

const NANOS = BigInt(NANOS_PER_SECOND)

/** Whether nothing needs to be carried: the usual case, and true for all values from a server. */
function isNanoOfSecond (value: NumberOrInteger): boolean {
  if (isInt(value)) {
    return value.high === 0 && value.low >= 0 && value.low < NANOS_PER_SECOND
  }
  return value >= 0 && value < NANOS_PER_SECOND && isExact(value)
}

function isExact (value: NumberOrInteger): boolean {
  return typeof value !== 'number' || (Number.isSafeInteger(value) && !Object.is(value, -0))
}

function assertPart<T extends NumberOrInteger> (value: T, name: string): T {
  assertNumberOrInteger(value, name)
  if (typeof value === 'bigint') {
    assertInt64(value, name)
  }
  return value
}

function likeKind<T extends NumberOrInteger> (value: bigint, model: T): T {
  assertInt64(value, 'Seconds')
  switch (typeof model) {
    case 'number':
      return Number(value) as T
    case 'bigint':
      return value as T
    default:
      return int(value) as T
  }
}

/** Matches a run of digits in only one way: with two ways, long strings would take quadratic time. */
const DECIMAL = /(-?\d*(?:\.\d*)?)/.source
const PATTERN = new RegExp(
  `^([+-]?)P(?:${DECIMAL}Y)?(?:${DECIMAL}M)?(?:${DECIMAL}W)?(?:${DECIMAL}D)?` +
  `(?:T(?:${DECIMAL}H)?(?:${DECIMAL}M)?(?:(-?)(\\d*)(\\.\\d*)?S)?)?$`, 'i')

function parseDuration (text: string): Duration {
  if (text.slice(-1).toUpperCase() === 'T') {
    throw newError(`Duration string '${shorten(text)}' ends with 'T', time delimiter must be excluded if Duration contains no time components`)
  }
  const match = PATTERN.exec(withDecimalPoint(text, 'Duration'))
  if (match === null || match.slice(2).every(group => group === undefined || group === '')) {
    throw newError(`Duration could not be parsed from string: ${shorten(text)}`)
  }
  const [, direction, years, months, weeks, days, hours, minutes, minus, seconds, fraction] = match
  const sign = direction === '-' ? -1n : 1n
  const secondSign = minus === '-' ? -1n : 1n
  const wholeSeconds = wholePart(decimal(hours, 'Hours') * SECONDS_PER_HOUR + decimal(minutes, 'Minutes') * SECONDS_PER_MINUTE, 'Seconds') +
    secondSign * BigInt(seconds ?? '')
  return new Duration(
    int(sign * wholePart(decimal(years, 'Years') * 12 + decimal(months, 'Months'), 'Months')),
    int(sign * wholePart(decimal(weeks, 'Weeks') * 7 + decimal(days, 'Days'), 'Days')),
    int(sign * wholeSeconds),
    int(sign * secondSign * nanosOf(fraction))
  )
}

/** @throws Neo4jError if `value` has a fraction */
function wholePart (value: number, field: string): bigint {
  if (!Number.isInteger(value)) {
    throw newError(`Parsing Duration field: ${field} resulted in a non-integer value. Bolt protocol can only send durations which can be simplified to integer values of months, days, seconds and nanoseconds.`)
  }
  return BigInt(value)
}

/** Converts a fraction like `.25` to nanoseconds, rounding to nine digits. */
function nanosOf (fraction: string | undefined): bigint {
  const tenDigits = (fraction ?? '.').slice(1, 11).padEnd(10, '0')
  return (BigInt(tenDigits) + 5n) / 10n
}
