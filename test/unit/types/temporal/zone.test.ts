import { plainNumber } from '../../../../src/types/integer.js'
import { lacksOffset, utcEpochSecondOf } from '../../../../src/types/temporal/dehydrate.js'
import { hydrateDateTimeWithZoneId } from '../../../../src/types/temporal/hydrate.js'
import { DateTime } from '../../../../src/types/temporal/index.js'
import { Zone, ZoneOffsets } from '../../../../src/types/temporal/zone.js'

const HOUR = 3600
const utc = (text: string): number => globalThis.Date.parse(text) / 1000
const shown = (text: string, zone: string): string => hydrateDateTimeWithZoneId(utc(text), 0, zone, plainNumber).toString()

describe('a DateTime with a time zone id', () => {
  it.each([
    ['2022-03-27T00:59:59Z', 'Europe/Berlin', '2022-03-27T01:59:59+01:00'],
    ['2022-03-27T01:00:00Z', 'Europe/Berlin', '2022-03-27T03:00:00+02:00'],
    ['2022-10-30T00:59:59Z', 'Europe/Berlin', '2022-10-30T02:59:59+02:00'],
    ['2022-10-30T01:00:00Z', 'Europe/Berlin', '2022-10-30T02:00:00+01:00'],
    ['2022-04-02T14:59:59Z', 'Australia/Lord_Howe', '2022-04-03T01:59:59+11:00'],
    ['2022-04-02T15:00:00Z', 'Australia/Lord_Howe', '2022-04-03T01:30:00+10:30'],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29T23:59:59-10:00'],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31T00:00:00+14:00'],
    ['1971-12-31T23:59:59Z', 'Africa/Monrovia', '1971-12-31T23:15:29-00:44:30'],
    ['1972-01-07T00:44:30Z', 'Africa/Monrovia', '1972-01-07T00:44:30Z'],
    ['2022-01-01T00:00:00Z', 'Asia/Kathmandu', '2022-01-01T05:45:00+05:45']
  ])('shows %s in %s as %s', (instant, zone, text) => {
    expect(shown(instant, zone)).toBe(`${text}[${zone}]`)
  })

  it('keeps the two halves of an hour that happens twice apart', () => {
    const [first, second] = [7200, 3600].map(offset => new DateTime(2022, 10, 30, 2, 30, 0, 0, offset, 'Europe/Berlin'))
    expect([first, second].map(value => utcEpochSecondOf(value))).toEqual([utc('2022-10-30T00:30:00Z'), utc('2022-10-30T01:30:00Z')])
    expect(lacksOffset(first)).toBe(false)
  })

  it('without an offset takes the one that the zone has at that time, and can be told', () => {
    const value = new DateTime(2022, 7, 1, 12, 0, 0, 0, undefined, 'Europe/Berlin')
    expect(utcEpochSecondOf(value)).toBe(utc('2022-07-01T10:00:00Z'))
    expect(lacksOffset(value)).toBe(true)
  })
})

describe('a time zone', () => {
  it('repeats its last rule in the far future, and keeps its first offset in the far past', () => {
    const zone = new Zone('Europe/Berlin')
    const cycle = 146097 * 86400
    for (const [month, offset] of [[0, HOUR], [6, 2 * HOUR]]) {
      expect(zone.offsetAt(globalThis.Date.UTC(2500, month) / 1000 + 500 * cycle)).toBe(offset)
    }
    const localMeanTime = 53 * 60 + 28
    expect(zone.offsetAt(utc('1890-01-01T00:00:00Z'))).toBe(localMeanTime)
    expect(zone.offsetAt(-1e15)).toBe(localMeanTime)
  })

  it('answers the same in any order of questions, however many windows it has to forget', () => {
    const seconds = Array.from({ length: 5000 }, (_, index) => Math.floor(utc('1700-01-01T00:00:00Z') + index * 5.3e6))
    const forwards = new Zone('America/New_York')
    const backwards = new Zone('America/New_York')
    const expected = seconds.map(second => forwards.offsetAt(second))
    const found = [...seconds].reverse().map(second => backwards.offsetAt(second)).reverse()
    expect(found).toEqual(expected)
    expect(new Set(expected).size).toBeGreaterThan(2)
  })
})

describe('the store of time zones', () => {
  it('gives one Zone for one id, and has none for a wrong id', () => {
    const zones = new ZoneOffsets()
    const berlin = zones.zone('Europe/Berlin')
    zones.zone('UTC')
    expect(zones.zone('Europe/Berlin')).toBe(berlin)
    expect(zones.isKnown('Europe/Nowhere')).toBe(false)
    expect(() => zones.zone('Europe/Nowhere')).toThrow(RangeError)
  })

  it('forgets the oldest zone instead of growing without end', () => {
    const zones = new ZoneOffsets()
    // Upper and lower case make as many names of one zone as a hostile server may wish for.
    const spellings = Array.from({ length: 513 }, (_, bits) =>
      [...'antarctica/vostok'].map((letter, index) => (bits >> index & 1) === 1 ? letter.toUpperCase() : letter).join(''))
    const first = zones.zone(spellings[0])
    const second = zones.zone(spellings[1])
    for (const spelling of spellings) {
      zones.zone(spelling)
    }
    expect(zones.zone(spellings[1])).toBe(second)
    expect(zones.zone(spellings[0])).not.toBe(first)
  })
})
