/** How a value of a token is compared: by its fields, by its items, or by its bytes. */
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

/** Tokens nested deeper, or of more values, than any server takes are not looked into: that takes bounded time. */
export const DEEPEST = 100
export const MOST_VALUES = 10_000

/**
 * Whether an object's content is all in its fields, items or bytes. Undefined for others, such as a Map, a Date or
 * an instance of a class: they may hold more than can be seen, and are told apart by identity only.
 */
export function contentKindOf (value: object): ContentKind | undefined {
  return KINDS.get(Object.getPrototypeOf(value) as object | null)
}

/** @throws TypeError if it only has the prototype of bytes */
export function bytesOf (value: object): Buffer {
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value as ArrayBuffer)
}
