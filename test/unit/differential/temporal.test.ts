import fc from 'fast-check'
import * as official from 'neo4j-driver'
import { bigInteger, int, isInt, losslessInteger, type MakeInteger, type NumberOrInteger, plainNumber } from '../../../src/types/integer.js'
import { getBrokenObjectReason, isBrokenObject } from '../../../src/broken-object.js'
import { stringify } from '../../../src/json.js'
import * as dehydrate from '../../../src/types/temporal/dehydrate.js'
import * as hydrate from '../../../src/types/temporal/hydrate.js'
import * as ours from '../../../src/types/temporal/index.js'

// The official driver's own decoding of structures is not exported; its modules are read by path.
const inner = (path: string): any => jest.requireActual(`neo4j-driver-bolt-connection/lib/${path}`)
const { structure } = inner('packstream')
const utcTransformers = inner('bolt/bolt-protocol-v5x0.utc.transformer.js').default
const localTransformers = inner('bolt/bolt-protocol-v4x4.transformer.js').default

type Kind = 'Integer' | 'number' | 'bigint'
const KINDS: Kind[] = ['Integer', 'number', 'bigint']
const MAKE: Record<Kind, MakeInteger> = { Integer: losslessInteger, number: plainNumber, bigint: bigInteger }
const CONFIG = { Integer: {}, number: { disableLosslessIntegers: true }, bigint: { useBigInt: true } }
const logger = { warn: () => {} }

const toOfficial = (value: unknown): any => isInt(value) ? official.int(value.toBigInt()) : value

/** Fields, their order and kinds, text, frozenness; or the error's class and message. */
function outcome (make: () => any): unknown {
  try {
    const value = make()
    const fields = Object.entries(value).map(([key, field]: [string, any]) =>
      [key, typeof field, typeof field === 'object' ? `${field.low}/${field.high}` : field])
    return { type: value.constructor.name, text: value.toString(), fields, frozen: Object.isFrozen(value), json: stringify(value) }
  } catch (error: any) {
    return { error: error.name, message: error.message }
  }
}

const kind = fc.constantFrom(...KINDS)
const field = (min: number, max: number): fc.Arbitrary<number> => fc.oneof({ weight: 9, arbitrary: fc.integer({ min, max }) }, { weight: 1, arbitrary: fc.constantFrom(min, max, min - 1, max + 1) })
const year = fc.oneof(field(-999_999_999, 999_999_999), fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1800, max: 2200 }), fc.integer({ min: 9990, max: 10010 }))
const date = [year, field(1, 12), field(1, 31)] as const
const time = [field(0, 23), field(0, 59), field(0, 59), fc.oneof(field(0, 999_999_999), fc.constant(0))] as const
const offset = fc.oneof(fc.integer({ min: -64800, max: 64800 }), fc.constantFrom(0, 3600, -1800, 20000000000))
const zoneId = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Europe/Nowhere', '', 'europe/berlin', undefined, null)
const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n) + 4n, max: 2n ** 63n - 4n }), fc.bigInt({ min: -200n, max: 200n }), fc.constantFrom(-60n, -3600n, -1n, 0n))
const strange = fc.constantFrom<any>('1', null, undefined, {}, [], true, NaN, 1.5, -0.5, Infinity)

const CONSTRUCTORS: Array<[name: string, arbitraries: readonly fc.Arbitrary<any>[]]> = [
  ['Date', date],
  ['LocalTime', time],
  ['Time', [...time, offset]],
  ['LocalDateTime', [...date, ...time]],
  ['DateTime', [...date, ...time, fc.option(offset, { nil: undefined }), zoneId]]
]

