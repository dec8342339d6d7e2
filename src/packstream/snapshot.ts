import { setOwn } from '../own-property.js'
import { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship } from '../types/graph.js'
import { isInt } from '../types/integer.js'
import { isPoint } from '../types/spatial.js'
import { isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime } from '../types/temporal/index.js'
import { isUnsupportedType } from '../types/unsupported.js'
import { isUUID, UUID } from '../types/uuid.js'
import { isVector, Vector, type VectorArray } from '../types/vector.js'
import { MAX_NESTING } from './markers.js'
import { isTypedArray } from './number-array.js'
import { Structure } from './structure.js'
import { isIterable, isPlainMap, itemsOf, nestingError } from './unwritable-value.js'

/** Values that never change, or that the writer rejects. */
const KEPT: ReadonlyArray<(value: unknown) => boolean> = [
  isInt, isPoint, isDate, isDateTime, isLocalDateTime, isLocalTime, isTime, isDuration,
  isNode, isRelationship, isUnboundRelationship, isPath, isPathSegment, isUnsupportedType
]
const sliceArray = Uint8Array.prototype.slice

/**
 * A copy of a query's parameters that the writer encodes to the same bytes, whatever the caller changes afterwards.
 * For queries that have to wait for a connection; other queries are written before the call returns.
 *
 * It handles the same cases as `PackStreamWriter.write`. Objects keep their class if the writer may warn about it.
 *
 * @throws UnwritableValueError where the writer would, for values nested too deeply or an iterable that throws; and the errors of getters
 */
export function snapshot (parameters: object): Record<string, unknown> {
  return copyOf(parameters, 0) as Record<string, unknown>
}

/** Only one other function is between its recursive calls: values that the writer can send must not overflow the stack here. */
function copyOf (value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return copyItems(value, value, depth)
  if (isPlainMap(value)) return copyEntries({}, value, depth)
  const leaf = copyLeaf(value)
  if (leaf !== undefined) return leaf
  if (value instanceof Structure) return new Structure(value.signature, value.fields.map(field => copyOf(field, depth)))
  if (!isIterable(value)) return copyEntries(emptyLike(value), value, depth)
  const items = copyItems(itemsOf(value), value, depth)
  return isOrdinaryMap(value) ? new Map(items as Array<[unknown, unknown]>) : items
}

/** Whether the value is one of the driver's or a typed array, and so contains no parameters. */
export function isLeaf (value: object): boolean {
  return KEPT.some(is => is(value)) || isVector(value) || isUUID(value) || value instanceof Int8Array || isTypedArray(value)
}

/** A copy of a value that contains no other values; undefined for other values. */
function copyLeaf (value: object): object | undefined {
  if (KEPT.some(is => is(value))) return value
  if (isVector(value)) return copyVector(value)
  if (value instanceof Int8Array) return new Int8Array(value)
  if (isUUID(value)) return new UUID(copyArray(value.getTypedArray()))
  return isTypedArray(value) ? copyArray(value) : undefined
}

/** An object of the same class without properties: only its properties are sent, no other state of its class. */
function emptyLike (value: object): object {
  if (ArrayBuffer.isView(value)) return new DataView(new ArrayBuffer(0))
  const empty = Object.create(Object.getPrototypeOf(value) as object | null) as object
  return isIterable(empty) ? {} : empty
}

/** Whether the value is a Map with the standard iterator. */
export function isOrdinaryMap (value: object): value is Map<unknown, unknown> {
  return value instanceof Map && value[Symbol.iterator] === Map.prototype[Symbol.iterator]
}

function copyItems (items: readonly unknown[], owner: unknown, depth: number): unknown[] {
  if (depth >= MAX_NESTING) throw nestingError(owner)
  const size = items.length
  const copy: unknown[] = []
  for (let i = 0; i < size; i++) {
    const item = items[i]
    copy.push(typeof item === 'object' ? copyOf(item, depth + 1) : item)
  }
  return copy
}

function copyEntries (copy: object, map: object, depth: number): object {
  if (depth >= MAX_NESTING) throw nestingError(map)
  const keys = Object.keys(map)
  const values = Object.values(map) as unknown[]
  for (let i = 0; i < keys.length; i++) {
    setOwn(copy, keys[i], copyOf(values[i], depth + 1))
  }
  return copy
}

/** A vector that cannot be written is not copied. */
function copyVector (vector: Vector<VectorArray>): Vector<VectorArray> {
  const array = vector.asTypedArray()
  if (!isTypedArray(array)) return vector
  const copy = new Vector(copyArray(array))
  return copy.getType() === vector.getType() ? copy : vector
}

/** A typed array of the same class. Not made with the array's own method: the `slice` of a Buffer shares its memory. */
function copyArray<T extends object> (array: T & Uint8Array): T {
  return sliceArray.call(array) as unknown as T
}
