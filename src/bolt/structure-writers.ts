import { UnwritableValueError, type PackStreamWriter } from '../packstream/writer.js'
import type { StructureWriter, StructureWriters } from '../packstream/structure.js'
import { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship } from '../types/graph.js'
import { int } from '../types/integer.js'
import { isPoint, type Point } from '../types/spatial.js'
import {
  type Date, type DateTime, type Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime,
  type LocalDateTime, type LocalTime, type Time
} from '../types/temporal/index.js'
import { epochDayOf, epochSecondOf, lacksOffset, nanoOfDayOf, utcEpochSecondOf } from '../types/temporal/dehydrate.js'
import { wholeNumber } from '../types/temporal/fields.js'
import { isUnsupportedType } from '../types/unsupported.js'
import { isVector, type Vector, type VectorArray } from '../types/vector.js'
import * as tag from './structure-tags.js'
import { swapToNative, VECTOR_TYPES } from './structure-tags.js'
import type { Capabilities } from './versions.js'

type Row = readonly [is: (value: object) => boolean, write: StructureWriter]

/**
 * The table by which values become structures in one version of Bolt.
 *
 * Values are recognised by brand, since they may come from another copy of this package; a class that was seen once
 * is remembered.
 */
export function structureWriters (caps: Capabilities, onAmbiguousTime: () => void): StructureWriters {
  const rows = rowsOf(caps, onAmbiguousTime)
  const known = new WeakMap<object, StructureWriter>()
  return {
    find: value => {
      const prototype = Object.getPrototypeOf(value) as object | null
      if (prototype === null) return undefined
      const remembered = known.get(prototype)
      if (remembered !== undefined) return remembered
      const write = rows.find(([is]) => is(value))?.[1]
      if (write !== undefined) known.set(prototype, write)
      return write
    }
  }
}

function rowsOf (caps: Capabilities, onAmbiguousTime: () => void): Row[] {
  const writeDateTime = caps.utc ? writeUtcDateTime : writeLegacyDateTime
  return [
    [isPoint, writePoint as StructureWriter],
    [isDate, writeDate as StructureWriter],
    [isDateTime, ((writer: PackStreamWriter, value: DateTime<any>) => {
      if (caps.utc && lacksOffset(value)) onAmbiguousTime()
      writeDateTime(writer, value)
    }) as StructureWriter],
    [isLocalDateTime, writeLocalDateTime as StructureWriter],
    [isLocalTime, writeLocalTime as StructureWriter],
    [isTime, writeTime as StructureWriter],
    [isDuration, writeDuration as StructureWriter],
    [isVector, (caps.vector ? writeVector : refuseVector) as StructureWriter],
    [isNode, refuse('nodes')],
    [isRelationship, refuse('relationships')],
    [isUnboundRelationship, refuse('unbound relationships')],
    [isPath, refuse('paths')],
    [isPathSegment, refuse('path segments')],
    [isUnsupportedType, refuseUnsupportedType]
  ]
}

function writePoint (writer: PackStreamWriter, point: Point<any>): void {
  const is3D = point.z != null
  writer.writeStructureHeader(is3D ? tag.POINT_3D : tag.POINT_2D, is3D ? 4 : 3)
  writer.writeInteger(int(point.srid))
  writer.writeFloat(point.x)
  writer.writeFloat(point.y)
  if (is3D) writer.writeFloat(point.z as number)
}

function writeDate (writer: PackStreamWriter, date: Date<any>): void {
  writer.writeStructureHeader(tag.DATE, 1)
  writer.writeNumber(epochDayOf(date))
}

function writeLocalTime (writer: PackStreamWriter, time: LocalTime<any>): void {
  writer.writeStructureHeader(tag.LOCAL_TIME, 1)
  writer.writeNumber(nanoOfDayOf(time))
}

function writeTime (writer: PackStreamWriter, time: Time<any>): void {
  writer.writeStructureHeader(tag.TIME, 2)
  writer.writeNumber(nanoOfDayOf(time))
  writer.writeInteger(int(time.timeZoneOffsetSeconds))
}

function writeLocalDateTime (writer: PackStreamWriter, value: LocalDateTime<any>): void {
  writer.writeStructureHeader(tag.LOCAL_DATE_TIME, 2)
  writeWhole(writer, epochSecondOf(value))
  writer.writeNumber(wholeNumber(value.nanosecond))
}

function writeUtcDateTime (writer: PackStreamWriter, value: DateTime<any>): void {
  const zoneId = value.timeZoneId
  writer.writeStructureHeader(zoneId != null ? tag.DATE_TIME_ZONE_ID : tag.DATE_TIME, 3)
  writeWhole(writer, utcSecond(value))
  writer.writeNumber(wholeNumber(value.nanosecond))
  writeZone(writer, value)
}

function writeLegacyDateTime (writer: PackStreamWriter, value: DateTime<any>): void {
  writer.writeStructureHeader(value.timeZoneId != null ? tag.LEGACY_DATE_TIME_ZONE_ID : tag.LEGACY_DATE_TIME, 3)
  writeWhole(writer, epochSecondOf(value))
  writer.writeNumber(wholeNumber(value.nanosecond))
  writeZone(writer, value)
}

function utcSecond (value: DateTime<any>): number | bigint {
  try {
    return utcEpochSecondOf(value)
  } catch (error) {
    throw new UnwritableValueError((error as Error).message, value)
  }
}

function writeZone (writer: PackStreamWriter, value: DateTime<any>): void {
  if (value.timeZoneId != null) {
    writer.writeString(value.timeZoneId)
  } else {
    writer.writeInteger(int(value.timeZoneOffsetSeconds as number))
  }
}

function writeDuration (writer: PackStreamWriter, duration: Duration<any>): void {
  writer.writeStructureHeader(tag.DURATION, 4)
  writer.writeInteger(int(duration.months))
  writer.writeInteger(int(duration.days))
  writer.writeInteger(int(duration.seconds))
  writer.writeInteger(int(duration.nanoseconds))
}

function writeWhole (writer: PackStreamWriter, value: number | bigint): void {
  if (typeof value === 'number') {
    writer.writeNumber(value)
  } else {
    writer.writeInteger(int(value))
  }
}

function writeVector (writer: PackStreamWriter, vector: Vector<VectorArray>): void {
  const type = Object.entries(VECTOR_TYPES).find(([, { type }]) => type === vector.getType())
  if (type === undefined) {
    throw new UnwritableValueError(`Vector object has unknown type: ${vector.getType()}`, vector)
  }
  const elements = vector.asTypedArray()
  const bytes = Buffer.from(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength))
  swapToNative(bytes, type[1].size)
  writer.writeStructureHeader(tag.VECTOR, 2)
  writer.writeBytes(Uint8Array.of(Number(type[0])))
  writer.writeBytes(bytes)
}

function refuseVector (_: PackStreamWriter, value: unknown): void {
  throw new UnwritableValueError(
    'Sending vector types require server and driver to be communicating with Bolt protocol 6.0 or later. Please update your database version.', value)
}

function refuseUnsupportedType (_: PackStreamWriter, value: unknown): void {
  throw new UnwritableValueError('UnsupportedType object can not be transmitted', value)
}

function refuse (what: string): StructureWriter {
  return (_, value: unknown) => {
    throw new UnwritableValueError(`It is not allowed to pass ${what} in query parameters, given: ${String(value)}`, value)
  }
}
