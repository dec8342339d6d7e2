import { FLOAT_64 } from './markers.js'

/** Shorter lists, such as the fields of records, are not checked for floats. */
const SHORTEST = 16
/** A marker and eight bytes. */
const ENCODED = 9

/** Whether reading the `size` values from `start` as floats pays off, as for embeddings. */
export function areFloats (bytes: Uint8Array, start: number, end: number, size: number): boolean {
  return size >= SHORTEST && areAllFloats(bytes, start, end, size)
}

/** Whether the `size` values from `start` are all floats and end before `end`. */
export function areAllFloats (bytes: Uint8Array, start: number, end: number, size: number): boolean {
  const stop = start + size * ENCODED
  if (stop > end) return false
  for (let at = start; at < stop; at += ENCODED) {
    if (bytes[at] !== FLOAT_64) return false
  }
  return true
}

/** Has an allocation site of its own: V8 learns per site, here that the arrays only hold unboxed doubles. */
export function readFloats (view: DataView, start: number, size: number): number[] {
  const floats = new Array<number>(size)
  let at = start + 1
  for (let i = 0; i < size; i++, at += ENCODED) {
    floats[i] = view.getFloat64(at)
  }
  return floats
}

/** Like {@link readFloats}, without a JavaScript number for each: eight bytes per float, and nothing for the garbage collector to trace. */
export function readTypedFloats (view: DataView, start: number, size: number): Float64Array<ArrayBuffer> {
  const floats = new Float64Array(size)
  let at = start + 1
  for (let i = 0; i < size; i++, at += ENCODED) {
    floats[i] = view.getFloat64(at)
  }
  return floats
}
