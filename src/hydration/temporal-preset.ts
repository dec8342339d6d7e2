import { isError } from '../error.js'
import type { NumberOrInteger } from '../types/integer.js'
import { NANOS_PER_SECOND } from '../types/temporal/civil.js'
import { utcEpochSecondOf } from '../types/temporal/dehydrate.js'
import { exactWhole, wholeNumber } from '../types/temporal/fields.js'
import { formatOffset } from '../types/temporal/format.js'
import type { Date, DateTime, Duration, LocalDateTime, LocalTime } from '../types/temporal/index.js'
import { sharedZones } from '../types/temporal/zone.js'
import type { HydrationHooks } from './hooks.js'

type Ints = NumberOrInteger

/** The parts of an implementation of Temporal that the driver uses. */
export interface TemporalClasses {
  PlainDate: new (year: number, month: number, day: number) => unknown
  PlainTime: new (hour: number, minute: number, second: number, millisecond: number, microsecond: number, nanosecond: number) => unknown
  PlainDateTime: new (
    year: number, month: number, day: number, hour: number, minute: number, second: number, millisecond: number, microsecond: number, nanosecond: number
  ) => unknown
  ZonedDateTime: new (epochNanoseconds: bigint, timeZone: string) => { readonly offsetNanoseconds: number }
  Duration: new (
    years: number, months: number, weeks: number, days: number, hours: number, minutes: number, seconds: number, milliseconds: number, microseconds: number, nanoseconds: number
  ) => unknown
}

const CLASSES = ['PlainDate', 'PlainTime', 'PlainDateTime', 'ZonedDateTime', 'Duration'] as const

/**
 * Temporal values as objects of Temporal: Date as `PlainDate`, LocalTime as `PlainTime`, LocalDateTime as `PlainDateTime`, DateTime as
 * `ZonedDateTime`, Duration as `Temporal.Duration`. A Time is not converted, because Temporal has no class for it, nor is a value that
 * Temporal cannot represent: a date before the year -271821 or after 275760, an offset with seconds, an offset that contradicts the
 * platform's rules for the time zone, or a duration with parts of different signs.
 *
 * @param temporal an implementation of Temporal. Default: the global `Temporal`
 * @throws TypeError if there is no implementation, or it lacks a class
 */
export function temporalHooks (temporal: TemporalClasses | undefined = (globalThis as { Temporal?: TemporalClasses }).Temporal): HydrationHooks {
  if (CLASSES.some(name => typeof temporal?.[name] !== 'function')) {
    throw new TypeError(temporal === undefined
      ? 'This runtime has no Temporal: pass an implementation, such as that of a polyfill: neo4j.hydration.temporal(Temporal)'
      : `The implementation of Temporal must have the classes ${CLASSES.join(', ')}`)
  }
  const { PlainDate, PlainTime, PlainDateTime, ZonedDateTime, Duration } = temporal as TemporalClasses
  return Object.freeze({
    Date: whereHeld((date: Date<Ints>) => new PlainDate(...dayOf(date))),
    LocalTime: whereHeld((time: LocalTime<Ints>) => new PlainTime(...clockOf(time))),
    LocalDateTime: whereHeld((local: LocalDateTime<Ints>) => new PlainDateTime(...dayOf(local), ...clockOf(local))),
    DateTime: whereHeld((dateTime: DateTime<Ints>) => {
      const { timeZoneOffsetSeconds: offset, timeZoneId } = dateTime
      const zoned = new ZonedDateTime(epochNanosecondsOf(dateTime), timeZoneId ?? offsetText(offset as Ints))
      return offset == null || zoned.offsetNanoseconds === wholeNumber(offset) * NANOS_PER_SECOND ? zoned : dateTime
    }),
    Duration: whereHeld((duration: Duration<Ints>) => {
      const parts = [duration.months, duration.days, duration.seconds].map(exactWhole)
      // A part that is not a safe integer would be rounded.
      if (!parts.every(part => typeof part === 'number')) return duration
      const [months, days, seconds] = parts
      return new Duration(0, months, 0, days, 0, 0, ...secondsOf(seconds, wholeNumber(duration.nanoseconds)))
    })
  })
}

/** Returns the value unconverted if Temporal reports that it is out of range. */
function whereHeld<T> (convert: (value: T) => unknown): (value: T) => unknown {
  return value => {
    try {
      return convert(value)
    } catch (error) {
      if (isError(error) && error.name === 'RangeError') return value
      throw error
    }
  }
}

function dayOf ({ year, month, day }: { year: Ints, month: Ints, day: Ints }): [number, number, number] {
  return [wholeNumber(year), wholeNumber(month), wholeNumber(day)]
}

function clockOf ({ hour, minute, second, nanosecond }: { hour: Ints, minute: Ints, second: Ints, nanosecond: Ints }): [number, number, number, number, number, number] {
  return [wholeNumber(hour), wholeNumber(minute), wholeNumber(second), ...thousandths(wholeNumber(nanosecond))]
}

/** Milliseconds, microseconds and nanoseconds, all of the same sign. */
function thousandths (nanoseconds: number): [number, number, number] {
  return [Math.trunc(nanoseconds / 1e6), Math.trunc(nanoseconds / 1000) % 1000, nanoseconds % 1000]
}

/** In a Duration of the driver, nanoseconds are never negative; in one of Temporal, all parts have the same sign. */
function secondsOf (seconds: number, nanoseconds: number): [number, number, number, number] {
  return seconds < 0 && nanoseconds > 0
    ? [seconds + 1, ...thousandths(nanoseconds - NANOS_PER_SECOND)]
    : [seconds, ...thousandths(nanoseconds)]
}

function epochNanosecondsOf (dateTime: DateTime<Ints>): bigint {
  return BigInt(utcEpochSecondOf(dateTime, sharedZones, 'earlier')) * BigInt(NANOS_PER_SECOND) + BigInt(wholeNumber(dateTime.nanosecond))
}

function offsetText (offset: Ints): string {
  return wholeNumber(offset) === 0 ? '+00:00' : formatOffset(offset)
}
