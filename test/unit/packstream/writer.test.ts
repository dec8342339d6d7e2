import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { KeyCache } from '../../../src/packstream/key-cache.js'
import { MAX_NESTING } from '../../../src/packstream/markers.js'
import { PackStreamReader } from '../../../src/packstream/reader.js'
import { Structure } from '../../../src/packstream/structure.js'
import { PackStreamWriter, type WriterOptions } from '../../../src/packstream/writer.js'
import { int } from '../../../src/types/integer.js'
import { UUID } from '../../../src/types/uuid.js'
import { bytesOf } from '../../helpers/wire.js'
import { cases } from './cases.js'

// eslint-disable-next-line @typescript-eslint/no-require-imports
const official = require('neo4j-driver-bolt-connection/lib/packstream/packstream-v2.js').Packer as new (channel: object, uuid: boolean) => { packable: (value: unknown) => () => void }

function write (value: unknown, options: Partial<WriterOptions> = {}): Buffer {
  const writer = new PackStreamWriter({ structures: { find: () => undefined }, uuid: true, ...options })
  writer.write(value)
  return writer.buffer.subarray(0, writer.position)
}

function read (bytes: Buffer): unknown {
  const reader = new PackStreamReader({ integers: 'bigint', structures: [], keys: new KeyCache() })
  reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  const value = reader.read()
  expect(reader.position).toBe(bytes.length)
  return value
}

/** What neo4j-driver writes. */
function officialBytes (value: unknown): Buffer {
  const parts: Buffer[] = []
  const number = (size: number, put: (buffer: Buffer, value: number) => void) => (value: number) => {
    const buffer = Buffer.alloc(size)
    put(buffer, value)
    parts.push(buffer)
  }
  const channel = {
    writeUInt8: number(1, (buffer, value) => { buffer.writeUInt8(value) }),
    writeInt8: number(1, (buffer, value) => { buffer.writeInt8(value) }),
    writeInt16: number(2, (buffer, value) => { buffer.writeInt16BE(value) }),
    writeInt32: number(4, (buffer, value) => { buffer.writeInt32BE(value) }),
    writeFloat64: number(8, (buffer, value) => { buffer.writeDoubleBE(value) }),
    writeBytes: (bytes: { length: number, getUInt8: (at: number) => number }) => {
      parts.push(Buffer.from(Array.from({ length: bytes.length }, (_, i) => bytes.getUInt8(i))))
    }
  }
  new official(channel, true).packable(value)()
  return Buffer.concat(parts)
}

const scalars = fc.oneof(
  fc.constantFrom(null, true, false), fc.double(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer().map(BigInt),
  fc.string({ unit: 'binary' }), fc.string({ minLength: 14, maxLength: 45 }), fc.int8Array({ maxLength: 300 })
)
const values = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 4 }, scalars, tie('list'), tie('map'), fc.array(fc.double(), { maxLength: 300 })),
  list: fc.array(tie('value'), { maxLength: 20 }),
  map: fc.dictionary(fc.string(), tie('value'), { maxKeys: 20, noNullPrototype: true })
})).value