describe('temporal classes and those of neo4j-driver', () => {
  it('are compared by all that a program can see', () => {
    expect(outcome(() => new official.types.Time(1, 2, 3, 4, 0))).toEqual({
      type: 'Time',
      text: '01:02:03.000000004Z',
      fields: [['hour', 'number', 1], ['minute', 'number', 2], ['second', 'number', 3], ['nanosecond', 'number', 4], ['timeZoneOffsetSeconds', 'number', 0]],
      frozen: true,
      json: '{"hour":1,"minute":2,"second":3,"nanosecond":4,"timeZoneOffsetSeconds":0}'
    })
    expect(outcome(() => new official.types.LocalTime(24, 2, 3, 4))).toEqual({ error: 'Neo4jError', message: expect.stringContaining('Hour') })
  })

  it.each(CONSTRUCTORS)('make the same %s of the same arguments, or refuse them alike', (name, arbitraries) => {
    const argument = (arbitrary: fc.Arbitrary<any>): fc.Arbitrary<any> => fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: strange })
    fc.assert(fc.property(kind, fc.tuple(...arbitraries.map(argument)), (kind, args) => {
      const mine = args.map(arg => Number.isSafeInteger(arg) ? MAKE[kind](arg) : arg)
      const theirs = mine.map(toOfficial)
      const Mine = (ours as any)[name]
      const Theirs = (official.types as any)[name]
      expect(outcome(() => new Mine(...mine))).toEqual(outcome(() => new Theirs(...theirs)))
    }), { numRuns: 400 })
  })

  it('make the same Duration of the same parts, carried and written alike', () => {
    const part = fc.tuple(kind, int64).map(([kind, value]) => kind === 'bigint' ? value : kind === 'Integer' ? int(value) : Number(BigInt.asIntN(53, value)))
    const nanos = fc.oneof(part, fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }).map(value => int(value)))
    fc.assert(fc.property(part, part, part, nanos, (...parts) => {
      // What is carried into the seconds may not fit: an error here, another value there.
      const [seconds, nanoseconds] = parts.slice(2).map(value => int(value).toBigInt())
      const carried = seconds + (nanoseconds - ((nanoseconds % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n) / 1_000_000_000n
      fc.pre(BigInt.asIntN(64, carried) === carried)
      expect(outcome(() => new ours.Duration<NumberOrInteger>(...parts)))
        .toEqual(outcome(() => new official.types.Duration(...parts.map(toOfficial) as [any, any, any, any])))
    }), { numRuns: 1000 })
  })

  it.each(['Date', 'LocalTime', 'Time', 'LocalDateTime', 'DateTime'])('make the same %s of a JavaScript Date', name => {
    const nanosecond = fc.option(fc.oneof(fc.integer({ min: -1, max: 1_000_000 }), fc.bigInt({ min: 0n, max: 999n }), strange), { nil: undefined })
    const standard = fc.oneof(fc.date({ noInvalidDate: false }), fc.constantFrom<any>('2020-01-01', 5, null, {}))
    fc.assert(fc.property(standard, nanosecond, (standard, nanosecond) => {
      for (const method of name === 'Date' ? ['fromStandardDate', 'fromStandardDateLocal', 'fromStandardDateUTC'] : ['fromStandardDate']) {
        expect(outcome(() => (ours as any)[name][method](standard, nanosecond)))
          .toEqual(outcome(() => (official.types as any)[name][method](standard, nanosecond)))
      }
    }), { numRuns: 300 })
  })

  it.each(['Date', 'LocalDateTime', 'DateTime'])('turn a %s into the same JavaScript Date', name => {
    // Beyond 292 million years neo4j-driver overflows 64 bits of milliseconds, and may give any date.
    const sane = year.filter(year => Math.abs(year) < 290_000_000)
    const fields = { Date: date, LocalDateTime: [...date, ...time], DateTime: [sane, ...date.slice(1), ...time, offset, fc.constant('Asia/Tokyo')] }[name] as ReadonlyArray<fc.Arbitrary<any>>
    fc.assert(fc.property(fc.tuple(...fields), args => {
      const instant = (make: () => any): unknown => {
        try {
          return make().toStandardDate().getTime()
        } catch (error: any) {
          return error.message
        }
      }
      expect(instant(() => new (ours as any)[name](...args))).toEqual(instant(() => new (official.types as any)[name](...args)))
    }), { numRuns: 500 })
  })

  it.each<[string, string[]]>([
    ['Date', ['2020-01-31', '+12345-01-01', '-00001-12-31', '-12345-01-01', '2020-1-1', '2020-13-01', '12345-01-01', '']],
    ['LocalTime', ['10', '10:30', '1030', 'T10:30:01,25', 't10:30:01.123456789', '10.5', '10:30.5', '24:00', '10:3', '10:30:01.000000003', 'x']],
    ['Time', ['10Z', '10z', '10+01', '10-0130', '10:11:12.5+01:30:15', '10:30', '10+', '10:30:01-00:00']],
    ['LocalDateTime', ['2020-01-31T10:11:12.000000001', '2020-01-31t10', '2020-01-31 10:00', '+20200-01-31T1011']],
    ['DateTime', ['2020-01-01T00:00Z', '2020-01-01T00:00z', '2020-01-01T00-01:30:15', '2020-01-01T00+01:30[Europe/Berlin]', '2020-01-01T00[Europe/Berlin]',
      '2020-01-01T00[]', '2020-01-01T00', '2020-01-01T00Z01', '2020-01-01T00+', '2020-01-01T00Z[UTC]', '2020-01-01T00Z[Europe/Nowhere]', 'no']],
    ['Duration', ['P1Y2M3W4DT5H6M7.89S', 'P1.5Y', 'P0.1M', 'PT0.5S', 'PT-0.5S', '-PT0.5S', '-PT-1S', 'P-1D', '+P1D', 'p1dt2h', 'PT1.5H', 'P', 'PT', 'P1DT', 'P--1D',
      'P1,5Y', 'PT0.1234567891S', 'PT5.9999999999S', 'PT9223372036854775807S', 'P.Y', '-PT1H1S', '-P1Y', '-P2W']]
  ])('read the same %s from text', (name, texts) => {
    for (const text of texts) {
      expect({ text, result: outcome(() => (ours as any)[name].fromString(text)) })
        .toEqual({ text, result: outcome(() => (official.types as any)[name].fromString(text)) })
    }
  })
})

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Monrovia', 'Pacific/Apia', 'Europe/Amsterdam', 'UTC']

