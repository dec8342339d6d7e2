import { newError } from '../../error.js'
import type { Integer, NumberOrInteger } from '../integer.js'
import { hasBrand, setBrand } from '../brand.js'
import { assertField, DAY, HOUR, MINUTE, MONTH, NANOSECOND, SECOND, YEAR } from './fields.js'
import { formatDate, formatTime } from './format.js'
import { DATE_PATTERN, dateFields, TIME_PATTERN, timeFields, withDecimalPoint } from './parse.js'
import { nanosecondsOf, type StandardDate } from './standard-date.js'

const BRAND = '__isLocalDateTime__'
const PATTERN = new RegExp(`^${DATE_PATTERN}T${TIME_PATTERN}$`, 'i')

/** A date and a time of day, without a time zone. Months and days count from 1. Frozen. */
export class LocalDateTime<T extends NumberOrInteger = Integer> {
  declare readonly year: T
  declare readonly month: T
  declare readonly day: T
  declare readonly hour: T
  declare readonly minute: T
  declare readonly second: T
  declare readonly nanosecond: T

  /**
   * @throws TypeError if a field is not a number, bigint or Integer
   * @throws Neo4jError if a field is out of range
   */
  constructor (year: T, month: T, day: T, hour: T, minute: T, second: T, nanosecond: T) {
    this.year = assertField(year, YEAR)
    this.month = assertField(month, MONTH)
    this.day = assertField(day, DAY)
    this.hour = assertField(hour, HOUR)
    this.minute = assertField(minute, MINUTE)
    this.second = assertField(second, SECOND)
    this.nanosecond = assertField(nanosecond, NANOSECOND)
    Object.freeze(this)
  }

  /**
   * The local time of `standardDate` in the system's time zone.
   * @param nanosecond added to the milliseconds of `standardDate`
   * @throws TypeError if an argument has the wrong type
   */
  static fromStandardDate (standardDate: StandardDate, nanosecond?: NumberOrInteger): LocalDateTime<number> {
    const nanos = nanosecondsOf(standardDate, nanosecond)
    return new LocalDateTime(
      standardDate.getFullYear(), standardDate.getMonth() + 1, standardDate.getDate(),
      standardDate.getHours(), standardDate.getMinutes(), standardDate.getSeconds(), nanos
    )
  }

  /** The instant with this local time in the system's time zone; an invalid JavaScript Date if it is out of the range of Date. */
  toStandardDate (): StandardDate {
    return new globalThis.Date(this.toString())
  }

  toString (): string {
    return `${formatDate(this.year, this.month, this.day)}T${formatTime(this.hour, this.minute, this.second, this.nanosecond)}`
  }

  /**
   * Parses a date, `T` and a time, as {@link Date.fromString} and {@link LocalTime.fromString} do.
   * @throws Neo4jError if the string is not a date and time
   */
  static fromString (str: string): LocalDateTime {
    const match = PATTERN.exec(withDecimalPoint(str, 'LocalDateTime'))
    if (match === null) {
      throw newError('LocalDateTime could not be parsed from string')
    }
    return new LocalDateTime(...dateFields(match.slice(1, 4)), ...timeFields(match.slice(4, 8)))
  }
}

setBrand(LocalDateTime.prototype, BRAND)

/** Whether `obj` is a {@link LocalDateTime}, of this or another copy of the driver. */
export function isLocalDateTime<T extends NumberOrInteger = Integer> (obj: unknown): obj is LocalDateTime<T> {
  return hasBrand(obj, BRAND)
}
