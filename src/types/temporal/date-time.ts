import { assertString } from '../../assert.js'
import { newError } from '../../error.js'
import { assertNumberOrInteger, Integer, type NumberOrInteger } from '../integer.js'
import { NANOS_PER_MILLISECOND } from './civil.js'
import { utcEpochSecondOf } from './dehydrate.js'
import { hasBrand, setBrand } from '../brand.js'
import { assertField, DAY, HOUR, MINUTE, MONTH, NANOSECOND, SECOND, wholeNumber, YEAR } from './fields.js'
import { formatDate, formatOffset, formatTime } from './format.js'
import { DATE_PATTERN, dateFields, OFFSET_PATTERN, offsetSeconds, TIME_PATTERN, timeFields, withDecimalPoint } from './parse.js'
import { localOffsetSeconds, nanosecondsOf, type StandardDate } from './standard-date.js'
import { sharedZones } from './zone.js'
import { shorten } from '../../text.js'

const BRAND = '__isDateTime__'
const LOCAL_PATTERN = `^${DATE_PATTERN}[Tt]${TIME_PATTERN}`
const PATTERN = new RegExp(`${LOCAL_PATTERN}(?:(Z)|${OFFSET_PATTERN})?(?:\\[([^\\]]*)\\])?$`)
const LOCAL_AND_MORE = new RegExp(`${LOCAL_PATTERN}(.*)$`)

/**
 * A date and time with a time zone, given by its offset from UTC, by its id (`Europe/Berlin`), or by both. Values from
 * the database have an offset. If the id is present as well, the offset decides which of two equal local times is meant
 * when clocks are set back. Months and days count from 1. Frozen.
 */
export class DateTime<T extends NumberOrInteger = Integer> {
  declare readonly year: T
  declare readonly month: T
  declare readonly day: T
  declare readonly hour: T
  declare readonly minute: T
  declare readonly second: T
  declare readonly nanosecond: T
  /** The offset from UTC in seconds, positive east of Greenwich. */
  declare readonly timeZoneOffsetSeconds?: T
  /** The IANA time zone, such as `Europe/Berlin`. */
  declare readonly timeZoneId?: string

  /**
   * @throws TypeError if a field has the wrong type
   * @throws Neo4jError if a field is out of range, the platform does not know the zone, or both offset and id are missing
   */
  constructor (year: T, month: T, day: T, hour: T, minute: T, second: T, nanosecond: T, timeZoneOffsetSeconds?: T, timeZoneId?: string | null) {
    this.year = assertField(year, YEAR)
    this.month = assertField(month, MONTH)
    this.day = assertField(day, DAY)
    this.hour = assertField(hour, HOUR)
    this.minute = assertField(minute, MINUTE)
    this.second = assertField(second, SECOND)
    this.nanosecond = assertField(nanosecond, NANOSECOND)
    assertTimeZone(timeZoneOffsetSeconds, timeZoneId)
    this.timeZoneOffsetSeconds = timeZoneOffsetSeconds ?? undefined
    this.timeZoneId = timeZoneId == null || timeZoneId === '' ? undefined : timeZoneId
    Object.freeze(this)
  }

  /**
   * The local time of `standardDate` in the system's time zone, with the offset of that zone at that instant.
   * @param nanosecond added to the milliseconds of `standardDate`
   * @throws TypeError if an argument has the wrong type
   */
  static fromStandardDate (standardDate: StandardDate, nanosecond?: NumberOrInteger): DateTime<number> {
    const nanos = nanosecondsOf(standardDate, nanosecond)
    return new DateTime(
      standardDate.getFullYear(), standardDate.getMonth() + 1, standardDate.getDate(),
      standardDate.getHours(), standardDate.getMinutes(), standardDate.getSeconds(), nanos,
      localOffsetSeconds(standardDate), null
    )
  }

  /**
   * The instant, truncated to milliseconds; an invalid JavaScript Date if it is out of the range of Date.
   *
   * Without an offset, as in values of servers before Neo4j 5.0, the offset is derived from the time zone id: a local time
   * that occurs twice is the earlier instant, and a local time that is skipped is shifted forward by the length of the gap.
   */
  toStandardDate (): StandardDate {
    const epochSecond = Number(utcEpochSecondOf(this, sharedZones, 'earlier'))
    return new globalThis.Date(epochSecond * 1000 + Math.trunc(wholeNumber(this.nanosecond) / NANOS_PER_MILLISECOND))
  }

  toString (): string {
    const offset = this.timeZoneOffsetSeconds == null ? '' : formatOffset(this.timeZoneOffsetSeconds)
    const zone = this.timeZoneId == null ? '' : `[${this.timeZoneId}]`
    return `${formatDate(this.year, this.month, this.day)}T${formatTime(this.hour, this.minute, this.second, this.nanosecond)}${offset}${zone}`
  }

  /**
   * Parses a date, `T` and a time, followed by `Z` or an offset, by a zone id in square brackets, or by both.
   * @throws Neo4jError if the string is not a date and time with a time zone, or the platform does not know the zone
   */
  static fromString (str: string): DateTime {
    const text = withDecimalPoint(str, 'DateTime')
    const match = PATTERN.exec(text)
    if (match === null || (match[8] ?? match[9] ?? match[13]) === undefined) {
      throw newError(`DateTime could not be parsed from string${reasonOfRefusal(text)}`)
    }
    const offset = match[9] !== undefined ? offsetSeconds(match.slice(9, 13)) : match[8] !== undefined ? Integer.ZERO : undefined
    return new DateTime(...dateFields(match.slice(1, 4)), ...timeFields(match.slice(4, 8)), offset, match[13])
  }
}

setBrand(DateTime.prototype, BRAND)

/** Whether `obj` is a {@link DateTime}, of this or another copy of the driver. */
export function isDateTime<T extends NumberOrInteger = Integer> (obj: unknown): obj is DateTime<T> {
  return hasBrand(obj, BRAND)
}

function assertTimeZone (offset: NumberOrInteger | null | undefined, zoneId: string | null | undefined): void {
  const hasZoneId = zoneId != null && zoneId !== ''
  if (offset != null) {
    assertNumberOrInteger(offset, 'Time zone offset in seconds')
  } else if (!hasZoneId) {
    throw newError(`Unable to create DateTime without either time zone offset or id. Please specify either of them. Given offset: ${offset} and id: ${zoneId}`)
  }
  if (hasZoneId && !sharedZones.isKnown(assertString(zoneId, 'Time zone ID'))) {
    throw newError(`Time zone ID is expected to be a valid ZoneId but was: "${shorten(zoneId)}"`)
  }
}

function reasonOfRefusal (text: string): string {
  const rest = LOCAL_AND_MORE.exec(text)?.[8]
  if (rest === undefined) {
    return ''
  }
  if (/^Z\d/.test(rest)) {
    return ', can not parse string with offset after Z'
  }
  if (/^[+-](?!\d)/.test(rest)) {
    return `, could not parse an offset after ${rest[0]} sign.`
  }
  return ', provided string needs either timezoneId or offset'
}
