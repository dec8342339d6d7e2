import { createBrokenObject } from '../../broken-object.js'
import { int as toInteger, type MakeInteger, type NumberOrInteger } from '../integer.js'
import { civilOfEpochDay, NANOS_PER_SECOND, SECONDS_PER_DAY } from './civil.js'
import { Date } from './date.js'
import { DateTime } from './date-time.js'
import { Duration } from './duration.js'
import { wholeNumber } from './fields.js'
import { LocalDateTime } from './local-date-time.js'
import { LocalTime } from './local-time.js'
import { Time } from './time.js'
import { sharedZones, type ZoneOffsets } from './zone.js'

/**
 * Converts the numbers in Bolt's structures to temporal values (page "Structure semantics").
 *
 * Integers are JavaScript numbers if they are safe, otherwise a bigint or Integer; `int` makes the fields. Nothing is
 * thrown: a value that cannot be represented, such as one with a time zone that the platform does not know, becomes a
 * broken object, so that the rest of the record can be read.
 */

/** Structure `D`. */
export function hydrateDate (epochDay: NumberOrInteger, int: MakeInteger): Date<NumberOrInteger> {
  try {
    const { year, month, day } = civilOfEpochDay(wireNumber(epochDay))
    return new Date(int(year), int(month), int(day))
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `t`. */
export function hydrateLocalTime (nanoOfDay: NumberOrInteger, int: MakeInteger): LocalTime<NumberOrInteger> {
  try {
    const { hour, minute, second, nanosecond } = clockOf(wireNumber(nanoOfDay))
    return new LocalTime(int(hour), int(minute), int(second), int(nanosecond))
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `T`. */
export function hydrateTime (nanoOfDay: NumberOrInteger, offsetSeconds: NumberOrInteger, int: MakeInteger): Time<NumberOrInteger> {
  try {
    const { hour, minute, second, nanosecond } = clockOf(wireNumber(nanoOfDay))
    return new Time(int(hour), int(minute), int(second), int(nanosecond), wireField(offsetSeconds, int))
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `d`. */
export function hydrateLocalDateTime (epochSecond: NumberOrInteger, nano: NumberOrInteger, int: MakeInteger): LocalDateTime<NumberOrInteger> {
  try {
    const { epochDay, hour, minute, second } = clockAndDayOf(epochSecond, 0)
    const { year, month, day } = civilOfEpochDay(epochDay)
    return new LocalDateTime(int(year), int(month), int(day), int(hour), int(minute), int(second), wireField(nano, int))
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `I` (Bolt 5.0 and newer, and the `utc` patch). */
export function hydrateDateTimeWithOffset (utcEpochSecond: NumberOrInteger, nano: NumberOrInteger, offsetSeconds: NumberOrInteger, int: MakeInteger): DateTime<NumberOrInteger> {
  try {
    return dateTimeOf(utcEpochSecond, wireNumber(offsetSeconds), nano, wireField(offsetSeconds, int), null, int)
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `i` (Bolt 5.0 and newer, and the `utc` patch). The result has both offset and zone id. */
export function hydrateDateTimeWithZoneId (utcEpochSecond: NumberOrInteger, nano: NumberOrInteger, zoneId: string, int: MakeInteger, zones: ZoneOffsets = sharedZones): DateTime<NumberOrInteger> {
  try {
    const zone = zones.zone(zoneId)
    const offset = zone.offsetAt(wireNumber(utcEpochSecond))
    // The zone's own id: one shared string for all values instead of one per record.
    return dateTimeOf(utcEpochSecond, offset, nano, int(offset), zone.id, int)
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `F` (Bolt before 5.0): the seconds are local time. */
export function hydrateLegacyDateTimeWithOffset (localEpochSecond: NumberOrInteger, nano: NumberOrInteger, offsetSeconds: NumberOrInteger, int: MakeInteger): DateTime<NumberOrInteger> {
  try {
    return dateTimeOf(localEpochSecond, 0, nano, wireField(offsetSeconds, int), null, int)
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `f` (Bolt before 5.0): the seconds are local time; the offset remains unknown. */
export function hydrateLegacyDateTimeWithZoneId (localEpochSecond: NumberOrInteger, nano: NumberOrInteger, zoneId: string, int: MakeInteger): DateTime<NumberOrInteger> {
  try {
    return dateTimeOf(localEpochSecond, 0, nano, undefined, zoneId, int)
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

/** Structure `E`, from parts that already have the type that the driver returns. */
export function hydrateDuration (months: NumberOrInteger, days: NumberOrInteger, seconds: NumberOrInteger, nanoseconds: NumberOrInteger): Duration<NumberOrInteger> {
  try {
    return new Duration(months, days, seconds, nanoseconds)
  } catch (error) {
    return createBrokenObject(error as Error)
  }
}

function dateTimeOf (epochSecond: NumberOrInteger, shift: number, nano: NumberOrInteger, offset: NumberOrInteger | undefined, zoneId: string | null, int: MakeInteger): DateTime<NumberOrInteger> {
  const { epochDay, hour, minute, second } = clockAndDayOf(epochSecond, shift)
  const { year, month, day } = civilOfEpochDay(epochDay)
  return new DateTime(int(year), int(month), int(day), int(hour), int(minute), int(second), wireField(nano, int), offset, zoneId)
}

function clockOf (nanoOfDay: number): { hour: number, minute: number, second: number, nanosecond: number } {
  const seconds = Math.floor(nanoOfDay / NANOS_PER_SECOND)
  const minutes = Math.floor(seconds / 60)
  const hour = Math.floor(minutes / 60)
  return { hour, minute: minutes - hour * 60, second: seconds - minutes * 60, nanosecond: nanoOfDay - seconds * NANOS_PER_SECOND }
}

function clockAndDayOf (epochSecond: NumberOrInteger, shift: number): { epochDay: number, hour: number, minute: number, second: number } {
  let epochDay: number
  let seconds: number
  if (typeof epochSecond === 'number') {
    epochDay = Math.floor(epochSecond / SECONDS_PER_DAY)
    seconds = epochSecond - epochDay * SECONDS_PER_DAY + shift
  } else {
    const exact = toInteger(epochSecond).toBigInt()
    const rest = Number(BigInt.asIntN(64, exact) % BigInt(SECONDS_PER_DAY))
    epochDay = Number((exact - BigInt(rest)) / BigInt(SECONDS_PER_DAY))
    seconds = rest + shift
  }
  const carriedDays = Math.floor(seconds / SECONDS_PER_DAY)
  seconds -= carriedDays * SECONDS_PER_DAY
  const hour = (seconds / 3600) | 0
  const minute = ((seconds - hour * 3600) / 60) | 0
  return { epochDay: epochDay + carriedDays, hour, minute, second: seconds - hour * 3600 - minute * 60 }
}

function wireNumber (value: NumberOrInteger): number {
  return typeof value === 'number' ? value : wholeNumber(value)
}

/** An integer that is not safe for `int` already has the type that the driver returns. */
function wireField (value: NumberOrInteger, int: MakeInteger): NumberOrInteger {
  return typeof value === 'number' ? int(value) : value
}
