import * as fc from 'fast-check'
import { Codec } from '../../src/bolt/codec.js'
import type { HydrationHooks } from '../../src/hydration/hooks.js'
import { Hydrator } from '../../src/hydration/hydrator.js'
import { node, path, relationship } from '../../src/testing.js'
import { type Integer, Integer as AnyInteger, int } from '../../src/types/integer.js'
import { Point } from '../../src/types/spatial.js'
import { Date as Day, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../../src/types/temporal/index.js'
import { UUID } from '../../src/types/uuid.js'
import { UnsupportedType } from '../../src/types/unsupported.js'
import { Vector } from '../../src/types/vector.js'
import { LATEST, packed } from './wire.js'

const long = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger().map(BigInt), fc.integer({ min: -200, max: 2000 }).map(BigInt))
export const integer: fc.Arbitrary<Integer> = long.map(value => int(value))
export const float = fc.oneof(fc.double({ noNaN: true }).filter(value => !Number.isInteger(value)), fc.constantFrom(NaN, -0.5))
const within = (min: number, max: number): fc.Arbitrary<Integer> => fc.integer({ min, max }).map(value => int(value))
const year = fc.oneof(within(-999_999_999, 999_999_999), within(-9999, 9999), within(1900, 2100))
const dayFields = [year, within(1, 12), within(1, 28)] as const
const nanosecond = fc.oneof(within(0, 999_999_999), within(0, 999).map(value => value.multiply(1_000_000)))
const clockFields = [within(0, 23), within(0, 59), within(0, 59), nanosecond] as const
const offset = fc.oneof(within(-64_800, 64_800), within(-72, 72).map(quarters => quarters.multiply(900)), fc.constant(AnyInteger.ZERO))
const part = fc.oneof(long.map(value => int(value)), within(-1000, 1000), fc.constant(AnyInteger.ZERO))

export const temporals: Record<string, fc.Arbitrary<object>> = {
  Date: fc.tuple(...dayFields).map(fields => new Day(...fields)),
  LocalTime: fc.tuple(...clockFields).map(fields => new LocalTime(...fields)),
  Time: fc.tuple(...clockFields, offset).map(fields => new Time(...fields)),
  LocalDateTime: fc.tuple(...dayFields, ...clockFields).map(fields => new LocalDateTime(...fields)),
  DateTime: fc.tuple(...dayFields, ...clockFields, offset).map(fields => new DateTime(...fields)),
  'DateTime with a zone': fc.tuple(within(1950, 2035), within(1, 12), within(1, 28), ...clockFields, fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Asia/Kolkata'))
    .map(([y, m, d, h, min, s, ns, zone]) => atOneOffset(new DateTime(y, m, d, h, min, s, ns, undefined, zone))),
  Duration: fc.tuple(part, part, within(-(2 ** 40), 2 ** 40), nanosecond).map(fields => new Duration(...fields))
}

/** As servers send it: the offset is known. */
function atOneOffset (value: DateTime): DateTime {
  const instant = value.toStandardDate()
  const shown = new Date(instant.toLocaleString('sv-SE', { timeZone: value.timeZoneId, hour12: false }).replace(' ', 'T') + 'Z')
  const seconds = Math.round((shown.getTime() - Math.floor(instant.getTime() / 1000) * 1000) / 1000)
  return new DateTime(
    int(shown.getUTCFullYear()), int(shown.getUTCMonth() + 1), int(shown.getUTCDate()), int(shown.getUTCHours()), int(shown.getUTCMinutes()), int(shown.getUTCSeconds()),
    value.nanosecond, int(seconds), value.timeZoneId)
}

const point = fc.tuple(fc.constantFrom(7203, 4326), float, float).map(([srid, x, y]) => new Point(int(srid), x, y))
const vector = fc.oneof(fc.array(float, { maxLength: 20 }).map(items => new Vector(Float64Array.from(items))), fc.array(long, { maxLength: 20 }).map(items => new Vector(BigInt64Array.from(items))))
const scalars = [
  integer, float, fc.string(), fc.constantFrom<unknown>(null, true, false), fc.int8Array({ maxLength: 20 }), ...Object.values(temporals), point, vector,
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => new UUID(bytes))
]
const keys = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON'))

/** What a parameter may be, and a server may send. */
export const sendable = fc.letrec<{ value: unknown, map: Record<string, unknown> }>(tie => ({
  value: fc.oneof({ maxDepth: 3 }, ...scalars, fc.array(tie('value'), { maxLength: 5 }), tie('map'), fc.array(float, { minLength: 1, maxLength: 40 })),
  map: fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true })
}))

const graph = fc.tuple(sendable.map, sendable.map, sendable.map).map(([one, two, three]) => {
  const [start, end] = [node('A', one), node(['B', 'C'], two)]
  const knows = relationship(start, 'KNOWS', end, three)
  return [start, knows, path(start, knows, end, knows, start)]
})
/** What a server may send: with values of graphs, too. */
export const received = fc.oneof(sendable.value, graph, fc.constant(new UnsupportedType('NEW', 9, 0, 'too new')))

/** A value as a program gets it. */
export function decoded (value: unknown, hooks: HydrationHooks = {}): any {
  const hydrator = new Hydrator(hooks, 'integer')
  const reader = new Codec({ integers: 'integer' }).reader(LATEST, hydrator.decoding)
  const bytes = packed([value])
  reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  const fields = reader.readList()
  hydrator.hydrate(fields, ['value'], 0)
  return fields[0]
}
