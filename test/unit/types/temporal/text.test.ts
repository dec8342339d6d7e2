import { int } from '../../../../src/types/integer.js'
import { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../../../../src/types/temporal/index.js'

describe('a temporal value as text', () => {
  it.each([
    [new Date(2020, 2, 29), '2020-02-29'],
    [new Date(int(7), int(1), int(1)), '0007-01-01'],
    [new Date(9999n, 12n, 31n), '9999-12-31'],
    [new Date(10000, 1, 1), '+010000-01-01'],
    [new Date(-1, 1, 1), '-000001-01-01'],
    [new Date(-999999999, 1, 1), '-999999999-01-01'],
    [new LocalTime(1, 2, 3, 0), '01:02:03'],
    [new LocalTime(1, 2, 3, 4), '01:02:03.000000004'],
    [new Time(1, 2, 3, 0, 0), '01:02:03Z'],
    [new Time(1, 2, 3, 0, -5400), '01:02:03-01:30'],
    [new Time(1n, 2n, 3n, 0n, 1172n), '01:02:03+00:19:32'],
    [new LocalDateTime(2020, 2, 29, 23, 59, 59, 999999999), '2020-02-29T23:59:59.999999999'],
    [new DateTime(2020, 6, 1, 12, 0, 0, 0, 7200), '2020-06-01T12:00:00+02:00'],
    [new DateTime(2020, 6, 1, 12, 0, 0, 0, 7200, 'Europe/Berlin'), '2020-06-01T12:00:00+02:00[Europe/Berlin]'],
    [new DateTime(2020, 6, 1, 12, 0, 0, 0, undefined, 'Europe/Berlin'), '2020-06-01T12:00:00[Europe/Berlin]']
  ])('%#: is ISO 8601', (value, text) => {
    expect(String(value)).toBe(text)
  })

  it.each([
    [new Duration(0, 0, 0, 0), 'PT0S'],
    [new Duration(14, 3, 3661, 500000000), 'P1Y2M3DT1H1M1.500000000S'],
    [new Duration(-14, 3, 0, 0), 'P-1Y-2M3DT'],
    [new Duration(0, 0, 0, -500000000), 'PT-0.500000000S'],
    [new Duration(0, 0, -61, 500000000), 'PT-1M-0.500000000S'],
    [new Duration(0, 0, -62, 0), 'PT-1M-2S'],
    [new Duration(0, 0, 1, 2500000000), 'PT3.500000000S'],
    [new Duration(int(0), int(0), int('9223372036854775807'), int(0)), 'PT2562047788015215H30M7S']
  ])('%#: a duration leaves out what is zero', (value, text) => {
    expect(String(value)).toBe(text)
  })

  it('is read back by fromString', () => {
    expect(Date.fromString('+12345-06-07')).toEqual(new Date(int(12345), int(6), int(7)))
    expect(LocalTime.fromString('23:59:59.000000001')).toEqual(new LocalTime(int(23), int(59), int(59), int(1)))
    expect(Time.fromString('10.5+01:30')).toEqual(new Time(int(10), int(30), int(0), int(0), int(5400)))
    expect(LocalDateTime.fromString('2020-02-29T10:30')).toEqual(new LocalDateTime(...[2020, 2, 29, 10, 30, 0, 0].map(field => int(field)) as [any, any, any, any, any, any, any]))
    expect(String(DateTime.fromString('2020-02-29T10:30:01,5-03:00[America/Sao_Paulo]'))).toBe('2020-02-29T10:30:01.500000000-03:00[America/Sao_Paulo]')
    expect(Duration.fromString('P1Y2M3W4DT5H6M7.000000008S')).toEqual(new Duration(int(14), int(25), int(18367), int(8)))
  })

  it.each([
    [() => Duration.fromString('P9223372036854775808D'), 'integer out of range: 9223372036854775808.'],
    [() => Duration.fromString('-PT9223372036854775808.5S'), 'Seconds out of range: -9223372036854775809.'],
    [() => new Duration(2n ** 63n, 0n, 0n, 0n), 'Months out of range: 9223372036854775808.'],
    [() => new Duration(0n, 0n, 0n, -(2n ** 63n) - 1n), 'Nanoseconds out of range: -9223372036854775809.'],
    [() => new Duration(0n, 0n, 2n ** 63n - 1n, 1_000_000_000n), 'Seconds out of range: 9223372036854775808.'],
    [() => new Duration(int(0), int(0), int('9223372036854775807'), int(1_000_000_000)), 'Seconds out of range: 9223372036854775808.']
  ])('%#: a duration beyond 64 bits is refused', (make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'Neo4jError', message: expect.stringContaining(message) }))
  })

  describe('where neo4j-driver 6.3.0 reads something else than what is written', () => {
    it('the sign of a duration turns all of its parts', () => {
      expect(String(Duration.fromString('-P1Y2M3DT4S'))).toBe('P-1Y-2M-3DT-4S')
    })

    it('an offset of hours alone counts', () => {
      expect(String(DateTime.fromString('2020-01-01T00:00+01'))).toBe('2020-01-01T00:00:00+01:00')
    })

    it('no nanosecond is lost', () => {
      for (const nanos of ['000000003', '000000009', '570000001', '999999999', '285714287', '123456789']) {
        expect(String(LocalTime.fromString(`10:00:00.${nanos}`))).toBe(`10:00:00.${nanos}`)
      }
    })
  })
})
