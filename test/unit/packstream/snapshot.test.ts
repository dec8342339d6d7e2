import * as fc from 'fast-check'
import { Codec } from '../../../src/bolt/codec.js'
import { run } from '../../../src/bolt/messages.js'
import { Outgoing } from '../../../src/bolt/outgoing.js'
import { parameterSnapshot } from '../../../src/bolt/parameter-error.js'
import { MAX_NESTING } from '../../../src/packstream/markers.js'
import { snapshot } from '../../../src/packstream/snapshot.js'
import { Structure } from '../../../src/packstream/structure.js'
import { Node, Path, PathSegment, Relationship, UnboundRelationship } from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { Point } from '../../../src/types/spatial.js'
import { Date as Day, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../../../src/types/temporal/index.js'
import { UnsupportedType } from '../../../src/types/unsupported.js'
import { UUID } from '../../../src/types/uuid.js'
import { Vector } from '../../../src/types/vector.js'
import { MemoryTransport } from '../../helpers/memory-transport.js'
import { LATEST } from '../../helpers/wire.js'

type Map_ = Record<string, unknown>

class Thing { [key: string]: unknown }
class Walk { items: unknown[] = []; * [Symbol.iterator] () { yield * this.items } }

function bytes (value: unknown, onLossy?: (value: object) => void): string {
  const writer = new Codec({ integers: 'integer', onLossy }).writer(LATEST)
  writer.write(value)
  return writer.buffer.toString('hex', 0, writer.position)
}

const scalar = fc.oneof(fc.constantFrom<unknown>(null, undefined, true, false), fc.double(), fc.string(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
const driverValue = fc.constantFrom<() => unknown>(
  () => int(5), () => new Point(int(7203), 1, 2), () => new Day(2020, 2, 29), () => new DateTime(2020, 1, 2, 3, 4, 5, 6, 3600), () => new LocalDateTime(2020, 1, 2, 3, 4, 5, 6),
  () => new LocalTime(1, 2, 3, 4), () => new Time(1, 2, 3, 4, 3600), () => new Duration(1, 2, 3, 4), () => new Vector(Float32Array.of(1, 2)), () => new Vector(BigInt64Array.of(1n)),
  () => new UUID(new Uint8Array(16)), () => new UUID(Buffer.alloc(16)), () => Int8Array.of(1, -1), () => Uint8Array.of(1, 2), () => Buffer.from('abc'), () => Float64Array.of(1.5), () => BigUint64Array.of(1n),
  () => new Date(0), () => /x/, () => new ArrayBuffer(3), () => new DataView(new ArrayBuffer(3)), () => new String('text'), () => new Number(5),
  () => Object.assign(new Set([1]), { [Symbol.iterator]: undefined, own: 1 }), () => Object.assign(Int8Array.of(1), { own: 1 }), () => new Thing(), () => 'a1'.matchAll(/./g)
).map(make => make())
const values = fc.letrec(tie => {
  const keys = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '__isNode__', 'length', 'low', 'high'))
  const list = fc.array(tie('value'), { maxLength: 5 })
  const map = fc.dictionary(keys, tie('value'), { maxKeys: 5, noNullPrototype: true })
  return {
    map,
    value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, driverValue, list, map,
      map.map(entries => Object.assign(Object.create(null), entries)), map.map(entries => Object.defineProperties(new Thing(), Object.getOwnPropertyDescriptors(entries))),
      list.map(items => new Set(items)), fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map(pairs => new Map(pairs)),
      list.map(items => items.values()), list.map(items => Object.assign(new Walk(), { items })), list.map(items => ({ * [Symbol.iterator] () { yield * items } })),
      list.map(items => new Proxy(items, {})), map.map(entries => new Proxy(entries, {})), list.map(fields => new Structure(1, fields.map(field => field ?? null))))
  }
})
const parameters = values.map as fc.Arbitrary<Map_>

/** Changes whatever can be changed, down to the last value. */
function spoil (value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  if (value instanceof Vector) return spoil(value.asTypedArray(), seen)
  if (value instanceof UUID) return spoil(value.getTypedArray(), seen)
  if (ArrayBuffer.isView(value)) new Uint8Array(value.buffer, value.byteOffset, value.byteLength).fill(0x77)
  for (const item of Object.values(value)) spoil(item, seen)
  if (Object.isFrozen(value) || 'inSafeRange' in value) return
  if (Array.isArray(value)) value.splice(0, 1, 'spoilt', 'more')
  if (value instanceof Set) value.add({})
  if (value instanceof Map) { for (const item of value.values()) spoil(item, seen) }
  if (value instanceof Map) value.set({}, 1).delete(0)
  if (!ArrayBuffer.isView(value) && Object.isExtensible(value)) Object.defineProperty(value, 'spoilt', { value: 1, enumerable: true, configurable: true })
}

