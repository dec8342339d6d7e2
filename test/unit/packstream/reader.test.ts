import * as fc from 'fast-check'
import { KeyCache } from '../../../src/packstream/key-cache.js'
import { MAX_NESTING } from '../../../src/packstream/markers.js'
import { PackStreamReader, type StructureReader } from '../../../src/packstream/reader.js'
import type { IntegerMode } from '../../../src/packstream/shared-integers.js'
import { Structure } from '../../../src/packstream/structure.js'
import { int } from '../../../src/types/integer.js'
import { UUID } from '../../../src/types/uuid.js'
import { bytesOf, packed } from '../../helpers/wire.js'
import { cases } from './cases.js'

const structures = Array.from({ length: 128 }, (_, tag): StructureReader => (reader, size) => new Structure(tag, reader.readItems(size)))

interface Settings { integers?: IntegerMode, keys?: KeyCache, uuid?: boolean }

/** Reads one value that must take all the bytes. What is around them in memory looks like a message, too. */
function read (bytes: Buffer, { integers = 'integer', keys = new KeyCache(), uuid = true }: Settings = {}): unknown {
  const around = Buffer.alloc(20, 0x01)
  const memory = Buffer.concat([around, bytes, around])
  const reader = new PackStreamReader({ integers, structures, keys, uuid })
  reader.open(memory, new DataView(memory.buffer, memory.byteOffset, memory.length), around.length, around.length + bytes.length)
  const value = reader.read()
  if (reader.position !== reader.end) throw new Error(`read to ${reader.position} instead of ${reader.end}`)
  return value
}

