import { UnwritableValueError } from '../packstream/unwritable-value.js'
import type { PackStreamWriter } from '../packstream/writer.js'
import type { StructureWriter, StructureWriters } from '../packstream/structure.js'
import { textOf } from '../text.js'
import { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship } from '../types/graph.js'
import type { NumberOrInteger } from '../types/integer.js'
import { isPoint, type Point } from '../types/spatial.js'
import {
  type Date, type DateTime, type Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime,
  type LocalDateTime, type LocalTime, type Time
} from '../types/temporal/index.js'
import { epochDayOf, epochSecondOf, lacksOffset, nanoOfDayOf, utcEpochSecondOf } from '../types/temporal/dehydrate.js'
import { isUnsupportedType } from '../types/unsupported.js'
import { isVector, type Vector, type VectorArray } from '../types/vector.js'
import * as tag from './structure-tags.js'
import { swapToNative, VECTOR_TYPES } from './structure-tags.js'
import type { Capabilities } from './versions.js'

const NOT_A_STRUCTURE = Symbol('not a structure')

type Row = readonly [is: (value: object) => boolean, write: StructureWriter]

/**
 * The table by which values become structures in one version of Bolt.
 *
 * Values are recognized by the brand of their prototype, since they may come from another copy of this package. What was
 * found for a prototype is remembered: it holds for all objects that have it.
 */
export function structureWriters (caps: Capabilities, onAmbiguousTime: () => void): StructureWriters {
  const rows = rowsOf(caps, onAmbiguousTime)
  const known = new WeakMap<object, StructureWriter | typeof NOT_A_STRUCTURE>()
  return {
    find: value => {
      const prototype = Object.getPrototypeOf(value) as object | null
      if (prototype === null) return undefined
      let write = known.get(prototype)
      if (write === undefined) {
        write = rows.find(([is]) => is(value))?.[1] ?? NOT_A_STRUCTURE
        known.set(prototype, write)
      }
      return write === NOT_A_STRUCTURE ? undefined : write
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
  writer.writeInteger(point.srid, point)
  writer.writeFloat(point.x)
  writer.writeFloat(point.y)
  if (is3D) writer.writeFloat(point.z as number)
}

function writeDate (writer: PackStreamWriter, date: Date<any>): void {
  writer.writeStructureHeader(tag.DATE, 1)
  writer.writeInteger(epochDayOf(date), date)
}

function writeLocalTime (writer: PackStreamWriter, time: LocalTime<any>): void {
  writer.writeStructureHeader(tag.LOCAL_TIME, 1)
  writer.writeInteger(nanoOfDayOf(time), time)
}

function writeTime (writer: PackStreamWriter, time: Time<any>): void {
  writer.writeStructureHeader(tag.TIME, 2)
  writer.writeInteger(nanoOfDayOf(time), time)
  writer.writeInteger(time.timeZoneOffsetSeconds, time)
}

function writeLocalDateTime (writer: PackStreamWriter, value: LocalDateTime<any>): void {
  writer.writeStructureHeader(tag.LOCAL_DATE_TIME, 2)
  writer.writeInteger(epochSecondOf(value), value)
  writer.writeInteger(value.nanosecond, value)
}

function writeUtcDateTime (writer: PackStreamWriter, value: DateTime<any>): void {
  const zoneId = value.timeZoneId
  writer.writeStructureHeader(zoneId != null ? tag.DATE_TIME_ZONE_ID : tag.DATE_TIME, 3)
  writer.writeInteger(utcSecond(value), value)
  writer.writeInteger(value.nanosecond, value)
  writeZone(writer, value)
}

function writeLegacyDateTime (writer: PackStreamWriter, value: DateTime<any>): void {
  writer.writeStructureHeader(value.timeZoneId != null ? tag.LEGACY_DATE_TIME_ZONE_ID : tag.LEGACY_DATE_TIME, 3)
  writer.writeInteger(epochSecondOf(value), value)
  writer.writeInteger(value.nanosecond, value)
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
    writer.writeInteger(value.timeZoneOffsetSeconds as NumberOrInteger, value)
  }
}

function writeDuration (writer: PackStreamWriter, duration: Duration<any>): void {
  writer.writeStructureHeader(tag.DURATION, 4)
  writer.writeInteger(duration.months, duration)
  writer.writeInteger(duration.days, duration)
  writer.writeInteger(duration.seconds, duration)
  writer.writeInteger(duration.nanoseconds, duration)
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
    throw new UnwritableValueError(`It is not allowed to pass ${what} in query parameters, given: ${textOf(value)}`, value)
  }
}
