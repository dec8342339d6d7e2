import { deepStrictEqual } from 'node:assert'
import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { Dehydrator } from '../../../src/hydration/dehydrator.js'
import type { DehydrationHook, HydrationHooks } from '../../../src/hydration/hooks.js'
import { toJson } from '../../../src/hydration/json.js'
import { hydration } from '../../../src/hydration/presets.js'
import { node, path, point, relationship } from '../../../src/testing.js'
import { int, isInt } from '../../../src/types/integer.js'
import { Date as Day, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../../../src/types/temporal/index.js'
import { UUID } from '../../../src/types/uuid.js'
import { Vector } from '../../../src/types/vector.js'
import { decoded, received, sendable, temporals } from '../../helpers/values.js'
import { packed } from '../../helpers/wire.js'

const back = (value: unknown, ...hooks: DehydrationHook[]): Buffer => packed(new Dehydrator(hooks).dehydrate({ value }).value)
const numberToInteger: DehydrationHook = { isTypeInstance: Number.isInteger, dehydrate: int }
const dateToDateTime: DehydrationHook = {
  isTypeInstance: value => value instanceof Date,
  dehydrate: (date: Date) => DateTime.fromString(date.toISOString())
}
/** As docs/values.md has them. */
const fromTemporal: DehydrationHook[] = [
  { isTypeInstance: value => value instanceof Temporal.PlainDate, dehydrate: value => Day.fromString(value.toString()) },
  { isTypeInstance: value => value instanceof Temporal.PlainTime, dehydrate: value => LocalTime.fromString(value.toString()) },
  { isTypeInstance: value => value instanceof Temporal.PlainDateTime, dehydrate: value => LocalDateTime.fromString(value.toString()) },
  { isTypeInstance: value => value instanceof Temporal.Duration, dehydrate: value => Duration.fromString(value.toString()) },
  {
    isTypeInstance: value => value instanceof Temporal.ZonedDateTime,
    dehydrate: value => DateTime.fromString(value.toString({ timeZoneName: /^[+-]/.test(value.timeZoneId) ? 'never' : 'auto' }))
  }
]
const identities: HydrationHooks = Object.fromEntries(
  ['Integer', 'Bytes', 'Date', 'DateTime', 'Duration', 'LocalDateTime', 'LocalTime', 'Node', 'Path', 'Point', 'Relationship', 'Time', 'UnsupportedType', 'UUID', 'Vector']
    .map(name => [name, (value: unknown) => value]))

describe('every value', () => {
  it('is what it was behind hooks that give it back', () => {
    fc.assert(fc.property(received, value => { deepStrictEqual(decoded(value, identities), decoded(value)) }), { numRuns: 300 })
  })

  it.each(['number', 'bigint', 'safe'] as const)('comes with integers as %s as if the driver was told so', mode => {
    const { toBigInt, toNumberOrInfinity } = { toBigInt: (value: any) => value.toBigInt(), toNumberOrInfinity: (value: any) => value.toNumberOrInfinity() }
    const convert = mode === 'bigint' ? toBigInt : mode === 'number' ? toNumberOrInfinity : (value: any) => value.inSafeRange() ? value.toNumber() : value.toBigInt()
    fc.assert(fc.property(sendable.value, value => {
      expect(valuesIn(decoded(value, { Integer: mode }))).toStrictEqual(valuesIn(decoded(value), convert))
    }), { numRuns: 300 })
  })

  it('comes the same with typed lists of floats', () => {
    fc.assert(fc.property(received, value => { deepStrictEqual(untyped(decoded(value, { floats: 'typed' })), decoded(value)) }), { numRuns: 300 })
  })
})

describe('hydration.native', () => {
  it('loses nothing: what it makes of a value is that value on its way back', () => {
    fc.assert(fc.property(sendable.value, value => {
      expect(back(decoded(value, hydration.native), numberToInteger, dateToDateTime).equals(packed(value))).toBe(true)
    }), { numRuns: 500 })
  })

  it.each([
    ['2024-02-29T01:02:03.004Z', new Date('2024-02-29T01:02:03.004Z')], ['-000044-03-15T12:00:00Z', new Date('-000044-03-15T12:00:00Z')],
    ['2024-02-29T01:02:03.004000001Z', undefined], ['2024-02-29T01:02:03+01:00', undefined], ['2024-02-29T01:02:03Z[Europe/London]', undefined], ['+999999-01-01T00:00:00Z', undefined]
  ])('makes a Date of %s only if that is all of it', (text, date) => {
    const value = DateTime.fromString(text)
    expect(decoded(value, hydration.native)).toEqual(date ?? decoded(value, { Integer: 'safe' }))
  })

  it('leaves days and local times what they are', () => {
    for (const value of [new Day(2024, 1, 2), new LocalDateTime(2024, 1, 2, 3, 4, 5, 0), new LocalTime(1, 2, 3, 0), new Time(1, 2, 3, 0, 0)]) {
      expect(decoded(value, hydration.native).toString()).toBe(value.toString())
    }
  })
})

describe('hydration.json', () => {
  it('makes of everything what JSON can hold, the same as toJson', () => {
    fc.assert(fc.property(received, value => {
      const json = decoded(value, hydration.json)
      deepStrictEqual(json, toJson(decoded(value)))
      deepStrictEqual(JSON.parse(JSON.stringify({ json })), { json })
    }), { numRuns: 500 })
  })

  it.each(Object.entries(temporals))('gives a text of each %s that is read as the same', (name, arbitrary) => {
    const fromString = { Date: Day, LocalTime, Time, LocalDateTime, DateTime, 'DateTime with a zone': DateTime, Duration }[name] as typeof DateTime
    // Longer durations are written in full, but read by way of decimals.
    const isRead = (value: object): boolean => !(value instanceof Duration) || [value.months, value.days].every(part => part.inSafeRange())
    fc.assert(fc.property(arbitrary.filter(isRead), value => { expect(packed(fromString.fromString(decoded(value, hydration.json))).equals(packed(value))).toBe(true) }))
  })

  it('gives values plain forms', () => {
    const [ada, bob] = [node('Person', { born: 1815, big: 2n ** 60n }, { id: 1, elementId: 'a' }), node('Person', {}, { id: 2, elementId: 'b' })]
    const knows = relationship(ada, 'KNOWS', bob, { since: new Day(1833, 6, 5) }, { id: 3, elementId: 'r' })
    const json = decoded({
      walk: path(ada, knows, bob), place: point({ x: 1.5, y: 2, z: 3 }), bytes: Int8Array.of(1, -1), odd: [NaN, -Infinity, 1.5, -0.5], vector: new Vector(BigInt64Array.of(1n, 2n ** 60n)),
      id: UUID.fromString('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')
    }, hydration.json)
    const [adaJson, bobJson] = [{ identity: 1, labels: ['Person'], properties: { born: 1815, big: '1152921504606846976' }, elementId: 'a' }, { identity: 2, labels: ['Person'], properties: {}, elementId: 'b' }]
    const knowsJson = { identity: 3, start: 1, end: 2, type: 'KNOWS', properties: { since: '1833-06-05' }, elementId: 'r', startNodeElementId: 'a', endNodeElementId: 'b' }
    expect(json).toEqual({
      walk: { start: adaJson, end: bobJson, segments: [{ start: adaJson, relationship: knowsJson, end: bobJson }], length: 1 },
      place: { srid: 9157, x: 1.5, y: 2, z: 3 }, bytes: 'Af8=', odd: ['NaN', '-Infinity', 1.5, -0.5], vector: [1, '1152921504606846976'], id: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'
    })
  })

  it('can be changed type by type', () => {
    expect(decoded({ a: [1, NaN], b: new Day(2024, 1, 2) }, { ...hydration.json, Date: () => 'day' })).toEqual({ a: [1, 'NaN'], b: 'day' })
  })
})

describe('hydration.temporal', () => {
  const hooks = hydration.temporal(Temporal)

  it('loses nothing: what it makes of a value is that value on its way back', () => {
    fc.assert(fc.property(sendable.value, value => { expect(back(decoded(value, hooks), ...fromTemporal).equals(packed(value))).toBe(true) }), { numRuns: 500 })
  })

  it.each<[object, object]>([
    [new Day(2024, 2, 29), Temporal.PlainDate.from('2024-02-29')],
    [new LocalTime(1, 2, 3, 4005006), Temporal.PlainTime.from('01:02:03.004005006')],
    [new LocalDateTime(2024, 2, 29, 1, 2, 3, 4), Temporal.PlainDateTime.from('2024-02-29T01:02:03.000000004')],
    [DateTime.fromString('2024-07-01T12:00:00+02:00[Europe/Berlin]'), Temporal.ZonedDateTime.from('2024-07-01T12:00:00+02:00[Europe/Berlin]')],
    [DateTime.fromString('2024-10-27T02:30:00+01:00[Europe/Berlin]'), Temporal.ZonedDateTime.from('2024-10-27T02:30:00+01:00[Europe/Berlin]')],
    [DateTime.fromString('2024-07-01T12:00:00-03:30'), Temporal.ZonedDateTime.from('2024-07-01T12:00:00-03:30[-03:30]')],
    [DateTime.fromString('2024-07-01T12:00:00Z'), Temporal.ZonedDateTime.from('2024-07-01T12:00:00+00:00[+00:00]')],
    [new Duration(14, 3, 5, 6000007), Temporal.Duration.from('P14M3DT5.006000007S')],
    [new Duration(0, 0, -1, 500_000_000), Temporal.Duration.from('-PT0.5S')]
  ])('makes of %s a value of Temporal', (value, expected) => {
    const made = decoded(value, hooks)
    expect(made.constructor).toBe(expected.constructor)
    expect(made.toString()).toBe(expected.toString())
  })

  it.each<[string, object]>([
    ['a day out of its range', new Day(999_999_999, 1, 1)], ['a time with an offset', new Time(1, 2, 3, 0, 3600)], ['an offset with seconds', new DateTime(1890, 1, 1, 0, 0, 0, 0, 3208)],
    ['parts of different signs', new Duration(1, -1, 0, 0)], ['a part beyond 2^53', new Duration(0n, 2n ** 60n, 0n, 0n)]
  ])('leaves what Temporal can not hold: %s', (_, value) => {
    expect(decoded(value, hooks)).toEqual(decoded(value))
  })

  it('leaves a time whose offset the zone does not have, as of other rules of that zone', () => {
    const value = new DateTime(2024, 7, 1, 12, 0, 0, 0, 3600, 'UTC')
    expect((hooks.DateTime as (value: object) => unknown)(value)).toBe(value)
  })

  it('takes the global Temporal, where there is one', () => {
    expect(() => hydration.temporal()).toThrow(new TypeError('This runtime has no Temporal: pass an implementation, such as that of a polyfill: neo4j.hydration.temporal(Temporal)'))
    Object.assign(globalThis, { Temporal })
    try {
      expect(decoded(new Day(2024, 1, 2), hydration.temporal())).toBeInstanceOf(Temporal.PlainDate)
    } finally {
      Reflect.deleteProperty(globalThis, 'Temporal')
    }
  })

  it('refuses what is no implementation', () => {
    expect(() => hydration.temporal({ PlainDate: Temporal.PlainDate } as never)).toThrow('The implementation of Temporal must have the classes PlainDate, PlainTime,')
  })
})

/** All integers among values, in their order. */
function valuesIn (value: unknown, convert: (value: unknown) => unknown = same => same, found: unknown[] = []): unknown[] {
  if (isInt(value)) found.push(convert(value))
  else if (typeof value === 'number' || typeof value === 'bigint') found.push(value)
  else if (Array.isArray(value) || Object.getPrototypeOf(value ?? 0) === Object.prototype) Object.values(value as object).forEach(item => valuesIn(item, convert, found))
  return found
}

function untyped (value: any): unknown {
  if (value instanceof Float64Array) return [...value]
  if (Array.isArray(value)) return value.map(untyped)
  const isMap = Object.getPrototypeOf(value ?? 0) === Object.prototype
  const holder = value?.properties ?? (isMap ? value : undefined)
  if (holder !== undefined) for (const key of Object.keys(holder)) Object.defineProperty(holder, key, { value: untyped(holder[key]), enumerable: true, writable: true, configurable: true })
  if (value?.segments !== undefined) value.segments.forEach(({ start, relationship, end }: any) => [start, relationship, end].forEach(untyped))
  if (value?.segments !== undefined) [value.start, value.end].forEach(untyped)
  return value
}
