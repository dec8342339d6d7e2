import { newError } from '../error.js'
import { int, isInt, type NumberOrInteger } from '../types/integer.js'
import { isPoint, type Point } from '../types/spatial.js'
import { isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime } from '../types/temporal/index.js'
import { isUUID } from '../types/uuid.js'
import { isVector } from '../types/vector.js'

const SMALLEST_INTEGER = -(2n ** 63n)
const LARGEST_INTEGER = 2n ** 63n - 1n

/** The Cypher names of the types that an encrypted property can have, apart from `LIST`. */
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

/** Types for which equal values have equal bytes in every driver. */
const AAD_TYPES: readonly string[] = ['BOOLEAN', 'DATE', 'INTEGER', 'LOCAL TIME', 'POINT', 'STRING', 'ZONED TIME', 'UUID', 'BYTES']

/** Those of them whose fields are all integers. */
const TYPES_OF_WHOLE_FIELDS: readonly string[] = ['DATE', 'LOCAL TIME', 'ZONED TIME']

/** Types with fields that may be bigints of any size; the fields of other types have smaller ranges, which their classes check. */
const TYPES_OF_INTEGERS: readonly string[] = ['ZONED TIME', 'ZONED DATETIME', 'DURATION', 'POINT']

/**
 * Converts an iterable, such as a Set, to a list, as for parameters; returns other values unchanged. It is iterated only
 * once, here, because the next iteration may return something else.
 * @throws Neo4jError if the iteration fails; the error does not show the reason, which may contain the value
 */
export function listOfIterable (value: unknown): unknown {
  if (!isIterable(value)) return value
  try {
    return Array.from(value)
  } catch {
    throw newError(`could not read the items of: ${describe(value)}`)
  }
}

/** @throws Neo4jError if the value cannot be a property; the error shows its type, never the value */
export function propertyType (value: unknown): string {
  // Maps first: a parsed JSON object must not pass for a value of the driver because of its keys.
  const name = isMap(value) ? undefined : TYPES.find(([, is]) => is(value))?.[0]
  if (name !== undefined) {
    if (isTooLarge(value) || (TYPES_OF_INTEGERS.includes(name) && Object.values(value as object).some(isTooLarge))) {
      throw newError(`${name} with an integer that does not fit into 64 bits can't be encrypted`)
    }
    return name
  }
  if (Array.isArray(value)) {
    checkElements(value)
    return 'LIST'
  }
  throw newError(`could not identify type of: ${describe(value)}. An encrypted value must be one that a Neo4j property can have`)
}

/** @throws Neo4jError if the value cannot be used as additional authenticated data */
export function checkAad (aad: unknown): void {
  const type = propertyType(aad)
  if (!AAD_TYPES.includes(type)) {
    throw newError(`Unsupported AAD property type ${type}, supported values are ${AAD_TYPES.join(',')}`)
  }
  if (isInexact(type, aad)) {
    throw newError(`AAD of type ${type} could have the same bytes as another value: strings must not contain lone surrogates, and fields of dates and times ` +
      'and srids must be integers')
  }
}

/** Whether encoding the value loses a part of it, so that different values would have the same aad. */
function isInexact (type: string, aad: unknown): boolean {
  if (typeof aad === 'string') return /\p{Surrogate}/u.test(aad)
  if (type === 'POINT') return isInexactNumber((aad as Point<NumberOrInteger>).srid)
  return TYPES_OF_WHOLE_FIELDS.includes(type) && Object.values(aad as object).some(isInexactNumber)
}

function isInexactNumber (field: unknown): boolean {
  return typeof field === 'number' && !Number.isSafeInteger(field)
}

function checkElements (list: readonly unknown[]): void {
  if (list.length === 0) {
    throw newError('could not identify type of: an empty list. An encrypted list must have at least one element, which determines its type')
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
  if (isMap(value)) return 'a map'
  const name = constructorOf(Object.getPrototypeOf(value) as object)?.name
  return name === undefined ? 'an object' : `an object of class ${name}`
}

/**
 * Whether the value is neither an array nor an object of a class, so that its keys are data, even `constructor` or
 * `__isInteger__`. Its prototype may be a map too: code that assigns to a key `__proto__` creates such objects.
 */
function isMap (value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || isRoot(prototype) ||
    (isRoot(Object.getPrototypeOf(prototype) as object) && constructorOf(prototype) === undefined)
}

/** `Object.prototype` of any realm, or an object without a prototype. */
function isRoot (prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null
}

/** Only an own property that is a function: neither an inherited property nor data with that name. */
function constructorOf (prototype: object): { name: string } | undefined {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  return typeof constructor === 'function' ? constructor : undefined
}

function isIterable (value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && !Array.isArray(value) &&
    !isMap(value) && !ArrayBuffer.isView(value) && !(value instanceof String)
}

function isTooLarge (value: unknown): boolean {
  return typeof value === 'bigint' && (value < SMALLEST_INTEGER || value > LARGEST_INTEGER)
}
