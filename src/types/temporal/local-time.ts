import { newError } from '../../error.js'
import type { Integer, NumberOrInteger } from '../integer.js'
import { hasBrand, setBrand } from '../brand.js'
import { assertField, HOUR, MINUTE, NANOSECOND, SECOND } from './fields.js'
import { formatTime } from './format.js'
import { TIME_PATTERN, timeFields, withDecimalPoint } from './parse.js'
import { nanosecondsOf, type StandardDate } from './standard-date.js'

const BRAND = '__isLocalTime__'
const PATTERN = new RegExp(`^T?${TIME_PATTERN}$`, 'i')

/** A time of day, without a date and without a time zone. Frozen. */
export class LocalTime<T extends NumberOrInteger = Integer> {
  declare readonly hour: T
  declare readonly minute: T
  declare readonly second: T
  declare readonly nanosecond: T

  /**
   * @throws TypeError if a field is not a number, bigint or Integer
   * @throws Neo4jError if a field is out of range
   */
  constructor (hour: T, minute: T, second: T, nanosecond: T) {
    this.hour = assertField(hour, HOUR)
    this.minute = assertField(minute, MINUTE)
    this.second = assertField(second, SECOND)
    this.nanosecond = assertField(nanosecond, NANOSECOND)
    Object.freeze(this)
  }

  /**
   * The time of day of `standardDate` in the system's time zone.
   * @param nanosecond added to the milliseconds of `standardDate`
   * @throws TypeError if an argument has the wrong type
   */
  static fromStandardDate (standardDate: StandardDate, nanosecond?: NumberOrInteger): LocalTime<number> {
    const nanos = nanosecondsOf(standardDate, nanosecond)
    return new LocalTime(standardDate.getHours(), standardDate.getMinutes(), standardDate.getSeconds(), nanos)
  }

  toString (): string {
    return formatTime(this.hour, this.minute, this.second, this.nanosecond)
  }

  /**
   * Parses `HH`, `HH:MM` or `HH:MM:SS`, with or without colons; the last part may have a fraction.
   * @throws Neo4jError if the string is not a time
   */
  static fromString (str: string): LocalTime {
    const match = PATTERN.exec(withDecimalPoint(str, 'LocalTime'))
    if (match === null) {
      throw newError('LocalTime could not be parsed from string')
    }
    return new LocalTime(...timeFields(match.slice(1, 5)))
  }
}

setBrand(LocalTime.prototype, BRAND)

/** Whether `obj` is a {@link LocalTime}, of this or another copy of the driver. */
export function isLocalTime<T extends NumberOrInteger = Integer> (obj: unknown): obj is LocalTime<T> {
  return hasBrand(obj, BRAND)
}