/** Every change of a zone's offset between the starts of two years, found by the official driver's own decoder. */
function changesOf (zone: string, fromYear: number, toYear: number): number[] {
  const transformer = utcTransformers.createDateTimeWithZoneIdTransformer({ disableLosslessIntegers: true }, logger)
  const offsetAt = (second: number): number =>
    transformer.fromStructure(new structure.Structure(0x69, [official.int(second), official.int(0), zone])).timeZoneOffsetSeconds
  const changes: number[] = []
  const step = 5 * 86400
  for (let from = Date.UTC(fromYear, 0) / 1000; from < Date.UTC(toYear, 0) / 1000; from += step) {
    let [low, high] = [from, from + step]
    if (offsetAt(low) !== offsetAt(high)) {
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (offsetAt(middle) === offsetAt(low)) {
          low = middle
        } else {
          high = middle
        }
      }
      changes.push(high)
    }
  }
  return changes
}

function expectSameZoned (zone: string, second: number, nano: number, kind: Kind = 'Integer'): void {
  const theirs = utcTransformers.createDateTimeWithZoneIdTransformer(CONFIG[kind], logger)
    .fromStructure(new structure.Structure(0x69, [official.int(second), official.int(nano), zone]))
  const mine = hydrate.hydrateDateTimeWithZoneId(second, nano, zone, MAKE[kind])
  expect({ zone, second, result: outcome(() => mine) }).toEqual({ zone, second, result: outcome(() => theirs) })
  expect(dehydrate.utcEpochSecondOf(mine)).toBe(second)
}

function expectSameGuess (zone: string, localSecond: number): void {
  const local = hydrate.hydrateLegacyDateTimeWithZoneId(localSecond, 0, zone, plainNumber)
  const [theirs] = utcTransformers.createDateTimeWithZoneIdTransformer({}, logger).toStructure(local).fields
  expect({ zone, localSecond, utc: dehydrate.utcEpochSecondOf(local) }).toEqual({ zone, localSecond, utc: theirs.toNumber() })
}

