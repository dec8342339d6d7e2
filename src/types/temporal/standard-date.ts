import { describeValue } from '../../json.js'
import { assertNumberOrInteger, type NumberOrInteger } from '../integer.js'
import { NANOS_PER_MILLISECOND, secondOfCivil } from './civil.js'
import { wholeNumber } from './fields.js'

/** JavaScript's own Date, where the temporal `Date` hides its name. */
export type StandardDate = globalThis.Date

/** @throws TypeError if it is not a JavaScript Date, or an invalid one */
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
 * The date's milliseconds and the given nanoseconds together, in nanoseconds.
 * @throws TypeError if either argument is of the wrong type
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

/** How far the machine's time zone was ahead of UTC at that instant, in seconds, to the second. */
export function localOffsetSeconds (date: StandardDate): number {
  // Not getTimezoneOffset: it is in minutes, and old offsets had seconds.
  const local = secondOfCivil(date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds())
  return local - Math.floor(date.getTime() / 1000)
}
