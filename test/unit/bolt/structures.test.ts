import { Codec } from '../../../src/bolt/codec.js'
import { capabilitiesOf, type Capabilities, SPOKEN_VERSIONS, withUtcPatch } from '../../../src/bolt/versions.js'
import type { IntegerMode } from '../../../src/packstream/shared-integers.js'
import { Structure } from '../../../src/packstream/structure.js'
import { Node, Path, PathSegment, Relationship, UnboundRelationship } from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { Point } from '../../../src/types/spatial.js'
import { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../../../src/types/temporal/index.js'
import { UnsupportedType } from '../../../src/types/unsupported.js'
import { UUID } from '../../../src/types/uuid.js'
import { Vector } from '../../../src/types/vector.js'
import { bytesOf, packed } from '../../helpers/wire.js'

type Version = readonly [major: number, minor: number]
const caps = ([major, minor]: Version): Capabilities => capabilitiesOf(major, minor) as Capabilities
const LATEST: Version = SPOKEN_VERSIONS[0]
const before = (version: Version) => ([major, minor]: Version): boolean => major < version[0] || (major === version[0] && minor < version[1])
const versions = [...SPOKEN_VERSIONS].reverse()

function read (bytes: Buffer, capabilities: Capabilities, integers: IntegerMode = 'integer'): unknown {
  const reader = new Codec({ integers }).reader(capabilities)
  reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  const value = reader.read()
  expect(reader.position).toBe(bytes.length)
  return value
}

function write (value: unknown, capabilities: Capabilities): string {
  const writer = new Codec({ integers: 'integer' }).writer(capabilities)
  writer.write(value)
  return writer.buffer.toString('hex', 0, writer.position)
}

/** Values that users send and get back: since which version, the value, its bytes. */
const values: Array<[name: string, since: Version, value: unknown, hex: string]> = [
  ['Point in the plane', [3, 0], new Point(int(7203), 1, 2), 'b358 c91c23 c13ff0000000000000 c14000000000000000'],
  ['Point in space', [3, 0], new Point(int(4979), 1, 2, 3), 'b459 c91373 c13ff0000000000000 c14000000000000000 c14008000000000000'],
  ['Date', [3, 0], new Date(int(2020), int(2), int(29)), 'b144 c94791'],
  ['Date before 1970', [3, 0], new Date(int(1969), int(12), int(31)), 'b144 ff'],
  ['LocalTime', [3, 0], new LocalTime(int(0), int(0), int(0), int(5)), 'b174 05'],
  ['Time', [3, 0], new Time(int(0), int(0), int(1), int(0), int(3600)), 'b254 ca3b9aca00 c90e10'],
  ['LocalDateTime', [3, 0], new LocalDateTime(int(1970), int(1), int(1), int(0), int(1), int(2), int(3)), 'b264 3e 03'],
  ['Duration', [3, 0], new Duration(int(14), int(16), int(127), int(5)), 'b445 0e 10 7f 05'],
  ['DateTime with an offset, as local time', [3, 0], new DateTime(int(1970), int(1), int(1), int(1), int(0), int(0), int(0), int(3600)), 'b346 c90e10 00 c90e10'],
  ['DateTime with an offset, as UTC', [5, 0], new DateTime(int(1970), int(1), int(1), int(1), int(0), int(0), int(0), int(3600)), 'b349 00 00 c90e10'],
  ['Vector of small integers', [6, 0], new Vector(Int8Array.of(1, -1)), 'b256 cc01c8 cc0201ff'],
  ['Vector of longs', [6, 0], new Vector(BigInt64Array.of(1n)), 'b256 cc01cb cc080000000000000001'],
  ['Vector of floats', [6, 0], new Vector(Float32Array.of(1.5)), 'b256 cc01c6 cc043fc00000'],
  ['Vector of doubles', [6, 0], new Vector(Float64Array.of(-2)), 'b256 cc01c1 cc08c000000000000000'],
  ['UUID', [6, 1], new UUID(Uint8Array.from(bytesOf('00112233445566778899aabbccddeeff'))), 'e0 00112233445566778899aabbccddeeff']
]

describe('values that go both ways', () => {
  const until = (name: string): ((version: Version) => boolean) => name.endsWith('as local time') ? before([5, 0]) : () => true

  it.each(values)('%s', (name, since, value, hex) => {
    const [having, lacking] = [versions.filter(version => !before(since)(version) && until(name)(version)), versions.filter(version => before(since)(version) || !until(name)(version))]
    for (const version of having) {
      expect(read(bytesOf(hex), caps(version))).toEqual(value)
      expect(write(value, caps(version))).toBe(hex.replaceAll(' ', ''))
    }
    for (const version of lacking) expect(() => read(bytesOf(hex), caps(version))).toThrow(expect.objectContaining({ code: 'ProtocolError' }))
  })

  it('date-times are UTC on 4.3 and 4.4 after the patch', () => {
    const value = new DateTime(int(1970), int(1), int(1), int(1), int(0), int(0), int(0), int(3600))
    for (const version of [[4, 3], [4, 4]] as const) {
      expect(write(value, withUtcPatch(caps(version)))).toBe('b3490000c90e10')
      expect(read(bytesOf('b349 00 00 c90e10'), withUtcPatch(caps(version)))).toEqual(value)
    }
  })

  it('vectors and UUIDs can not be sent to older servers', () => {
    expect(() => write(new Vector(Int8Array.of(1)), caps([5, 8]))).toThrow('Bolt protocol 6.0 or later')
    expect(() => write(new UUID(new Uint8Array(16)), caps([6, 0]))).toThrow('older packstream')
  })

  it.each<[IntegerMode, unknown]>([['integer', int(14)], ['number', 14], ['bigint', 14n]])('hold integers as the driver is told: %s', (mode, months) => {
    expect((read(bytesOf('b445 0e 10 7f 05'), caps(LATEST), mode) as Duration).months).toEqual(months)
    expect((read(bytesOf('b144 c94791'), caps(LATEST), mode) as Date).day).toEqual(mode === 'integer' ? int(29) : mode === 'number' ? 29 : 29n)
  })
})

describe('values that only servers send', () => {
  const node = ['b44e 07 91 8141 a1 8161 01 8134', new Node(int(7), ['A'], { a: int(1) }, '4')] as const
  const oldNode = ['b34e 07 91 8141 a1 8161 01', new Node(int(7), ['A'], { a: int(1) })] as const
  const relationship = ['b852 01 02 03 8154 a0 8131 8132 8133', new Relationship(int(1), int(2), int(3), 'T', {}, '1', '2', '3')] as const
  const oldRelationship = ['b552 01 02 03 8154 a0', new Relationship(int(1), int(2), int(3), 'T', {})] as const
  const unbound = ['b472 01 8154 a0 8131', new UnboundRelationship(int(1), 'T', {}, '1')] as const
  const oldUnbound = ['b372 01 8154 a0', new UnboundRelationship(int(1), 'T', {})] as const

  it.each([['Node', node, oldNode], ['Relationship', relationship, oldRelationship], ['UnboundRelationship', unbound, oldUnbound]])('%s: with element ids from 5.0 on', (name, current, old) => {
    for (const version of versions) {
      const [[hex, value], [other]] = before([5, 0])(version) ? [old, current] : [current, old]
      expect(read(bytesOf(hex), caps(version))).toEqual(value)
      expect(() => read(bytesOf(other), caps(version))).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining(`Wrong struct size for ${name}`) }))
    }
  })

  it('Path: relationships learn their ends from the walk', () => {
    const [a, b] = [new Node(int(1), [], {}, '1'), new Node(int(2), [], {}, '2')]
    const bytes = packed(new Structure(0x50, [[a, b], [new Structure(0x72, [7, 'T', {}, '7'])], [-1, 1, 1, 0]]))
    const bound = new Relationship(int(7), int(2), int(1), 'T', {}, '7', '2', '1')
    const path = read(bytes, caps(LATEST)) as Path
    expect(path.segments).toEqual([new PathSegment(a, bound, b), new PathSegment(b, bound, a)])
    expect([path.start, path.end]).toEqual([a, a])
    expect(path).toHaveLength(2)
  })

  it('Path of one node', () => {
    const path = read(packed(new Structure(0x50, [[new Node(int(1), [], {}, '1')], [], []])), caps(LATEST)) as Path
    expect(path).toHaveLength(0)
    expect(path.start).toBe(path.end)
  })

  it.each<[string, number[]]>([['a node', [1, 5]], ['a relationship', [2, 1]], ['a relationship with number 0', [0, 1]], ['half a step', [1]]])('Path that names %s it does not have', (_, walk) => {
    const nodes = [1, 2].map(id => new Node(int(id), [], {}, String(id)))
    const bytes = packed(new Structure(0x50, [nodes, [new Structure(0x72, [7, 'T', {}, '7'])], walk]))
    expect(() => read(bytes, caps(LATEST))).toThrow(expect.objectContaining({ code: 'ProtocolError' }))
  })

  it('UnsupportedType', () => {
    expect(read(packed(new Structure(0x3f, ['Quaternion', 6, 2, { message: 'newer' }])), caps(LATEST))).toEqual(new UnsupportedType('Quaternion', 6, 2, 'newer'))
  })

  it.each(['Node', 'Relationship', 'UnboundRelationship', 'Path', 'PathSegment', 'UnsupportedType'])('%s can not be sent', name => {
    const a = new Node(int(1), [], {}, '1')
    const r = new Relationship(int(7), int(1), int(1), 'T', {}, '7', '1', '1')
    const made = { Node: a, Relationship: r, UnboundRelationship: new UnboundRelationship(int(1), 'T', {}, '1'), Path: new Path(a, a, []), PathSegment: new PathSegment(a, r, a), UnsupportedType: new UnsupportedType('X', 6, 2, undefined) }
    expect(() => write(made[name as keyof typeof made], caps(LATEST))).toThrow(/not allowed|can not be transmitted/)
  })
})

