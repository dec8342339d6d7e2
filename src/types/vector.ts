import { newError } from '../error.js'
import { hasBrand, setBrand } from './brand.js'

/** The type of the elements of a {@link Vector}, as named in Cypher. */
export type VectorType = 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'FLOAT32' | 'FLOAT64'

/** The typed arrays that have a vector type in Cypher. */
export type VectorArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array

interface VectorArrayConstructor {
  readonly name: string
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer): VectorArray
}

/** The Cypher name and the typed array of each type. */
const TYPES: ReadonlyMap<VectorType, { cypher: string, array: VectorArrayConstructor }> = new Map([
  ['INT8', { cypher: 'INTEGER8 NOT NULL', array: Int8Array }],
  ['INT16', { cypher: 'INTEGER16 NOT NULL', array: Int16Array }],
  ['INT32', { cypher: 'INTEGER32 NOT NULL', array: Int32Array }],
  ['INT64', { cypher: 'INTEGER NOT NULL', array: BigInt64Array }],
  ['FLOAT32', { cypher: 'FLOAT32 NOT NULL', array: Float32Array }],
  ['FLOAT64', { cypher: 'FLOAT NOT NULL', array: Float64Array }]
])

/** Keyed by the name of the typed array, so that arrays of another realm are recognized too. */
const TYPE_OF_ARRAY: ReadonlyMap<string, VectorType> = new Map(Array.from(TYPES, ([type, { array }]) => [array.name, type]))

/** A vector of numbers of one type (Neo4j 2025.10 and newer). It keeps the given typed array without copying it. */
export class Vector<K extends VectorArray> {
  _type: VectorType
  _typedArray: K

  /** @throws Neo4jError if `typedArray` is not a typed array of signed integers or floats */
  constructor (typedArray: K) {
    this._type = typeOf(typedArray, 'Vector constructor')
    this._typedArray = typedArray
  }

  /** The elements, in the typed array of the vector itself, not a copy. */
  asTypedArray (): K {
    return this._typedArray
  }

  /** The type of the elements. */
  getType (): VectorType {
    return this._type
  }

  /** The Cypher expression that makes this vector, like `vector([1, 2], 2, FLOAT32 NOT NULL)`. */
  toString (): string {
    return `vector([${this._typedArray.join(', ')}], ${this._typedArray.length}, ${cypherType(this._type)})`
  }
}

setBrand(Vector.prototype, '__isVector__')

/**
 * Makes a {@link Vector}.
 * @throws Neo4jError if `typedArray` is not a typed array of signed integers or floats
 */
export function vector<K extends VectorArray> (typedArray: K): Vector<K> {
  typeOf(typedArray, 'vector constructor function')
  return new Vector(typedArray)
}

/** Whether `obj` is a {@link Vector}, of this or another copy of the driver. */
export function isVector<K extends VectorArray> (obj: unknown): obj is Vector<K> {
  return hasBrand(obj, '__isVector__')
}

/** The typed array class for the elements of a type. */
export function arrayOfType (type: VectorType): VectorArrayConstructor | undefined {
  return TYPES.get(type)?.array
}

function typeOf (typedArray: VectorArray, receiver: string): VectorType {
  const type = ArrayBuffer.isView(typedArray) ? TYPE_OF_ARRAY.get(typedArray[Symbol.toStringTag]) : undefined
  if (type === undefined) {
    const given = (typedArray as object | undefined)?.constructor?.name ?? 'undefined or type without constructor name'
    throw newError(`Invalid argument type passed to ${receiver}: should be signed integer or float TypedArray, got: ${given}`)
  }
  return type
}

function cypherType (type: VectorType): string {
  const name = TYPES.get(type)?.cypher
  if (name === undefined) {
    throw newError(`Cannot stringify vector with unsupported type. Got type: ${type as string}`)
  }
  return name
}