/** Twins from one seed: iterators can be read but once. */
function twins (check: (one: Map_, other: Map_) => void): void {
  fc.assert(fc.property(fc.integer(), fc.nat(1000), (seed, path) => {
    const [one, other] = [0, 1].map(() => fc.sample(parameters, { seed, numRuns: 1 + path % 3 }).pop() as Map_)
    check(one, other)
  }), { numRuns: 500 })
}

describe('a snapshot of parameters', () => {
  it('is sent as the same bytes', () => {
    twins((one, other) => { expect(bytes(snapshot(one))).toBe(bytes(other)) })
  })

  it('does not change with the original', () => {
    twins((one, other) => {
      const taken = snapshot(one)
      spoil(one)
      expect(bytes(taken)).toBe(bytes(other))
    })
  })

  it('can be sent again, as after a token has expired', () => {
    twins(one => {
      const taken = snapshot(one)
      expect(bytes(taken)).toBe(bytes(taken))
    })
  })

  it('is of kinds about which the writer warns as before', () => {
    const kinds = [new Date(0), new Map([[1, 2]]), Uint8Array.of(1), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), /x/, Promise.resolve()]
    const told = (value: unknown): string[] => {
      const seen: string[] = []
      bytes(value, object => { seen.push(Object.getPrototypeOf(object).constructor.name) })
      return seen
    }
    expect(told(snapshot({ kinds }))).toEqual(told({ kinds }))
    const taken = snapshot({ kinds }).kinds as unknown[]
    expect([taken[0] instanceof Date, taken[1] instanceof Map, ArrayBuffer.isView(taken[2]), taken[3] instanceof ArrayBuffer, ArrayBuffer.isView(taken[4]), taken[5] instanceof RegExp, taken[6] instanceof Promise])
      .toEqual(kinds.map(() => true))
  })

  it.each<[string, (inner: unknown) => unknown]>([
    ['lists', inner => [inner]], ['maps', inner => ({ inner })], ['Sets', inner => new Set([inner])], ['instances', inner => Object.assign(new Thing(), { inner })]
  ])('goes as deep as the writer: %s', (_, nest) => {
    let value: unknown = 1
    for (let depth = 1; depth < MAX_NESTING; depth++) value = nest(value)
    expect(bytes(snapshot({ value }))).toBe(bytes({ value }))
  })

  it('keeps values that never change as they are, and asks getters once', () => {
    const [day, integer] = [new Day(2020, 1, 1), int('123456789012345')]
    let asked = 0
    const taken = snapshot({ day, integer, get once () { return ++asked } })
    expect([taken.day, taken.integer, taken.once, asked]).toEqual([day, integer, 1, 1])
    expect(taken.day).toBe(day)
  })

  describe('fails as the parameters themselves would', () => {
    const cyclic: Map_ = {}
    cyclic.list = [cyclic]
    let deep: unknown = 1
    for (let i = 0; i < MAX_NESTING; i++) deep = [deep]
    const node = new Node(int(1), [], {}, '1')
    const relationship = new Relationship(int(1), int(1), int(1), 'T', {}, '1', '1', '1')
    const failing: Array<[string, () => unknown]> = [
      ['a cycle', () => cyclic], ['too deep a list', () => deep], ['a list of too deep a list', () => [deep]], ['a Set in too deep a list', () => [new Set([deep])]],
      ['an iterable that throws', () => ({ [Symbol.iterator]: () => { throw new Error('no more') } })], ['a getter that throws', () => ({ get bad () { throw new Error('mine') } })],
      ['a function', () => [() => 1]], ['a symbol', () => Symbol('s')], ['too large a bigint', () => new Set([2n ** 64n])], ['a revoked proxy', () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy }],
      ['a node', () => node], ['a relationship', () => relationship], ['an unbound relationship', () => new UnboundRelationship(int(1), 'T', {}, '1')], ['a path', () => new Path(node, node, [])],
      ['a path segment', () => new PathSegment(node, relationship, node)], ['an unsupported type', () => new UnsupportedType('T', 6, 0, undefined)],
      ['a vector of an unknown type', () => Object.assign(new Vector(Int8Array.of(1)), { _type: 'INT128' })], ['a duration that does not fit', () => new Duration(2n ** 63n, 0n, 0n, 0n)]
    ]

    it.each(failing)('%s', (_, make) => {
      const messageOf = (write: (parameters: Map_) => void): string => {
        try {
          write({ before: 1, bad: { here: make() } })
        } catch (error) {
          return `${(error as Error).constructor.name} ${(error as Error).message}`
        }
        return 'nothing was thrown'
      }
      const send = (parameters: Map_): void => {
        new Outgoing(new MemoryTransport(), new Codec({ integers: 'integer' }).writer(LATEST)).write(run(LATEST, 'RETURN 1', parameters))
      }
      expect(messageOf(send)).not.toBe('nothing was thrown')
      expect(messageOf(parameters => { send(parameterSnapshot(parameters)) })).toBe(messageOf(send))
    })
  })
})
