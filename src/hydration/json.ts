import { getBrokenObjectReason, isBrokenObject } from '../broken-object.js'
import { newError } from '../error.js'
import { setOwn } from '../own-property.js'
import { MAX_NESTING } from '../packstream/markers.js'
import { isIterable, isPlainMap } from '../packstream/unwritable-value.js'
import {
  isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship, type Node, type Path, type PathSegment, type Relationship, type UnboundRelationship
} from '../types/graph.js'
import { inSafeRange, isInt, type NumberOrInteger, toNumber } from '../types/integer.js'
import { Record } from '../types/record.js'
import { isPoint, type Point } from '../types/spatial.js'
import { isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime } from '../types/temporal/index.js'
import { isUnsupportedType, type UnsupportedType } from '../types/unsupported.js'
import { isUUID } from '../types/uuid.js'
import { isVector, type Vector, type VectorArray } from '../types/vector.js'

/** The values that JSON can represent. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** Converts a value nested in another one. */
type Inner = (value: unknown) => unknown
type Ints = NumberOrInteger

/** A number if that is exact, otherwise a string of digits; `NaN`, `Infinity` and `-Infinity` as strings. */
export function jsonNumber (value: Ints): number | string {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return inSafeRange(value) ? toNumber(value) : value.toString()
}

/** Base64. */
export function jsonBytes (bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** ISO 8601. In contrast, the text of neo4j-driver may end with `T`, and could then not be parsed again. */
export const jsonDuration = (duration: object): string => duration.toString().replace(/T$/, '')

export const jsonPoint = ({ srid, x, y, z }: Point<Ints>): object =>
  ({ srid: jsonNumber(srid), x: jsonNumber(x), y: jsonNumber(y), ...(z == null ? {} : { z: jsonNumber(z) }) })

export const jsonVector = (vector: Vector<VectorArray>): Array<number | string> => jsonNumbers(vector.asTypedArray())

export const jsonNode = ({ identity, labels, properties, elementId }: Node<Ints>, inner: Inner): object =>
  ({ identity: jsonNumber(identity), labels, properties: inner(properties), elementId })

export const jsonRelationship = (value: Relationship<Ints>, inner: Inner): object => ({
  identity: jsonNumber(value.identity),
  start: jsonNumber(value.start),
  end: jsonNumber(value.end),
  type: value.type,
  properties: inner(value.properties),
  elementId: value.elementId,
  startNodeElementId: value.startNodeElementId,
  endNodeElementId: value.endNodeElementId
})

export const jsonPath = ({ start, end, segments, length }: Path<Ints>, inner: Inner): object =>
  ({ start: inner(start), end: inner(end), segments: segments.map(segment => jsonSegment(segment, inner)), length })

export const jsonUnsupported = ({ name, minimumProtocolVersion, message }: UnsupportedType): object =>
  ({ name, minimumProtocolVersion, ...(message === undefined ? {} : { message }) })

const jsonSegment = ({ start, relationship, end }: PathSegment<Ints>, inner: Inner): object =>
  ({ start: inner(start), relationship: inner(relationship), end: inner(end) })

const jsonUnbound = ({ identity, type, properties, elementId }: UnboundRelationship<Ints>, inner: Inner): object =>
  ({ identity: jsonNumber(identity), type, properties: inner(properties), elementId })

function jsonNumbers (numbers: Iterable<number | bigint>): Array<number | string> {
  return Array.from(numbers, jsonNumber)
}

/**
 * Converts a value to one that JSON can represent, for logs and HTTP responses: `JSON.stringify` of the result loses nothing. Accepts
 * records, results and anything else that contains values of the driver.
 *
 * Integers beyond 2^53 become strings of digits, temporal values their ISO 8601 text, bytes Base64, points, nodes, relationships
 * and paths plain objects with the same properties, UUIDs strings, vectors lists, and `NaN` and the infinities strings.
 *
 * @throws Neo4jError if values are nested deeper than 2,000 levels, which is always the case if a value contains itself
 * @example
 * response.json(neo4j.toJson(records))
 */
export function toJson (value: unknown): JsonValue {
  return (jsonOf(value, 0) ?? null) as JsonValue
}

/** undefined for values that JSON omits. Only one other function is between its recursive calls, so that deep nesting does not overflow the stack. */
function jsonOf (value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'number':
    case 'bigint': return jsonNumber(value)
    case 'function':
    case 'symbol': return undefined
    case 'object': break
    default: return value
  }
  if (value === null) return null
  if (depth > MAX_NESTING) throw newError(`Values nested deeper than ${MAX_NESTING} levels cannot be converted to JSON; does one contain itself?`)
  if (isBrokenObject(value)) return { __isBrokenObject__: true, __reason__: getBrokenObjectReason(value).message }
  if (Array.isArray(value)) return jsonOfItems(value, depth + 1)
  if (isPlainMap(value) && typeof value.toJSON !== 'function') return jsonOfEntries(value, depth + 1)
  return jsonOfDriverValue(value, item => jsonOf(item, depth + 1)) ?? jsonOfInstance(value, depth + 1)
}

function jsonOfDriverValue (value: object, inner: Inner): unknown {
  if (isInt(value)) return jsonNumber(value)
  if (isTextual(value)) return value.toString()
  if (isDuration(value)) return jsonDuration(value)
  if (isNode<Ints>(value)) return jsonNode(value, inner)
  if (isRelationship<Ints>(value)) return jsonRelationship(value, inner)
  if (isUnboundRelationship<Ints>(value)) return jsonUnbound(value, inner)
  if (isPath<Ints>(value)) return jsonPath(value, inner)
  if (isPathSegment<Ints>(value)) return jsonSegment(value, inner)
  if (isPoint<Ints>(value)) return jsonPoint(value)
  if (isVector<VectorArray>(value)) return jsonVector(value)
  if (isUnsupportedType(value)) return jsonUnsupported(value)
  return value instanceof Record ? inner(value.toObject()) : undefined
}

function jsonOfInstance (value: object, depth: number): unknown {
  if (value instanceof Int8Array || value instanceof Uint8Array) return jsonBytes(value)
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return jsonOf(toJSON.call(value), depth)
  return isIterable(value) ? jsonOfItems(Array.from(value), depth) : jsonOfEntries(value, depth)
}

function jsonOfEntries (map: object, depth: number): object {
  const entries: object = {}
  for (const [key, item] of Object.entries(map)) {
    const json = jsonOf(item, depth)
    if (json !== undefined) setOwn(entries, key, json)
  }
  return entries
}

function jsonOfItems (items: unknown[], depth: number): unknown[] {
  const list: unknown[] = []
  for (const item of items) list.push(jsonOf(item, depth) ?? null)
  return list
}

/** Whether the text of a value represents it completely. */
function isTextual (value: object): boolean {
  return isDate(value) || isDateTime(value) || isLocalDateTime(value) || isLocalTime(value) || isTime(value) || isUUID(value)
}
