import { newError } from '../error.js'
import { int, isInt, type NumberOrInteger } from '../types/integer.js'
import { isPoint, type Point } from '../types/spatial.js'
import { isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime } from '../types/temporal/index.js'
import { isUUID } from '../types/uuid.js'
import { isVector } from '../types/vector.js'

/** Cypher's names of the types that an encrypted property can have; lists are `LIST`. */
const TYPES: ReadonlyArray<readonly [name: string, is: (value: unknown) => boolean]> = [
  ['NULL', value => value === null],
  ['STRING', value => typeof value === 'string'],
  ['BOOLEAN', value => typeof value === 'boolean'],
  ['FLOAT', value => typeof value === 'number'],
  ['INTEGER', value => typeof value === 'bigint' || isInt(value)],
  ['BYTES', value => value instanceof Int8Array],
  ['DATE', isDate],
  ['LOCAL TIME', isLocalTime],
  ['ZONED TIME', isTime],
  ['LOCAL DATETIME', isLocalDateTime],
  ['ZONED DATETIME', isDateTime],
  ['DURATION', isDuration],
  ['POINT', isPoint],
  ['VECTOR', isVector],
  ['UUID', isUUID]
]

/** Types whose equal values have equal bytes in every driver. */
const AAD_TYPES: readonly string[] = ['BOOLEAN', 'DATE', 'INTEGER', 'LOCAL TIME', 'POINT', 'STRING', 'ZONED TIME', 'UUID', 'BYTES']

/** @throws Neo4jError if the value can't be a property; the error tells its type, never the value */
export function propertyType (value: unknown): string {
  const name = TYPES.find(([, is]) => is(value))?.[0]
  if (name !== undefined) return name
  if (Array.isArray(value)) {
    checkElements(value)
    return 'LIST'
  }
  throw newError(`could not identify type of: ${describe(value)}. A value to be encrypted is one that a Neo4j property can have`)
}

/** @throws Neo4jError if the value can't be additional authenticated data */
export function checkAad (aad: unknown): void {
  const type = propertyType(aad)
  if (!AAD_TYPES.includes(type)) {
    throw newError(`Unsupported AAD property type ${type}, supported values are ${AAD_TYPES.join(',')}`)
  }
}

function checkElements (list: readonly unknown[]): void {
  if (list.length === 0) {
    throw newError('could not identify type of: an empty list. Encrypted lists need an element, since they are of one type')
  }
  const type = elementType(list[0])
  for (const element of list) {
    if (elementType(element) !== type) {
      throw newError('Every element of an encrypted array must be of the same property type')
    }
    if (type === 'POINT') checkPoints(list[0] as Point<NumberOrInteger>, element as Point<NumberOrInteger>)
  }
}

function elementType (value: unknown): string {
  if (value === null) throw newError('Encrypted arrays cannot contain null values')
  if (Array.isArray(value)) throw newError('Encrypted arrays cannot contain arrays')
  const type = propertyType(value)
  if (type === 'VECTOR') throw newError('Encrypted arrays cannot contain vector values')
  return type
}

function checkPoints (first: Point<NumberOrInteger>, other: Point<NumberOrInteger>): void {
  if (!int(first.srid).equals(int(other.srid))) {
    throw newError('Encrypted arrays of Points must only contain Points with identical srids')
  }
  if ((first.z == null) !== (other.z == null)) {
    throw newError('Encrypted arrays of Points must only contain Points of the same dimensionality.')
  }
}

function describe (value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  if (value instanceof Uint8Array) return `a ${value.constructor.name}; bytes are an Int8Array`
  if (value instanceof globalThis.Date) return 'a JavaScript Date; neo4j.types.DateTime.fromStandardDate() makes a DateTime of it'
  const name = (value.constructor as { name?: string } | undefined)?.name
  return name === undefined || name === 'Object' ? 'a map' : `an object of class ${name}`
}
