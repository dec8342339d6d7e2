import { setOwn } from '../../own-property.js'
import { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship } from '../../types/graph.js'
import { int, isInt } from '../../types/integer.js'
import { isPoint } from '../../types/spatial.js'
import { isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime } from '../../types/temporal/index.js'
import { isUnsupportedType } from '../../types/unsupported.js'
import { isUUID } from '../../types/uuid.js'
import { isVector } from '../../types/vector.js'
import { describeKind } from '../../text.js'
import { Float } from '../wire/float.js'

/** Type checks for the classes of the driver. */
const CLASSES: ReadonlyArray<(value: unknown) => boolean> = [
  isInt, isNode, isRelationship, isUnboundRelationship, isPath, isPathSegment, isPoint, isDate, isDateTime, isLocalDateTime, isTime, isLocalTime,
  isDuration, isVector, isUUID, isUnsupportedType
]

/**
 * Converts a value as written in a test to the value that a driver returns: integers and bigints to `Integer`, `float(2)` to the number 2,
 * bytes to `Int8Array`, undefined items to null. Values of the driver are not changed.
 *
 * @param path where the value is, for errors
 * @throws TypeError if a database cannot have the value
 */
export function driverValue (value: unknown, path: string): unknown {
  switch (typeof value) {
    case 'number': return Number.isSafeInteger(value) && !Object.is(value, -0) ? int(value) : value
    case 'bigint': return int(value)
    case 'string': case 'boolean': return value
    case 'undefined': return null
    case 'object': return value === null ? null : driverObject(value, path)
  }
  throw noSuchValue(value, path)
}

/** A map as a driver returns it. Properties that are undefined are omitted. */
export function driverMap (map: object, path: string): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(map)) {
    if (value !== undefined) setOwn(result, key, driverValue(value, `${path}.${key}`))
  }
  return result
}

function driverObject (value: object, path: string): unknown {
  if (value instanceof Float) return value.value
  if (Array.isArray(value)) return value.map((item, index) => driverValue(item, `${path}[${index}]`))
  if (value instanceof Int8Array) return value
  if (value instanceof Uint8Array) return new Int8Array(value)
  if (CLASSES.some(is => is(value))) return value
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return driverMap(value, path)
  throw noSuchValue(value, path)
}

function noSuchValue (value: unknown, path: string): TypeError {
  const name = typeof value === 'object' && value !== null ? `an instance of ${String(value.constructor?.name)}` : describeKind(value)
  const hint = value instanceof Date ? ': use a type of the driver, such as neo4j.types.DateTime.fromStandardDate(date)' : ''
  return new TypeError(`A database has no such value as ${path}, which is ${name}${hint}.`)
}
