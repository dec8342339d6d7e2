import type { NumberOrInteger } from '../integer.js'
import { epochDayOfCivil, NANOS_PER_SECOND, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from './civil.js'
import { addExact, exactWhole, wholeNumber } from './fields.js'
import { sharedZones, type Zone, type ZoneOffsets } from './zone.js'

/**
 * Converts temporal values to the numbers in Bolt's structures (page "Structure semantics"). Fields are read by name,
 * so values of another copy of the driver work too. A result beyond Number.MAX_SAFE_INTEGER is a bigint.
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

/** Logged when a DateTime that {@link lacksOffset} is written, as neo4j-driver does. */
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
 * Seconds since 1970-01-01T00:00:00 UTC, by the offset if present, otherwise by the time zone id. An ambiguous local
 * time is resolved as neo4j-driver does for values sent to servers (`guess`), and to the earlier instant for the program.
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