describe('structures and those of neo4j-driver', () => {
  const days = fc.integer({ min: -365_243_219_200, max: 365_241_780_500 })
  const nanoOfDay = fc.oneof(fc.bigInt({ min: 0n, max: 86_399_999_999_999n }).map(Number), fc.constantFrom(0, 86_399_999_999_999))
  const second = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -3e9, max: 4e9 }))
  const nano = fc.integer({ min: 0, max: 999_999_999 })
  const anyOffset = fc.integer({ min: -64800, max: 64800 })
  type Row = [name: string, transformers: any, method: string, fields: ReadonlyArray<fc.Arbitrary<any>>, mine: (fields: any[], make: MakeInteger) => any, back: (value: any) => any[]]
  const ROWS: Row[] = [
    ['Date', localTransformers, 'createDateTransformer', [days], ([d], make) => hydrate.hydrateDate(d, make), value => [dehydrate.epochDayOf(value)]],
    ['LocalTime', localTransformers, 'createLocalTimeTransformer', [nanoOfDay], ([n], make) => hydrate.hydrateLocalTime(n, make), value => [dehydrate.nanoOfDayOf(value)]],
    ['Time', localTransformers, 'createTimeTransformer', [nanoOfDay, anyOffset], ([n, o], make) => hydrate.hydrateTime(n, o, make), value => [dehydrate.nanoOfDayOf(value), value.timeZoneOffsetSeconds]],
    ['LocalDateTime', localTransformers, 'createLocalDateTimeTransformer', [second, nano], ([s, n], make) => hydrate.hydrateLocalDateTime(s, n, make), value => [dehydrate.epochSecondOf(value), value.nanosecond]],
    ['DateTime with an offset', utcTransformers, 'createDateTimeWithOffsetTransformer', [second, nano, anyOffset], ([s, n, o], make) => hydrate.hydrateDateTimeWithOffset(s, n, o, make), value => [dehydrate.utcEpochSecondOf(value), value.nanosecond, value.timeZoneOffsetSeconds]],
    ['legacy DateTime with an offset', localTransformers, 'createDateTimeWithOffsetTransformer', [second, nano, anyOffset], ([s, n, o], make) => hydrate.hydrateLegacyDateTimeWithOffset(s, n, o, make), value => [dehydrate.epochSecondOf(value), value.nanosecond, value.timeZoneOffsetSeconds]],
    ['legacy DateTime with a zone id', localTransformers, 'createDateTimeWithZoneIdTransformer', [second, nano, fc.constantFrom(...ZONES)], ([s, n, z], make) => hydrate.hydrateLegacyDateTimeWithZoneId(s, n, z, make), value => [dehydrate.epochSecondOf(value), value.nanosecond, value.timeZoneId]]
  ]

  it.each(ROWS)('give the same %s, and the same numbers back', (_name, transformers, method, arbitraries, mine, back) => {
    fc.assert(fc.property(kind, fc.tuple(...arbitraries), (kind, fields) => {
      const transformer = transformers[method](CONFIG[kind], logger)
      const wire = (value: any): any => typeof value === 'number' ? { Integer: official.int(value), number: value, bigint: BigInt(value) }[kind] : value
      const theirs = outcome(() => transformer.fromStructure(new structure.Structure(transformer.signature, fields.map(wire)))) as any
      const value = mine(fields, MAKE[kind])
      if (theirs.error !== undefined) {
        expect(isBrokenObject(value)).toBe(true)
        expect(getBrokenObjectReason(value).message).toBe(theirs.message)
        return
      }
      expect(outcome(() => value)).toEqual(theirs)
      expect(back(value).map(String)).toEqual(transformer.toStructure(value).fields.map(String))
    }), { numRuns: 400 })
  })

  describe.each(ZONES)('around the changes of clocks in %s', zone => {
    let changes: number[]
    beforeAll(() => {
      changes = [[1940, 1947], [1971, 1973], [2010, 2013], [2022, 2026], [2199, 2201]].flatMap(([from, to]) => changesOf(zone, from, to))
    })

    it('agree to the second', () => {
      for (const change of changes) {
        for (const distance of [-7200, -1, 0, 1, 3600]) {
          expectSameZoned(zone, change + distance, 987_654_321)
        }
      }
    })

    it('guess the same offset for a time that clocks skip or show twice', () => {
      for (const change of changes) {
        for (let distance = -15; distance <= 15; distance++) {
          expectSameGuess(zone, change + distance * 3600 + 59)
        }
      }
    })

    it('have changes to agree on, if the zone has any in these years', () => {
      expect(changes.length > 0).toBe(!['UTC', 'Asia/Kathmandu'].includes(zone))
    })
  })

  it('agree on any second of any year that a JavaScript Date can hold', () => {
    const inRange = fc.oneof(fc.integer({ min: -4e9, max: 9e9 }), fc.bigInt({ min: -8_639_999_900_000n, max: 8_639_999_900_000n }).map(Number))
    fc.assert(fc.property(kind, fc.constantFrom(...ZONES), inRange, nano, (kind, zone, second, nano) => expectSameZoned(zone, second, nano, kind)), { numRuns: 1500 })
  })

  it('break on an unknown zone with the same reason', () => {
    const reasonOf = (make: () => any): string => {
      try {
        const value = make()
        return isBrokenObject(value) ? String(getBrokenObjectReason(value)) : 'none'
      } catch (error) {
        return String(error)
      }
    }
    const struct = new structure.Structure(0, [official.int(0), official.int(0), 'Europe/Neo4j'])
    expect(reasonOf(() => hydrate.hydrateDateTimeWithZoneId(0, 0, 'Europe/Neo4j', plainNumber)))
      .toBe(reasonOf(() => utcTransformers.createDateTimeWithZoneIdTransformer({}, logger).fromStructure(struct)))
    expect(reasonOf(() => hydrate.hydrateLegacyDateTimeWithZoneId(0, 0, 'Europe/Neo4j', plainNumber)))
      .toBe(reasonOf(() => localTransformers.createDateTimeWithZoneIdTransformer({}).fromStructure(struct)))
  })
})