describe('PackStreamWriter', () => {
  it.each(cases)('writes %s', (_, value, hex) => {
    expect(write(value).equals(bytesOf(hex))).toBe(true)
  })

  it('writes what the reader reads', () => {
    fc.assert(fc.property(values, value => { expect(read(write(value))).toStrictEqual(value) }), { numRuns: 500 })
  })

  it('writes the same bytes as neo4j-driver', () => {
    fc.assert(fc.property(values, value => { expect(write(value).toString('hex')).toBe(officialBytes(value).toString('hex')) }), { numRuns: 500 })
  })

  it.each([
    ['undefined items', [undefined, null, 1]], ['undefined properties', { a: undefined, b: 1n }], ['an iterable', new Set([1n, 'a'])],
    ['a generator', (function * () { yield 1n })()], ['a class of the user\'s', Object.assign(new (class Thing {})(), { a: 1n })],
    ['a map without a prototype', Object.assign(Object.create(null), { a: 1n })], ['an Integer', int('1234567890123')], ['a map with a length', { length: 3n }],
    ['a lone surrogate', '\ud800'], ['a lone surrogate in a long text', 'x'.repeat(50) + '\udfff']
  ])('writes %s as neo4j-driver does', (_, value) => {
    const again = value !== null && typeof value === 'object' && 'next' in value ? [1n] : value
    expect(write(value).toString('hex')).toBe(officialBytes(again).toString('hex'))
  })

  it.each([['a function', () => 1], ['a symbol', Symbol('s')], ['undefined', undefined]])('refuses %s', (_, value) => {
    expect(() => write(value)).toThrow('Unable to pack the given value')
  })

  it.each([['2^63', 2n ** 63n], ['-2^63 - 1', -(2n ** 63n) - 1n], ['2^64', 2n ** 64n], ['a number of a thousand digits', 10n ** 1000n]])('refuses %s, which does not fit into 64 bits', (_, value) => {
    for (const given of [value, [value], { a: [value] }]) {
      expect(() => write(given)).toThrow(expect.objectContaining({ value, message: expect.stringMatching(/^The integer -?\d+…?\d* does not fit into 64 bits$/) }))
    }
  })

  it.each([0n, 1n, -1n, 2n ** 31n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)])('writes the bigint %p', value => {
    expect(write(value).toString('hex')).toBe(officialBytes(value).toString('hex'))
    expect(read(write(value))).toBe(value)
  })

  describe('sends everything that can be iterated as a list', () => {
    const items = (): unknown[] => [1n, 'a', null]
    const iterables: Array<[name: string, make: () => object]> = [
      ['the values of a list', () => items().values()],
      ['the keys of a Map', () => new Map(items().map(item => [item, 0])).keys()],
      ['a Set', () => new Set(items())],
      ['a generator', () => (function * () { yield * items() })()],
      ['the arguments of a function', () => (function (..._: unknown[]) { return arguments })(...items())], // eslint-disable-line prefer-rest-params
      ['a plain object with an iterator', () => ({ * [Symbol.iterator] () { yield * items() } })],
      ['an object with an iterator and no prototype', () => Object.assign(Object.create(null), { * [Symbol.iterator] () { yield * items() } })],
      ['an object of a class with an iterator', () => new (class { * [Symbol.iterator] () { yield * items() } })()],
      ['a list without the prototype of lists', () => Object.setPrototypeOf(items(), Object.prototype)],
      ['a proxy of a list', () => new Proxy(items(), {})]
    ]

    it.each(iterables)('%s', (_, make) => {
      expect(read(write(make()))).toEqual(items())
      expect(read(write({ nested: [make()] }))).toEqual({ nested: [items()] })
    })

    it('matches of a regular expression', () => {
      expect(read(write('a1b2'.matchAll(/\d/g)))).toEqual([['1'], ['2']])
    })

    it('but not what has something else under that key', () => {
      for (const value of [{ a: 1, [Symbol.iterator]: undefined }, { a: 1, [Symbol.iterator]: 5 }]) expect(read(write(value))).toEqual({ a: 1 })
    })
  })

  it.each([
    ['another realm', () => runInNewContext('({ a: 1 })')], ['no prototype', () => Object.assign(Object.create(null), { a: 1 })],
    ['a proxy', () => new Proxy({ a: 1 }, {})], ['a prototype of their own', () => Object.assign(Object.create({ inherited: 1 }), { a: 1 })]
  ])('sends objects of %s as maps', (_, make) => {
    expect(read(write(make()))).toEqual({ a: 1 })
  })

  it.each([
    ['an iterable that throws an error', { [Symbol.iterator]: () => { throw new Error('no more') } }, 'Cannot pack given iterable, no more: [object Object]'],
    ['an iterable that throws nothing', { [Symbol.iterator]: () => { throw undefined } }, 'Cannot pack given iterable, undefined: [object Object]'],
    ['an iterable without a text', { [Symbol.iterator]: () => { throw new Error('no') }, toString: () => { throw new Error('no text') } }, 'Cannot pack given iterable, no: a value of type object'],
    ['a function without a text', Object.assign(() => 1, { toString: () => { throw new Error('no text') } }), 'Unable to pack the given value: a value of type function']
  ])('tells of %s', (_, value, message) => {
    expect(() => write([value])).toThrow(expect.objectContaining({ message, value }))
  })

  it('refuses a UUID where the version has none', () => {
    const uuid = new UUID(Uint8Array.from(bytesOf('00112233445566778899aabbccddeeff')))
    expect(write(uuid).toString('hex')).toBe('e000112233445566778899aabbccddeeff')
    expect(() => write(uuid, { uuid: false })).toThrow('Cannot pack UUID')
  })

  it('refuses what contains itself', () => {
    const list: unknown[] = []
    list.push(list)
    const map: Record<string, unknown> = {}
    map.self = map
    for (const value of [list, map]) expect(() => write(value)).toThrow('does one contain itself?')
  })

  it('writes values in each other up to the limit', () => {
    let value: unknown = null
    for (let i = 0; i < MAX_NESTING; i++) value = [value]
    expect(write(value)).toHaveLength(MAX_NESTING + 1)
    expect(() => write([value])).toThrow('nested deeper')
  })

  it('can go on after a value that it refused', () => {
    const writer = new PackStreamWriter({ structures: { find: () => undefined } })
    for (let i = 0; i < 3 * MAX_NESTING; i++) {
      try { writer.write([[[() => 1]]]) } catch { writer.restart() }
    }
    writer.position = 0
    writer.write([[1n]])
    expect(writer.buffer.subarray(0, writer.position).toString('hex')).toBe('919101')
  })

  it('writes structures', () => {
    expect(write(new Structure(0x4e, [1n, 'a'])).toString('hex')).toBe('b24e018161')
  })

  it('tells of values that arrive as something else', () => {
    const seen: unknown[] = []
    const date = new Date(0)
    write({ date }, { onLossy: value => { seen.push(value) } })
    expect(seen).toEqual([date])
  })

  it('writes lists of floats that are longer than its buffer', () => {
    const floats = Array.from({ length: 5000 }, (_, i) => i / 3)
    expect(read(write([floats, 'end']))).toEqual([floats, 'end'])
  })
})

