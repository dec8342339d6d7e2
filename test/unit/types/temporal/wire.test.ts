import fc from 'fast-check'
import { getBrokenObjectReason, isBrokenObject } from '../../../../src/broken-object.js'
import { bigInteger, int, losslessInteger, plainNumber } from '../../../../src/types/integer.js'
import { civilOfEpochDay, epochDayOfCivil } from '../../../../src/types/temporal/civil.js'
import * as dehydrate from '../../../../src/types/temporal/dehydrate.js'
import * as hydrate from '../../../../src/types/temporal/hydrate.js'
import { Date, DateTime, Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime, LocalDateTime, LocalTime, Time } from '../../../../src/types/temporal/index.js'

const FIRST_DAY = -365_243_219_162
const LAST_DAY = 365_241_780_471
const FIRST_SECOND = BigInt(FIRST_DAY) * 86_400n
const LAST_SECOND = BigInt(LAST_DAY) * 86_400n + 86_399n

describe('the calendar', () => {
  it('agrees with a JavaScript Date wherever that reaches', () => {
    fc.assert(fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), day => {
      const standard = new globalThis.Date(day * 86_400_000)
      expect(civilOfEpochDay(day)).toEqual({ year: standard.getUTCFullYear(), month: standard.getUTCMonth() + 1, day: standard.getUTCDate() })
    }), { numRuns: 2000 })
  })

  it('turns every day that Cypher knows into a date and back', () => {
    fc.assert(fc.property(fc.integer({ min: FIRST_DAY, max: LAST_DAY }), day => {
      const civil = civilOfEpochDay(day)
      expect(epochDayOfCivil(civil.year, civil.month, civil.day)).toBe(day)
    }), { numRuns: 2000 })
    expect(civilOfEpochDay(FIRST_DAY)).toEqual({ year: -999_999_999, month: 1, day: 1 })
    expect(civilOfEpochDay(LAST_DAY)).toEqual({ year: 999_999_999, month: 12, day: 31 })
  })

  it('gives consecutive days consecutive dates through a whole cycle of 400 years', () => {
    let previous = civilOfEpochDay(-1)
    for (let day = 0; day < 146_097; day++) {
      const civil = civilOfEpochDay(day)
      const follows = civil.day === 1
        ? civil.month === previous.month % 12 + 1 && previous.day >= 28
        : civil.day === previous.day + 1 && civil.month === previous.month
      if (!follows) {
        throw new Error(`day ${day}: ${JSON.stringify(previous)} is followed by ${JSON.stringify(civil)}`)
      }
      previous = civil
    }
    expect(previous).toEqual({ year: 2369, month: 12, day: 31 })
  })
})

describe('a value from the wire', () => {
  it.each([
    ['Integers', losslessInteger, int(2020)],
    ['numbers', plainNumber, 2020],
    ['bigints', bigInteger, 2020n]
  ])('has fields that are %s if the driver is configured so', (_name, make, year) => {
    expect(hydrate.hydrateDate(18262, make).year).toEqual(year)
    expect(hydrate.hydrateLocalDateTime(1_577_836_800, 0, make).year).toEqual(year)
    expect(hydrate.hydrateDateTimeWithOffset(1_577_836_800, 0, 3600, make).year).toEqual(year)
    expect(hydrate.hydrateDateTimeWithZoneId(1_577_836_800, 0, 'Europe/Berlin', make).timeZoneOffsetSeconds).toEqual(make(3600))
  })

  it('is of its class, frozen, and recognised by its brand', () => {
    const cases: Array<[value: object, type: new (...args: any[]) => object, is: (value: unknown) => boolean]> = [
      [hydrate.hydrateDate(0, plainNumber), Date, isDate],
      [hydrate.hydrateLocalTime(0, plainNumber), LocalTime, isLocalTime],
      [hydrate.hydrateTime(0, 0, plainNumber), Time, isTime],
      [hydrate.hydrateLocalDateTime(0, 0, plainNumber), LocalDateTime, isLocalDateTime],
      [hydrate.hydrateDateTimeWithOffset(0, 0, 0, plainNumber), DateTime, isDateTime],
      [hydrate.hydrateDuration(1, 2, 3, 4), Duration, isDuration]
    ]
    for (const [value, type, is] of cases) {
      expect(value).toBeInstanceOf(type)
      expect(Object.isFrozen(value)).toBe(true)
      expect(cases.filter(([, , otherIs]) => otherIs(value)).map(([, otherType]) => otherType)).toEqual([type])
      expect(is({ ...value })).toBe(false)
      expect(is(null)).toBe(false)
    }
  })

  it('is exact even where seconds are beyond the safe numbers', () => {
    const last = hydrate.hydrateLocalDateTime(LAST_SECOND, 999_999_999, plainNumber)
    expect(last.toString()).toBe('+999999999-12-31T23:59:59.999999999')
    expect(dehydrate.epochSecondOf(last)).toBe(LAST_SECOND)
    expect(hydrate.hydrateLocalDateTime(int(LAST_SECOND), 0, losslessInteger).toString()).toBe('+999999999-12-31T23:59:59')
    const first = hydrate.hydrateDateTimeWithOffset(FIRST_SECOND, 0, 0, plainNumber)
    expect(first.toString()).toBe('-999999999-01-01T00:00:00Z')
    expect(dehydrate.utcEpochSecondOf(first)).toBe(FIRST_SECOND)
    const zoned = hydrate.hydrateDateTimeWithZoneId(LAST_SECOND - 7200n, 5, 'Europe/Berlin', plainNumber)
    expect(zoned.toString()).toBe('+999999999-12-31T22:59:59.000000005+01:00[Europe/Berlin]')
    expect(dehydrate.utcEpochSecondOf(zoned)).toBe(LAST_SECOND - 7200n)
  })

  it.each([
    ['a day after the last year', () => hydrate.hydrateDate(LAST_DAY + 1, plainNumber), /Year is expected to be in range/],
    ['a day beyond the safe numbers', () => hydrate.hydrateDate(2n ** 62n, plainNumber), /Year is expected to be in range/],
    ['the nanosecond after the last of a day', () => hydrate.hydrateLocalTime(86_400_000_000_000, plainNumber), /Hour is expected to be in range/],
    ['a negative time of day', () => hydrate.hydrateTime(-1, 0, plainNumber), /Hour is expected to be in range/],
    ['a billion nanoseconds', () => hydrate.hydrateLocalDateTime(0, 1_000_000_000, plainNumber), /Nanosecond is expected to be in range/],
    ['a second after the last year', () => hydrate.hydrateLocalDateTime(LAST_SECOND + 1n, 0, plainNumber), /Year is expected to be in range/],
    ['a time zone that the platform does not know', () => hydrate.hydrateDateTimeWithZoneId(0, 0, 'Europe/Neo4j', plainNumber), /Europe\/Neo4j/],
    ['such a time zone in the old form', () => hydrate.hydrateLegacyDateTimeWithZoneId(0, 0, 'Europe/Neo4j', plainNumber), /Europe\/Neo4j/]
  ])('is broken, and says why, if it is %s', (_name, make, reason) => {
    const value = make()
    expect(isBrokenObject(value)).toBe(true)
    expect(getBrokenObjectReason(value).message).toMatch(reason)
    expect(() => Object.keys(value)).toThrow(reason)
  })

  it('shares the text of the zone id with all values of that zone', () => {
    const [one, other] = [1, 2].map(second => hydrate.hydrateDateTimeWithZoneId(second, 0, ['Europe', 'Berlin'].join('/'), plainNumber))
    expect(one.timeZoneId).toBe(other.timeZoneId)
  })
})
