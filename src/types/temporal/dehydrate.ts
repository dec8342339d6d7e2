import type { NumberOrInteger } from '../integer.js'
import { epochDayOfCivil, NANOS_PER_SECOND, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from './civil.js'
import { addExact, exactWhole, wholeNumber } from './fields.js'
import { sharedZones, type Zone, type ZoneOffsets } from './zone.js'

/**
 * Temporal values as the numbers that Bolt's structures carry (page «Structure semantics»). Fields are read by name,
 * so values of another copy of the driver will do. A result beyond Number.MAX_SAFE_INTEGER comes as a bigint.
 */

interface DateFieldsLike {
  readonly year: NumberOrInteger
  readonly month: NumberOrInteger
  readonly day: NumberOrInteger
}

interface TimeFieldsLike {
  readonly hour: NumberOrInteger
  readonly minute: NumberOrInteger
  readonly second: NumberOrInteger
  readonly nanosecond: NumberOrInteger
}

interface ZonedFieldsLike extends DateFieldsLike, TimeFieldsLike {
  readonly timeZoneOffsetSeconds?: NumberOrInteger | null
  readonly timeZoneId?: string | null
}

/** Logged when a DateTime that {@link lacksOffset} is written, as in neo4j-driver. */
export const AMBIGUOUS_TIME_WARNING = 'A DateTime with a time zone id but without "timeZoneOffsetSeconds" is ambiguous ' +
  'when clocks are put back: 2022-10-30T02:30:00[Europe/Berlin] is GMT+2 or GMT+1. Its offset was guessed; give the offset as well.'

/** Days since 1970-01-01. */
export function epochDayOf (date: DateFieldsLike): number {
  return epochDayOfCivil(wholeNumber(date.year), wholeNumber(date.month), wholeNumber(date.day))
}

/** Nanoseconds since midnight on the same clock. */
export function nanoOfDayOf (time: TimeFieldsLike): number {
  return secondOfDayOf(time) * NANOS_PER_SECOND + wholeNumber(time.nanosecond)
}

/** Seconds since 1970-01-01T00:00:00 on the same clock. */
export function epochSecondOf (local: DateFieldsLike & TimeFieldsLike): number | bigint {
  const day = epochDayOf(local)
  const second = day * SECONDS_PER_DAY + secondOfDayOf(local)
  return Number.isSafeInteger(second)
    ? second
    : BigInt(day) * BigInt(SECONDS_PER_DAY) + BigInt(secondOfDayOf(local))
}

/** Whether the offset must be derived from the time zone's id, which is ambiguous when clocks are put back. */
export function lacksOffset (dateTime: ZonedFieldsLike): boolean {
  return dateTime.timeZoneOffsetSeconds == null
}

/**
 * Seconds since 1970-01-01T00:00:00 UTC, by the offset if there is one, else by the time zone's id. Where that is
 * ambiguous, the guess of neo4j-driver is sent to servers; a program gets the earlier instant.
 * @throws RangeError if there is no offset and the platform does not know the zone
 */
export function utcEpochSecondOf (dateTime: ZonedFieldsLike, zones: ZoneOffsets = sharedZones, choice: 'guess' | 'earlier' = 'guess'): number | bigint {
  const local = epochSecondOf(dateTime)
  const offset = dateTime.timeZoneOffsetSeconds != null
    ? exactWhole(dateTime.timeZoneOffsetSeconds)
    : offsetFromZone(zones.zone(dateTime.timeZoneId as string), Number(local), choice)
  return addExact(local, -offset)
}

function offsetFromZone (zone: Zone, localSecond: number, choice: 'guess' | 'earlier'): number {
  return choice === 'earlier' ? zone.earlierOffsetAtLocal(localSecond) : zone.offsetAtLocal(localSecond)
}

function secondOfDayOf (time: TimeFieldsLike): number {
  return wholeNumber(time.hour) * SECONDS_PER_HOUR + wholeNumber(time.minute) * SECONDS_PER_MINUTE + wholeNumber(time.second)
}
