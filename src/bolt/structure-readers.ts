import { newError, PROTOCOL_ERROR } from '../error.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import type { StructureReader, StructureReaders } from '../packstream/structure.js'
import { Node, Path, PathSegment, Relationship, UnboundRelationship } from '../types/graph.js'
import { bigInteger, losslessInteger, type MakeInteger, plainNumber } from '../types/integer.js'
import { Point } from '../types/spatial.js'
import * as temporal from '../types/temporal/hydrate.js'
import type { ZoneOffsets } from '../types/temporal/zone.js'
import { UnsupportedType } from '../types/unsupported.js'
import { Vector } from '../types/vector.js'
import * as tag from './structure-tags.js'
import { swapToNative, VECTOR_TYPES } from './structure-tags.js'
import type { Capabilities } from './versions.js'

const MAKE_INTEGER: Readonly<Record<IntegerMode, MakeInteger>> = {
  integer: losslessInteger,
  number: plainNumber,
  bigint: bigInteger
}

/**
 * The table by which the structures of one version of Bolt become values.
 * `last` gets the last temporal or spatial value of each kind: whoever holds it keeps their shapes alive, see `shapes.ts`.
 */
export function structureReaders (caps: Capabilities, integers: IntegerMode, zones: ZoneOffsets, last: unknown[] = []): StructureReaders {
  const table: Array<StructureReader | undefined> = new Array(128).fill(undefined)
  addGraph(table, caps)
  const add: AddReader = (structure, name, fields, read) => {
    const place = last.push(undefined) - 1
    table[structure] = (reader, size) => {
      if (size !== fields) assertSize(name, size, fields)
      return (last[place] = read(reader))
    }
  }
  addTemporal(add, caps, MAKE_INTEGER[integers], zones)
  add(tag.POINT_2D, 'Point2D', 3, reader => new Point(reader.readInteger(), reader.readFloat(), reader.readFloat()))
  add(tag.POINT_3D, 'Point3D', 4, reader => new Point(reader.readInteger(), reader.readFloat(), reader.readFloat(), reader.readFloat()))
  if (caps.vector) {
    table[tag.VECTOR] = readVector
    table[tag.UNSUPPORTED_TYPE] = readUnsupportedType
  }
  return table
}

function addGraph (table: Array<StructureReader | undefined>, caps: Capabilities): void {
  table[tag.NODE] = caps.elementId ? readNode : readOldNode
  table[tag.RELATIONSHIP] = caps.elementId ? readRelationship : readOldRelationship
  table[tag.UNBOUND_RELATIONSHIP] = caps.elementId ? readUnboundRelationship : readOldUnboundRelationship
  table[tag.PATH] = readPath
}

function readNode (reader: PackStreamReader, size: number): unknown {
  assertSize('Node', size, 4)
  return new Node(reader.readInteger(), reader.readNames(), reader.readMap(), reader.readString())
}

function readOldNode (reader: PackStreamReader, size: number): unknown {
  assertSize('Node', size, 3)
  return new Node(reader.readInteger(), reader.readNames(), reader.readMap())
}

function readRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('Relationship', size, 8)
  return new Relationship(
    reader.readInteger(), reader.readInteger(), reader.readInteger(), reader.readName(), reader.readMap(), reader.readString(), reader.readString(), reader.readString())
}

function readOldRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('Relationship', size, 5)
  return new Relationship(reader.readInteger(), reader.readInteger(), reader.readInteger(), reader.readName(), reader.readMap())
}

function readUnboundRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('UnboundRelationship', size, 4)
  return new UnboundRelationship(reader.readInteger(), reader.readName(), reader.readMap(), reader.readString())
}

function readOldUnboundRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('UnboundRelationship', size, 3)
  return new UnboundRelationship(reader.readInteger(), reader.readName(), reader.readMap())
}

/**
 * A path is sent as its distinct nodes and relationships, and a walk: pairs of a relationship's number (from 1,
 * negative if walked against its direction) and a node's (from 0). Relationships learn their ends from the walk.
 */
