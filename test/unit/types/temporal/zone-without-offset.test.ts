import fc from 'fast-check'
import { plainNumber } from '../../../../src/types/integer.js'
import { hydrateLegacyDateTimeWithZoneId } from '../../../../src/types/temporal/hydrate.js'
import { DateTime } from '../../../../src/types/temporal/index.js'

const ZONES = Intl.supportedValuesOf('timeZone')
const DAY = 86400
const second = (text: string): number => globalThis.Date.parse(`${text}Z`) / 1000

/** The instant of what a server before 5.0 sends: the seconds of the zone's clock, without an offset. */
const instantOf = (localSecond: number, zone: string): number =>
  hydrateLegacyDateTimeWithZoneId(localSecond, 0, zone, plainNumber).toStandardDate().getTime() / 1000

const formats = new Map<string, Intl.DateTimeFormat>()

/** What the zone's clock shows at an instant, in seconds since the epoch on that clock, straight from Intl. */
function clockAt (instant: number, zone: string): number {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'
  })
  formats.set(zone, format)
  const parts = Object.fromEntries(format.formatToParts(instant * 1000).map(({ type, value }) => [type, Number(value)]))
  return globalThis.Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000
}

describe('a DateTime with a time zone id and no offset', () => {
  it.each([
    ['Europe/Berlin', 'shown once', '2022-07-01T12:00:00', '2022-07-01T10:00:00'],
    ['Europe/Berlin', 'shown twice', '2022-10-30T02:30:00', '2022-10-30T00:30:00'],
    ['Europe/Berlin', 'first shown twice', '2022-10-30T02:00:00', '2022-10-30T00:00:00'],
    ['Europe/Berlin', 'first shown once again', '2022-10-30T03:00:00', '2022-10-30T02:00:00'],
    ['Europe/Berlin', 'skipped', '2022-03-27T02:30:00', '2022-03-27T01:30:00'],
    ['America/New_York', 'shown twice', '2022-11-06T01:30:00', '2022-11-06T05:30:00'],
    ['America/New_York', 'skipped', '2022-03-13T02:30:00', '2022-03-13T07:30:00'],
    ['Australia/Lord_Howe', 'shown twice', '2022-04-03T01:45:00', '2022-04-02T14:45:00'],
    ['Pacific/Apia', 'on a day that was skipped', '2011-12-30T12:00:00', '2011-12-30T22:00:00']
  ])('in %s at a time %s, %s, is the instant %s, as with java.time', (zone, _, local, utc) => {
    expect(instantOf(second(local), zone)).toBe(second(utc))
  })

  it('is the earliest instant at which clocks there show it, for every zone that Intl knows', () => {
    const instant = fc.oneof(fc.integer({ min: second('1900-01-01T00:00:00'), max: second('2100-01-01T00:00:00') }), fc.integer({ min: second('2020-01-01T00:00:00'), max: second('2026-01-01T00:00:00') }))
    fc.assert(fc.property(fc.constantFrom(...ZONES), instant, (zone, instant) => {
      const local = clockAt(instant, zone)
      const found = instantOf(local, zone)
      expect({ zone, clock: clockAt(found, zone) }).toEqual({ zone, clock: local })
      expect(found).toBeLessThanOrEqual(instant)
      // What clocks show again, they show again within a day.
      expect(instant - found).toBeLessThanOrEqual(DAY)
    }), { numRuns: 1500 })
  })

  it('is found to the second around all changes of clocks of a few years', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/St_Johns']) {
      let shift = clockAt(second('2021-01-01T00:00:00'), zone) - second('2021-01-01T00:00:00')
      let changes = 0
      for (let hour = second('2021-01-01T00:00:00'); hour < second('2023-01-01T00:00:00'); hour += 3600) {
        const next = clockAt(hour, zone) - hour
        if (next === shift) continue
        changes++
        // Changes happen on full half hours; this one within the hour before.
        const change = clockAt(hour - 1800, zone) - (hour - 1800) === next ? hour - 1800 : hour
        const [first, last] = [Math.min(shift, next), Math.max(shift, next)].map(offset => change + offset)
        for (const local of [first - 1, first, last - 1, last]) {
          // Twice or never: the offset from before. Otherwise the only one.
          const expected = local < last ? local - shift : local - next
          expect({ zone, local, instant: instantOf(local, zone) }).toEqual({ zone, local, instant: expected })
        }
        shift = next
      }
      expect(changes).toBeGreaterThanOrEqual(4)
    }
  })

  it('keeps its milliseconds', () => {
    expect(new DateTime(2022, 7, 1, 12, 0, 0, 987_654_321, undefined, 'Europe/Berlin').toStandardDate().toISOString()).toBe('2022-07-01T10:00:00.987Z')
  })
})