describe('PackStreamReader', () => {
  it.each(cases)('reads %s', (_, value, hex) => {
    expect(read(bytesOf(hex))).toStrictEqual(value)
  })

  it.each(cases.filter(([, , hex]) => bytesOf(hex).length < 1000))('does not read %s when its end is missing', (_, _value, hex) => {
    const bytes = bytesOf(hex)
    for (let size = 0; size < bytes.length; size++) {
      expect(() => read(bytes.subarray(0, size))).toThrow(/ends inside a value|instead of|is not|was expected/)
    }
  })

  it('gives sizes of every width', () => {
    for (const hex of ['81 78', 'd0 01 78', 'd1 0001 78', 'd2 00000001 78']) expect(read(bytesOf(hex))).toBe('x')
    for (const hex of ['91 c0', 'd4 01 c0', 'd5 0001 c0', 'd6 00000001 c0']) expect(read(bytesOf(hex))).toEqual([null])
    for (const hex of ['a1 8178 c0', 'd8 01 8178 c0', 'd9 0001 8178 c0', 'da 00000001 8178 c0']) expect(read(bytesOf(hex))).toEqual({ x: null })
    for (const hex of ['b1 01 c0', 'dc 01 01 c0', 'dd 0001 01 c0']) expect(read(bytesOf(hex))).toEqual(new Structure(1, [null]))
  })

  it.each([
    ['number', '2a', 42], ['number', 'cb 0020000000000000', Infinity], ['number', 'cb 8000000000000000', -Infinity],
    ['number', 'cb 001fffffffffffff', Number.MAX_SAFE_INTEGER], ['number', 'ca 80000000', -2147483648],
    ['bigint', '2a', 42n], ['bigint', 'cb 7fffffffffffffff', 2n ** 63n - 1n], ['bigint', 'c9 0400', 1024n], ['bigint', 'c1 3ff0000000000000', 1]
  ] as const)('reads integers as %s: %s', (integers, hex, value) => {
    expect(read(bytesOf(hex), { integers })).toBe(value)
  })

  it.each(['c4', 'df', 'e0', 'ef', 'c7', 'd3', 'd7'])('refuses the marker %s', hex => {
    expect(() => read(bytesOf(hex), { uuid: false })).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining(`0x${hex}`) }))
  })

  it('reads a UUID where the version has them', () => {
    const uuid = read(bytesOf('e0 00112233445566778899aabbccddeeff'))
    expect(uuid).toBeInstanceOf(UUID)
    expect(String(uuid)).toContain('00112233-4455-6677-8899-aabbccddeeff')
    expect(() => read(bytesOf('e0 0011'))).toThrow(expect.objectContaining({ code: 'ProtocolError' }))
  })

  it('copies bytes out of the buffer, which will be used again', () => {
    const bytes = bytesOf('92 cc03010203 e0 00112233445566778899aabbccddeeff')
    const reader = new PackStreamReader({ integers: 'integer', structures, keys: new KeyCache(), uuid: true })
    reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
    const [array, uuid] = reader.read() as [Int8Array, UUID]
    bytes.fill(0xee)
    expect(array).toEqual(Int8Array.of(1, 2, 3))
    expect(array.byteOffset).toBe(0)
    expect(String(uuid)).toContain('00112233')
  })

  describe('with bytes that want to do harm', () => {
    const hostile: Array<[name: string, hex: string]> = [
      ['a text', 'd2 7fffffff 61'], ['bytes', 'ce ffffffff 61'], ['a list', 'd6 ffffffff c0'], ['a map', 'da ffffffff 8161 c0'],
      ['a structure', 'dd ffff 4e c0'], ['a list in a list', '92 d6 10000000 c0'], ['a UUID', 'e0 00'], ['a structure without a tag', 'b1']
    ]

    it.each(hostile)('takes no memory for %s that is not there', (_, hex) => {
      const before = process.memoryUsage().heapUsed
      for (let i = 0; i < 100; i++) {
        expect(() => read(bytesOf(hex))).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining('ends inside') }))
      }
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
    })

    // The structures of this test read their fields as a list: two levels each.
    it.each([['lists', '91', 1], ['maps', 'a1 8161', 1], ['structures', 'b1 01', 2]])('reads %s in each other up to the limit, and not one more', (_, level, depth) => {
      const nested = (levels: number): Buffer => bytesOf(level.repeat(levels) + 'c0')
      expect(() => read(nested(MAX_NESTING / depth))).not.toThrow()
      expect(() => read(nested(MAX_NESTING / depth + 1))).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining('nested') }))
      expect(() => read(nested(200_000))).toThrow(expect.objectContaining({ code: 'ProtocolError' }))
    })

    it('makes own properties of all keys', () => {
      const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__']
      const bytes = Buffer.concat([Uint8Array.of(0xa0 | keys.length), ...keys.flatMap(key => [packed(key), packed({ polluted: true })])])
      const shared = new KeyCache()
      for (let times = 0; times < 3; times++) {
        const map = read(bytes, { keys: shared }) as Record<string, unknown>
        expect(Object.keys(map)).toEqual(keys)
        expect(Object.getPrototypeOf(map)).toBe(Object.prototype)
        expect(map.polluted).toBeUndefined()
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    })

    it('takes the last of two values with one key', () => {
      expect(read(bytesOf('a2 8161 01 8161 02'))).toEqual({ a: int(2) })
    })

    it.each([['a number', '01'], ['null', 'c0'], ['a list', '90']])('refuses %s as a key', (_, key) => {
      expect(() => read(bytesOf(`a1 ${key} 01`))).toThrow(expect.objectContaining({ code: 'ProtocolError' }))
    })

    it('names an unknown structure', () => {
      const reader = new PackStreamReader({ integers: 'integer', structures: [], keys: new KeyCache() })
      expect(() => { reader.open(bytesOf('b1'), new DataView(new ArrayBuffer(1)), 0, 1); reader.read() }).toThrow('ends inside a value')
      for (const tag of ['58', 'ff']) {
        const bytes = bytesOf(`b2 ${tag} 01 02`)
        reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
        expect(() => reader.read()).toThrow(`tag 0x${tag} and 2 fields`)
      }
    })

    it('throws nothing but errors, and never hangs, on any bytes', () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        try {
          read(Buffer.from(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }), { numRuns: 2000 })
    })

    it('replaces what is not UTF-8', () => {
      expect(read(bytesOf('82 ff41'))).toBe('\ufffdA')
      expect(read(bytesOf('d0 12 c3' + '41'.repeat(17)))).toBe('\ufffd' + 'A'.repeat(17))
    })
  })

  describe('and the cache of keys', () => {
    it('reads maps of many shapes in any order', () => {
      const keys = new KeyCache()
      const shape = fc.dictionary(fc.string({ maxLength: 60 }), fc.boolean(), { maxKeys: 20 })
      fc.assert(fc.property(fc.array(shape, { maxLength: 10 }), maps => {
        for (const map of [...maps, ...maps]) {
          const entries = Object.entries(map)
          expect(Object.entries(read(packed(map), { keys }) as object)).toEqual(entries)
        }
      }))
    })

    it('stays right when ever new keys push out old ones', () => {
      const keys = new KeyCache()
      for (let i = 0; i < 5000; i++) {
        const map = { [`key${i}`]: true, common: false, [`key${i % 7}`]: null }
        const entries = JSON.stringify(read(packed(map), { keys }))
        if (entries !== JSON.stringify(map)) expect(entries).toBe(JSON.stringify(map))
      }
    })

    it('tells keys apart that fall into one slot', () => {
      const keys = new KeyCache()
      const slotOf = (key: string): number => keys.slotOf(packed(key), 0, packed(key).length)
      const wanted = slotOf('first')
      const twin = Array.from({ length: 100_000 }, (_, i) => `k${i}`).find(key => slotOf(key) === wanted) as string
      for (let times = 0; times < 3; times++) {
        expect(read(packed({ first: 1, [twin]: 2 }), { keys })).toEqual({ first: int(1), [twin]: int(2) })
        expect(read(packed({ [twin]: 1, first: 2 }), { keys })).toEqual({ [twin]: int(1), first: int(2) })
      }
    })

    it('does not take a key for a longer one that begins with the same bytes', () => {
      const keys = new KeyCache()
      for (const map of [{ name: 1 }, { names: 1 }, { nam: 1 }, { name: 2 }]) expect(Object.keys(read(packed(map), { keys }) as object)).toEqual(Object.keys(map))
    })

    it('gives keys of equal letters the same string', () => {
      const keys = new KeyCache()
      const [a, b] = [1, 2].map(i => Object.keys(read(packed({ someKey: i }), { keys }) as object)[0])
      expect(a).toBe(b)
    })
  })
})
