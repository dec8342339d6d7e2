import { UnwritableValueError } from '../../packstream/unwritable-value.js'
import type { PackStreamWriter } from '../../packstream/writer.js'
import type { NumberOrInteger } from '../../types/integer.js'
import { epochDayOf, epochSecondOf, lacksOffset, nanoOfDayOf, utcEpochSecondOf } from '../../types/temporal/dehydrate.js'
import * as hydrate from '../../types/temporal/hydrate.js'
import {
  type Date, type DateTime, type Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime,
  type LocalDateTime, type LocalTime, type Time
} from '../../types/temporal/index.js'
import { type Family, keptReading, type ReadContext, type Reading, writing } from './family.js'

const DATE = 0x44
const TIME = 0x54
const LOCAL_TIME = 0x74
const DATE_TIME = 0x49
const DATE_TIME_ZONE_ID = 0x69
const LEGACY_DATE_TIME = 0x46
const LEGACY_DATE_TIME_ZONE_ID = 0x66
const LOCAL_DATE_TIME = 0x64
const DURATION = 0x45

export const temporal: Family = {
  readings: (caps, context) => {
    const int = context.makeInteger
    return [
      keptReading(context, DATE, 'Date', 1, reader => hydrate.hydrateDate(reader.readNumber(), int)),
      keptReading(context, LOCAL_TIME, 'LocalTime', 1, reader => hydrate.hydrateLocalTime(reader.readNumber(), int)),
      keptReading(context, TIME, 'Time', 2, reader => hydrate.hydrateTime(reader.readNumber(), reader.readNumber(), int)),
      keptReading(context, LOCAL_DATE_TIME, 'LocalDateTime', 2, reader =>
        hydrate.hydrateLocalDateTime(reader.readWhole(), reader.readNumber(), int)),
      keptReading(context, DURATION, 'Duration', 4, reader =>
        hydrate.hydrateDuration(reader.readInteger(), reader.readInteger(), reader.readInteger(), reader.readInteger())),
      ...(caps.utc ? utcReadings(context) : legacyReadings(context))
    ]
  },
  writings: (caps, { onAmbiguousTime }) => [
    writing(isDate<NumberOrInteger>, writeDate),
    writing(isDateTime<NumberOrInteger>, caps.utc
      ? (writer, value) => {
          if (lacksOffset(value)) onAmbiguousTime()
          writeUtcDateTime(writer, value)
        }
      : writeLegacyDateTime),
    writing(isLocalDateTime<NumberOrInteger>, writeLocalDateTime),
    writing(isLocalTime<NumberOrInteger>, writeLocalTime),
    writing(isTime<NumberOrInteger>, writeTime),
    writing(isDuration<NumberOrInteger>, writeDuration)
  ]
}

function utcReadings (context: ReadContext): Reading[] {
  const { makeInteger: int, zones } = context
  return [
    keptReading(context, DATE_TIME, 'DateTimeWithZoneOffset', 3, reader =>
      hydrate.hydrateDateTimeWithOffset(reader.readWhole(), reader.readNumber(), reader.readNumber(), int)),
    keptReading(context, DATE_TIME_ZONE_ID, 'DateTimeWithZoneId', 3, reader =>
      hydrate.hydrateDateTimeWithZoneId(reader.readWhole(), reader.readNumber(), reader.readString(), int, zones))
  ]
}

/** Before Bolt 5.0, without the UTC patch, the seconds are local time. */
function legacyReadings (context: ReadContext): Reading[] {
  const { makeInteger: int } = context
  return [
    keptReading(context, LEGACY_DATE_TIME, 'DateTimeWithZoneOffset', 3, reader =>
      hydrate.hydrateLegacyDateTimeWithOffset(reader.readWhole(), reader.readNumber(), reader.readNumber(), int)),
    keptReading(context, LEGACY_DATE_TIME_ZONE_ID, 'DateTimeWithZoneId', 3, reader =>
      hydrate.hydrateLegacyDateTimeWithZoneId(reader.readWhole(), reader.readNumber(), reader.readString(), int))
  ]
}

function writeDate (writer: PackStreamWriter, date: Date<NumberOrInteger>): void {
  writer.writeStructureHeader(DATE, 1)
  writer.writeInteger(epochDayOf(date), date)
}

function writeLocalTime (writer: PackStreamWriter, time: LocalTime<NumberOrInteger>): void {
  writer.writeStructureHeader(LOCAL_TIME, 1)
  writer.writeInteger(nanoOfDayOf(time), time)
}

function writeTime (writer: PackStreamWriter, time: Time<NumberOrInteger>): void {
  writer.writeStructureHeader(TIME, 2)
  writer.writeInteger(nanoOfDayOf(time), time)
  writer.writeInteger(time.timeZoneOffsetSeconds, time)
}

function writeLocalDateTime (writer: PackStreamWriter, value: LocalDateTime<NumberOrInteger>): void {
  writer.writeStructureHeader(LOCAL_DATE_TIME, 2)
  writer.writeInteger(epochSecondOf(value), value)
  writer.writeInteger(value.nanosecond, value)
}

function writeUtcDateTime (writer: PackStreamWriter, value: DateTime<NumberOrInteger>): void {
  const zoneId = value.timeZoneId
  writer.writeStructureHeader(zoneId != null ? DATE_TIME_ZONE_ID : DATE_TIME, 3)
  writer.writeInteger(utcSecond(value), value)
  writer.writeInteger(value.nanosecond, value)
  writeZone(writer, value)
}

function writeLegacyDateTime (writer: PackStreamWriter, value: DateTime<NumberOrInteger>): void {
  writer.writeStructureHeader(value.timeZoneId != null ? LEGACY_DATE_TIME_ZONE_ID : LEGACY_DATE_TIME, 3)
  writer.writeInteger(epochSecondOf(value), value)
  writer.writeInteger(value.nanosecond, value)
  writeZone(writer, value)
}

function utcSecond (value: DateTime<NumberOrInteger>): number | bigint {
  try {
    return utcEpochSecondOf(value)
  } catch (error) {
    throw new UnwritableValueError((error as Error).message, value)
  }
}

function writeZone (writer: PackStreamWriter, value: DateTime<NumberOrInteger>): void {
  if (value.timeZoneId != null) {
    writer.writeString(value.timeZoneId)
  } else {
    writer.writeInteger(value.timeZoneOffsetSeconds as NumberOrInteger, value)
  }
}

function writeDuration (writer: PackStreamWriter, duration: Duration<NumberOrInteger>): void {
  writer.writeStructureHeader(DURATION, 4)
  writer.writeInteger(duration.months, duration)
  writer.writeInteger(duration.days, duration)
  writer.writeInteger(duration.seconds, duration)
  writer.writeInteger(duration.nanoseconds, duration)
}