describe('a typed array', () => {
  const float = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, 1, 2 ** 53))
  const long = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -300n, max: 300n }), fc.integer().map(BigInt))
  const arrays = fc.oneof(
    fc.array(float, { maxLength: 400 }).map(items => [Float64Array.from(items), items] as const),
    fc.array(float.map(Math.fround), { maxLength: 400 }).map(items => [Float32Array.from(items), items] as const),
    fc.array(fc.integer(), { maxLength: 400 }).map(items => [Int32Array.from(items), items.map(BigInt)] as const),
    fc.array(long, { maxLength: 400 }).map(items => [BigInt64Array.from(items), items] as const)
  )

  it('is sent as the list of its numbers', () => {
    fc.assert(fc.property(arrays, fc.integer({ min: 0, max: 1100 }), ([array, items], before) => {
      const value = (list: unknown): unknown => ['x'.repeat(before), list, { list }]
      expect(write(value(array)).equals(write(value(items)))).toBe(true)
    }), { numRuns: 500 })
  })

  it('is a window of its buffer, of whatever realm', () => {
    const all = Float64Array.of(1.5, 2.5, 3.5, 4.5)
    expect(read(write(all.subarray(1, 3)))).toEqual([2.5, 3.5])
    expect(read(write(BigInt64Array.of(1n, -1n, 2n ** 40n, 4n).subarray(1, 3)))).toEqual([-1n, 2n ** 40n])
    expect(read(write(runInNewContext('Int32Array.of(1, -2)')))).toEqual([1n, -2n])
  })

  it('is nothing that anyone is warned of, unlike others', () => {
    const told: unknown[] = []
    const onLossy = (value: object): void => { told.push(value) }
    for (const array of [Float32Array.of(1), Float64Array.of(1), Int32Array.of(1), BigInt64Array.of(1n)]) write([array], { onLossy })
    expect(told).toEqual([])
    const bytes = Uint8Array.of(1, 2)
    expect(read(write(bytes, { onLossy }))).toEqual([1, 2])
    expect(told).toEqual([bytes])
  })

  it('that gives something else when it is iterated is the list of that', () => {
    const odd = Object.assign(Float64Array.of(1.5), { * [Symbol.iterator] () { yield 'a' } })
    expect(read(write(odd))).toEqual(['a'])
  })

  it.each([[Float64Array.of(1.5)], [Int32Array.of(7)]])('is as deep as a list', array => {
    let value: unknown = array
    for (let depth = 1; depth < MAX_NESTING; depth++) value = [value]
    expect(read(write(value))).toHaveLength(1)
    expect(() => write([value])).toThrow('nested deeper')
  })
})