function readPath (reader: PackStreamReader, size: number): unknown {
  assertSize('Path', size, 3)
  const nodes = reader.readList()
  const relationships = reader.readList()
  const steps = reader.readListSize()
  const segments: PathSegment[] = []
  const start = nodes[0]
  if (!(start instanceof Node) || steps % 2 !== 0) {
    throw newError(`The server sent a path that does not begin with a node, or ends with half a step (${steps} numbers).`, PROTOCOL_ERROR)
  }
  let from = start
  for (let i = 0; i < steps; i += 2) {
    const step = reader.readNumber()
    const to = nodes[reader.readNumber()]
    const index = Math.abs(step) - 1
    let relationship = relationships[index]
    if (relationship instanceof UnboundRelationship && to instanceof Node) {
      relationship = relationships[index] = step > 0 ? relationship.bindTo(from, to) : relationship.bindTo(to, from)
    }
    if (!(relationship instanceof Relationship) || !(to instanceof Node)) {
      throw newError(`The server sent a path that names a relationship or node which is not part of it (step ${i / 2}).`, PROTOCOL_ERROR)
    }
    segments.push(new PathSegment(from, relationship, to))
    from = to
  }
  return new Path(start, from, segments)
}

type AddReader = (structure: number, name: string, fields: number, read: (reader: PackStreamReader) => unknown) => void

function addTemporal (add: AddReader, caps: Capabilities, int: MakeInteger, zones: ZoneOffsets): void {
  add(tag.DATE, 'Date', 1, reader => temporal.hydrateDate(reader.readNumber(), int))
  add(tag.LOCAL_TIME, 'LocalTime', 1, reader => temporal.hydrateLocalTime(reader.readNumber(), int))
  add(tag.TIME, 'Time', 2, reader => temporal.hydrateTime(reader.readNumber(), reader.readNumber(), int))
  add(tag.LOCAL_DATE_TIME, 'LocalDateTime', 2, reader => temporal.hydrateLocalDateTime(reader.readWhole(), reader.readNumber(), int))
  add(tag.DURATION, 'Duration', 4, reader => temporal.hydrateDuration(reader.readInteger(), reader.readInteger(), reader.readInteger(), reader.readInteger()))
  if (caps.utc) {
    add(tag.DATE_TIME, 'DateTimeWithZoneOffset', 3, reader =>
      temporal.hydrateDateTimeWithOffset(reader.readWhole(), reader.readNumber(), reader.readNumber(), int))
    add(tag.DATE_TIME_ZONE_ID, 'DateTimeWithZoneId', 3, reader =>
      temporal.hydrateDateTimeWithZoneId(reader.readWhole(), reader.readNumber(), reader.readString(), int, zones))
  } else {
    add(tag.LEGACY_DATE_TIME, 'DateTimeWithZoneOffset', 3, reader =>
      temporal.hydrateLegacyDateTimeWithOffset(reader.readWhole(), reader.readNumber(), reader.readNumber(), int))
    add(tag.LEGACY_DATE_TIME_ZONE_ID, 'DateTimeWithZoneId', 3, reader =>
      temporal.hydrateLegacyDateTimeWithZoneId(reader.readWhole(), reader.readNumber(), reader.readString(), int))
  }
}

function readVector (reader: PackStreamReader, size: number): unknown {
  assertSize('Vector', size, 2)
  const marker = reader.readBytes()
  const elements = reader.readBytes()
  const type = marker.length === 1 ? VECTOR_TYPES[marker[0] & 0xff] : undefined
  if (type === undefined || elements.length % type.size !== 0) {
    throw newError(`The server sent a vector of ${elements.length} bytes with elements of the unknown or unfitting type 0x${Buffer.from(marker).toString('hex', 0, 8)}.`, PROTOCOL_ERROR)
  }
  swapToNative(Buffer.from(elements.buffer, elements.byteOffset, elements.length), type.size)
  return new Vector(type.make(elements.buffer as ArrayBuffer))
}

function readUnsupportedType (reader: PackStreamReader, size: number): unknown {
  assertSize('UnsupportedType', size, 4)
  return new UnsupportedType(reader.readString(), reader.readNumber(), reader.readNumber(), messageIn(reader.readMap()))
}

function messageIn ({ message }: Record<string, unknown>): string | undefined {
  if (message != null && typeof message !== 'string') {
    throw newError('The server sent a value of an unsupported type whose message is not a string.', PROTOCOL_ERROR)
  }
  return message ?? undefined
}

function assertSize (name: string, size: number, expected: number): void {
  if (size !== expected) {
    throw newError(`Wrong struct size for ${name}, expected ${expected} but was ${size}`, PROTOCOL_ERROR)
  }
}
