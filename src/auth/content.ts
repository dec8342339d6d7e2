/** How values within a token are compared: by their fields, items or bytes. */
type ContentKind = 'object' | 'array' | 'bytes'

const KINDS: ReadonlyMap<object | null, ContentKind> = new Map<object | null, ContentKind>([
  [null, 'object'],
  [Object.prototype, 'object'],
  [Array.prototype, 'array'],
  [Buffer.prototype, 'bytes'],
  [Uint8Array.prototype, 'bytes'],
  [Int8Array.prototype, 'bytes'],
  [ArrayBuffer.prototype, 'bytes']
])

/** Tokens that are nested deeper or have more values than any server accepts are not compared further, to bound the time. */
export const DEEPEST = 100
export const MOST_VALUES = 10_000

/**
 * How to compare the content of an object that consists of its fields, items or bytes. Undefined for other objects, such
 * as a Map, a Date or an instance of a class: they may have hidden state, so they are compared by identity.
 */
export function contentKindOf (value: object): ContentKind | undefined {
  return KINDS.get(Object.getPrototypeOf(value) as object | null)
}

/** @throws TypeError if the object is not bytes but only has their prototype */
export function bytesOf (value: object): Buffer {
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value as ArrayBuffer)
}
