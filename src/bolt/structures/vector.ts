import { PROTOCOL_ERROR } from '../../error-codes.js'
import { newError } from '../../error.js'
import type { PackStreamReader } from '../../packstream/reader.js'
import { UnwritableValueError } from '../../packstream/unwritable-value.js'
import { IS_LITTLE_ENDIAN } from '../../packstream/view.js'
import type { PackStreamWriter } from '../../packstream/writer.js'
import { arrayOfType, isVector, Vector, type VectorArray, type VectorType } from '../../types/vector.js'
import { assertSize, type Family, writing } from './family.js'

const VECTOR = 0x56
/** The byte for the type of the elements. */
const MARKERS: ReadonlyArray<readonly [marker: number, type: VectorType]> = [
  [0xc8, 'INT8'], [0xc9, 'INT16'], [0xca, 'INT32'], [0xcb, 'INT64'], [0xc6, 'FLOAT32'], [0xc1, 'FLOAT64']
]
const TYPE_OF_MARKER: ReadonlyMap<number, VectorType> = new Map(MARKERS)
const MARKER_OF_TYPE: ReadonlyMap<VectorType, number> = new Map(MARKERS.map(([marker, type]) => [type, marker]))

/** Bolt 6.0: one byte for the type of the elements, then the elements in big-endian order. */
export const vector: Family = {
  readings: caps => caps.vector ? [[VECTOR, readVector]] : [],
  writings: caps => [writing(isVector<VectorArray>, caps.vector ? writeVector : refuseVector)]
}

function readVector (reader: PackStreamReader, size: number): unknown {
  assertSize('Vector', size, 2)
  const marker = reader.readBytes()
  const { buffer } = reader.readBytes()
  const type = marker.length === 1 ? TYPE_OF_MARKER.get(marker[0] & 0xff) : undefined
  const TypedArray = type === undefined ? undefined : arrayOfType(type)
  if (TypedArray === undefined || buffer.byteLength % TypedArray.BYTES_PER_ELEMENT !== 0) {
    throw newError(`The server sent a vector of ${buffer.byteLength} bytes with elements of the unknown or unsuitable type ` +
      `0x${Buffer.from(marker).toString('hex', 0, 8)}.`, PROTOCOL_ERROR)
  }
  swapBytes(Buffer.from(buffer), TypedArray.BYTES_PER_ELEMENT)
  return new Vector(new TypedArray(buffer))
}

function writeVector (writer: PackStreamWriter, vector: Vector<VectorArray>): void {
  const marker = MARKER_OF_TYPE.get(vector.getType())
  if (marker === undefined) {
    throw new UnwritableValueError(`Vector object has unknown type: ${vector.getType()}`, vector)
  }
  const elements = vector.asTypedArray()
  const bytes = Buffer.from(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength))
  swapBytes(bytes, elements.BYTES_PER_ELEMENT)
  writer.writeStructureHeader(VECTOR, 2)
  writer.writeBytes(Uint8Array.of(marker))
  writer.writeBytes(bytes)
}

function refuseVector (_: PackStreamWriter, value: unknown): void {
  throw new UnwritableValueError(
    'Sending vector types require server and driver to be communicating with Bolt protocol 6.0 or later. Please update your database version.', value)
}

/** Converts elements between big-endian and this machine's byte order, in place. */
function swapBytes (bytes: Buffer, elementSize: number): void {
  if (!IS_LITTLE_ENDIAN) return
  if (elementSize === 2) bytes.swap16()
  if (elementSize === 4) bytes.swap32()
  if (elementSize === 8) bytes.swap64()
}