describe('structures of a wrong size', () => {
  const sizes = new Map([[0x4e, 4], [0x52, 8], [0x72, 4], [0x50, 3], [0x44, 1], [0x54, 2], [0x74, 1], [0x49, 3], [0x69, 3], [0x64, 2], [0x45, 4], [0x58, 3], [0x59, 4], [0x56, 2], [0x3f, 4]])

  it.each([...sizes].map(([tag, size]) => [`0x${tag.toString(16)}`, tag, size] as const))('are refused: %s', (_, tag, right) => {
    for (let size = 0; size < 10; size++) {
      if (size === right) continue
      const bytes = packed(new Structure(tag, new Array(size).fill(1)))
      expect(() => read(bytes, caps(LATEST))).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining(`expected ${right} but was ${size}`) }))
    }
  })

  it.each([['an unknown type', 'b256 cc0177 cc0100'], ['bytes that do not fit', 'b256 cc01ca cc03000000'], ['no type', 'b256 cc00 cc00'], ['two types', 'b256 cc02c8c8 cc0101'], ['a list instead of bytes', 'b256 cc01c8 9101']])('or vectors with %s', (_, hex) => {
    expect(() => read(bytesOf(hex), caps(LATEST))).toThrow(expect.objectContaining({ code: 'ProtocolError' }))
  })
})
