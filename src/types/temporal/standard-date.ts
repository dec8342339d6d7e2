import { describeValue } from '../../json.js'
import { assertNumberOrInteger, type NumberOrInteger } from '../integer.js'
import { NANOS_PER_MILLISECOND, secondOfCivil } from './civil.js'
import { wholeNumber } from './fields.js'

/** JavaScript's own Date, for files in which the temporal `Date` shadows it. */
export type StandardDate = globalThis.Date

/** @throws TypeError if `value` is not a JavaScript Date, or is an invalid one */
export function assertStandardDate (value: unknown): asserts value is StandardDate {
  // Dates of another realm (a vm context, a test runner's sandbox) are not instances of this realm's class.
  if (Object.prototype.toString.call(value) !== '[object Date]') {
    throw new TypeError(`Standard date expected to be a standard JavaScript Date but was: ${describeValue(value)}`)
  }
  if (Number.isNaN((value as StandardDate).getTime())) {
    throw new TypeError(`Standard date expected to be valid JavaScript Date but its time was NaN: ${describeValue(value)}`)
  }
}

/**
 * The sum of the date's milliseconds and the given nanoseconds, in nanoseconds.
 * @throws TypeError if an argument has the wrong type
 */
export function nanosecondsOf (standardDate: StandardDate, nanosecond?: NumberOrInteger | null): number {
  assertStandardDate(standardDate)
  const millis = standardDate.getMilliseconds() * NANOS_PER_MILLISECOND
  if (nanosecond == null) {
    return millis
  }
  assertNumberOrInteger(nanosecond, 'Nanosecond')
  // A number keeps its fraction here, as in neo4j-driver.
  return millis + (typeof nanosecond === 'number' ? nanosecond : wholeNumber(nanosecond))
}

/** The offset of the system's time zone from UTC at that instant, in seconds. */
export function localOffsetSeconds (date: StandardDate): number {
  // Not getTimezoneOffset: it returns minutes, and historical offsets have seconds.
  const local = secondOfCivil(date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds())
  return local - Math.floor(date.getTime() / 1000)
}
