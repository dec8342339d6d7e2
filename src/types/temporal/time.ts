import { newError } from '../../error.js'
import { assertNumberOrInteger, Integer, type NumberOrInteger } from '../integer.js'
import { hasBrand, setBrand } from '../brand.js'
import { assertField, HOUR, MINUTE, NANOSECOND, SECOND } from './fields.js'
import { formatOffset, formatTime } from './format.js'
import { OFFSET_PATTERN, offsetSeconds, TIME_PATTERN, timeFields, withDecimalPoint } from './parse.js'
import { localOffsetSeconds, nanosecondsOf, type StandardDate } from './standard-date.js'

const BRAND = '__isTime__'
const PATTERN = new RegExp(`^[Tt]?${TIME_PATTERN}(?:Z|${OFFSET_PATTERN})$`)
const WITHOUT_OFFSET = new RegExp(`^[Tt]?${TIME_PATTERN}(?:z|[+-](?::\\d{2}){0,2})$`)

/** A time of day with an offset from UTC, without a date. Frozen. */
export class Time<T extends NumberOrInteger = Integer> {
  declare readonly hour: T
  declare readonly minute: T
  declare readonly second: T
  declare readonly nanosecond: T
  /** The offset from UTC in seconds, positive east of Greenwich. */
  declare readonly timeZoneOffsetSeconds: T

  /**
   * @throws TypeError if a field is not a number, bigint or Integer
   * @throws Neo4jError if a field is out of range
   */
  constructor (hour: T, minute: T, second: T, nanosecond: T, timeZoneOffsetSeconds: T) {
    this.hour = assertField(hour, HOUR)
    this.minute = assertField(minute, MINUTE)
    this.second = assertField(second, SECOND)
    this.nanosecond = assertField(nanosecond, NANOSECOND)
    this.timeZoneOffsetSeconds = assertNumberOrInteger(timeZoneOffsetSeconds, 'Time zone offset in seconds')
    Object.freeze(this)
  }

  /**
   * The time of day of `standardDate` in the system's time zone, with the offset of that zone at that instant.
   * @param nanosecond added to the milliseconds of `standardDate`
   * @throws TypeError if an argument has the wrong type
   */
  static fromStandardDate (standardDate: StandardDate, nanosecond?: NumberOrInteger): Time<number> {
    const nanos = nanosecondsOf(standardDate, nanosecond)
    return new Time(standardDate.getHours(), standardDate.getMinutes(), standardDate.getSeconds(), nanos, localOffsetSeconds(standardDate))
  }

  toString (): string {
    return formatTime(this.hour, this.minute, this.second, this.nanosecond) + formatOffset(this.timeZoneOffsetSeconds)
  }

  /**
   * Parses what {@link LocalTime.fromString} parses, followed by `Z` or an offset (`±HH`, `±HH:MM`, `±HH:MM:SS`).
   * @throws Neo4jError if the string is not a time with an offset
   */
  static fromString (str: string): Time {
    const text = withDecimalPoint(str, 'Time')
    const match = PATTERN.exec(text)
    if (match === null) {
      throw newError(WITHOUT_OFFSET.test(text) ? 'Error parsing timezone offset.' : 'Time could not be parsed from string')
    }
    const offset = match[5] === undefined ? Integer.ZERO : offsetSeconds(match.slice(5, 9))
    return new Time(...timeFields(match.slice(1, 5)), offset)
  }
}

setBrand(Time.prototype, BRAND)

/** Whether `obj` is a {@link Time}, of this or another copy of the driver. */
export function isTime<T extends NumberOrInteger = Integer> (obj: unknown): obj is Time<T> {
  return hasBrand(obj, BRAND)
}
