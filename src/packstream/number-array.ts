import { FLOAT_64 } from './markers.js'
import { IS_LITTLE_ENDIAN } from './view.js'

/** The typed arrays that are sent as lists of floats or integers. */
export type NumberArray = Float32Array | Float64Array | Int32Array | BigInt64Array

const NAMES: ReadonlySet<string> = new Set(['Float32Array', 'Float64Array', 'Int32Array', 'BigInt64Array'])
/** A marker and eight bytes. */
const ENCODED = 9

/** Whether the value is a typed array, of any realm, with the standard iterator. */
export function isTypedArray (value: object): value is Uint8Array {
  const { values, [Symbol.iterator]: iterator } = value as Partial<Uint8Array>
  return ArrayBuffer.isView(value) && typeof values === 'function' && values === iterator
}

/** Decides by the name of the typed array, so that arrays of another realm are recognized too. */
export function isNumberArray (value: object): value is NumberArray {
  return isTypedArray(value) && NAMES.has(value[Symbol.toStringTag])
}

export function isFloatArray (numbers: NumberArray): numbers is Float32Array | Float64Array {
  const name = numbers[Symbol.toStringTag]
  return name === 'Float32Array' || name === 'Float64Array'
}

/**
 * The low and high halves of integers, alternating, so that one loop can write both sizes: 32-bit elements are
 * sign-extended, the memory of 64-bit elements is viewed as halves, without making bigints.
 */
export function halvesOf (integers: Int32Array | BigInt64Array): Int32Array {
  const { length } = integers
  if (integers.BYTES_PER_ELEMENT === 8 && IS_LITTLE_ENDIAN) return new Int32Array(integers.buffer, integers.byteOffset, length * 2)
  const halves = new Int32Array(length * 2)
  for (let i = 0; i < length; i++) {
    const value = integers[i]
    halves[2 * i] = Number(typeof value === 'bigint' ? BigInt.asIntN(32, value) : value)
    halves[2 * i + 1] = Number(typeof value === 'bigint' ? value >> 32n : value >> 31)
  }
  return halves
}

/** Writes the floats from index `from` to `to`, starting at `at`. */
export function writeFloats (buffer: Uint8Array, view: DataView, at: number, floats: Float32Array | Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++, at += ENCODED) {
    buffer[at] = FLOAT_64
    view.setFloat64(at + 1, floats[i])
  }
}
