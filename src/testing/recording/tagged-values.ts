import { isNode, isPath, isRelationship, Node, Path, PathSegment, Relationship } from '../../types/graph.js'
import { int, type NumberOrInteger } from '../../types/integer.js'
import { isPoint, Point } from '../../types/spatial.js'
import {
  Date, DateTime, Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime, LocalDateTime, LocalTime, Time
} from '../../types/temporal/index.js'
import { isUnsupportedType, UnsupportedType } from '../../types/unsupported.js'
import { isUUID, UUID } from '../../types/uuid.js'
import { arrayOfType, isVector, Vector, type VectorArray, type VectorType } from '../../types/vector.js'

export type Json = null | boolean | number | string | Json[] | JsonMap
export interface JsonMap { [key: string]: Json }

type Write = (value: unknown) => Json
type Read = (json: Json) => unknown

/** A kind of value that JSON lacks. */
interface Tagged {
  readonly tag: string
  readonly is: (value: object) => boolean
  readonly to: (value: never, write: Write) => Json
  readonly from: (json: Json, read: Read) => unknown
}

function tagged<T extends object> (
  tag: string, is: (value: unknown) => value is T, to: (value: T, write: Write) => Json, from: (json: never, read: Read) => T
): Tagged {
  return { tag, is, to, from: from as Tagged['from'] }
}

/** Values that are written as text, and parsed from it. */
function text<T extends object> (tag: string, is: (value: unknown) => value is T, from: (text: string) => T): Tagged {
  return tagged(tag, is, value => String(value), json => from(json))
}

const isBytes = (value: unknown): value is Int8Array => value instanceof Int8Array

interface NodeJson { labels: string[], properties: Json, id: Json, elementId: string }
interface End { id: Json, elementId: string }
interface RelationshipJson { type: string, properties: Json, id: Json, elementId: string, start: End, end: End }
interface PointJson { srid: Json, x: Json, y: Json, z?: Json }

/** Converts ids and similar integers. */
const integer = (json: unknown): ReturnType<typeof int> => int(json as bigint)

export const TAGGED: readonly Tagged[] = [
  tagged<Node<NumberOrInteger>>('$node', isNode, ({ labels, properties, identity, elementId }, write) =>
    ({ labels, properties: write(properties), id: write(identity), elementId }),
  ({ labels, properties, id, elementId }: NodeJson, read) => new Node(integer(read(id)), labels, read(properties) as object, elementId)),
  tagged<Relationship<NumberOrInteger>>('$relationship', isRelationship, (value, write) => ({
    type: value.type,
    properties: write(value.properties),
    id: write(value.identity),
    elementId: value.elementId,
    start: { id: write(value.start), elementId: value.startNodeElementId },
    end: { id: write(value.end), elementId: value.endNodeElementId }
  }), ({ type, properties, id, elementId, start, end }: RelationshipJson, read) => new Relationship(
    integer(read(id)), integer(read(start.id)), integer(read(end.id)), type, read(properties) as object, elementId, start.elementId, end.elementId)),
  tagged('$path', isPath, ({ start, segments }, write) => [write(start), ...segments.flatMap(({ relationship, end }) => [write(relationship), write(end)])],
    (json: Json[], read) => pathFrom(json.map(read))),
  tagged<Point<NumberOrInteger>>('$point', isPoint, ({ srid, x, y, z }, write) => ({ srid: write(srid), x: floatNotation(x), y: floatNotation(y), ...(z != null && { z: floatNotation(z) }) }),
    ({ srid, x, y, z }: PointJson, read) => new Point(integer(read(srid)), Number(x), Number(y), z == null ? undefined : Number(z))),
  text('$date', isDate, text => Date.fromString(text)),
  text('$time', isTime, text => Time.fromString(text)),
  text('$localTime', isLocalTime, text => LocalTime.fromString(text)),
  text('$dateTime', isDateTime, text => DateTime.fromString(text)),
  text('$localDateTime', isLocalDateTime, text => LocalDateTime.fromString(text)),
  text('$duration', isDuration, text => Duration.fromString(text)),
  text('$uuid', isUUID, text => UUID.fromString(text)),
  tagged('$bytes', isBytes, ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('base64'), (json: string) => new Int8Array(Buffer.from(json, 'base64'))),
  tagged<Vector<VectorArray>>('$vector', isVector, value => ({ type: value.getType(), values: vectorElements(value.asTypedArray()) }), vectorFrom),
  tagged('$unsupported', isUnsupportedType, ({ name, minimumProtocolVersion, message }) => ({ name, minimumProtocolVersion, message: message ?? null }),
    ({ name, minimumProtocolVersion, message }: { name: string, minimumProtocolVersion: string, message: string | null }) => {
      const [major, minor] = minimumProtocolVersion.split('.').map(Number)
      return new UnsupportedType(name, major, minor, message ?? undefined)
    })
]

export function tagOf (value: object): Tagged | undefined {
  return TAGGED.find(({ is }) => is(value))
}

function pathFrom (parts: unknown[]): Path {
  const [start, ...steps] = parts as [Node, ...Array<Node | Relationship>]
  const segments: PathSegment[] = []
  let from = start
  for (let i = 0; i < steps.length; i += 2) {
    const to = steps[i + 1] as Node
    segments.push(new PathSegment(from, steps[i] as Relationship, to))
    from = to
  }
  return new Path(start, from, segments)
}

/** Elements are written as numbers, including 32-bit floats, and 64-bit integers as strings. */
function vectorFrom ({ type, values }: { type: VectorType, values: Array<number | string> }): Vector<VectorArray> {
  const TypedArray = arrayOfType(type)
  if (TypedArray === undefined) throw new Error(`A recording has a vector of the unknown type ${type}.`)
  const array = new TypedArray(new ArrayBuffer(values.length * TypedArray.BYTES_PER_ELEMENT))
  for (let i = 0; i < values.length; i++) {
    if (array instanceof BigInt64Array) {
      array[i] = BigInt(values[i])
    } else {
      array[i] = Number(values[i])
    }
  }
  return new Vector(array)
}

function vectorElements (array: VectorArray): Json[] {
  return Array.from<bigint | number, Json>(array, element => typeof element === 'bigint' ? String(element) : floatNotation(element))
}

/** A number that is known to be a float; JSON lacks some of its values. */
export function floatNotation (value: number): number | string {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}
