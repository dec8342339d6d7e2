/** Tags of structures: specification page «Structure semantics». */
export const NODE = 0x4e
export const RELATIONSHIP = 0x52
export const UNBOUND_RELATIONSHIP = 0x72
export const PATH = 0x50
export const DATE = 0x44
export const TIME = 0x54
export const LOCAL_TIME = 0x74
export const DATE_TIME = 0x49
export const DATE_TIME_ZONE_ID = 0x69
export const LEGACY_DATE_TIME = 0x46
export const LEGACY_DATE_TIME_ZONE_ID = 0x66
export const LOCAL_DATE_TIME = 0x64
export const DURATION = 0x45
export const POINT_2D = 0x58
export const POINT_3D = 0x59
/** Bolt 6.0: one byte for the type of the elements, then the elements, big-endian. */
export const VECTOR = 0x56
export const UNSUPPORTED_TYPE = 0x3f

/** Type byte of a vector → what an element of it is called, and its size in bytes. */
export const VECTOR_TYPES: Readonly<Record<number, { type: string, size: number, make: (buffer: ArrayBuffer) => VectorElements }>> = {
  0xc8: { type: 'INT8', size: 1, make: buffer => new Int8Array(buffer) },
  0xc9: { type: 'INT16', size: 2, make: buffer => new Int16Array(buffer) },
  0xca: { type: 'INT32', size: 4, make: buffer => new Int32Array(buffer) },
  0xcb: { type: 'INT64', size: 8, make: buffer => new BigInt64Array(buffer) },
  0xc6: { type: 'FLOAT32', size: 4, make: buffer => new Float32Array(buffer) },
  0xc1: { type: 'FLOAT64', size: 8, make: buffer => new Float64Array(buffer) }
}

export type VectorElements = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array

/** Turns big-endian elements into those of this machine, and back, in place. */
export function swapToNative (bytes: Buffer, elementSize: number): void {
  if (LITTLE_ENDIAN) {
    if (elementSize === 2) bytes.swap16()
    if (elementSize === 4) bytes.swap32()
    if (elementSize === 8) bytes.swap64()
  }
}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
