const SLOTS = 1024
/** Longer keys are rare, and not worth the comparison. */
export const LONGEST_CACHED_KEY = 48

/** One map key as it is on the wire (marker included), with the string that it means. */
export interface CachedKey {
  readonly text: string
  readonly bytes: Uint8Array
  /** The slot of the key that followed last time: maps of one shape name their keys in one order. */
  next: number
}

const NOTHING: CachedKey = Object.freeze({ text: '', bytes: new Uint8Array(0), next: 0 })

/**
 * Keys of maps already seen, so that no key string is made twice.
 *
 * A fixed table: a new key takes the slot of an older one, so a server that never repeats a key costs time
 * but no memory. Keys refer to each other by slot number, never by reference, for the same reason.
 */
export class KeyCache {
  readonly #slots: CachedKey[] = new Array<CachedKey>(SLOTS).fill(NOTHING)
  /** Slot of the first key of the last map. */
  first = 0

  at (slot: number): CachedKey {
    return this.#slots[slot]
  }

  /** The slot in which the key of `size` bytes (marker included) at `start` belongs. */
  slotOf (bytes: Uint8Array, start: number, size: number): number {
    let hash = size
    for (let i = start; i < start + size; i++) {
      hash = (Math.imul(hash, 31) + bytes[i]) | 0
    }
    return (hash ^ (hash >>> 10)) & (SLOTS - 1)
  }

  store (slot: number, text: string, bytes: Uint8Array, start: number, size: number): CachedKey {
    // Object keys are internalised by the engine: looking them up later costs a pointer comparison.
    const [internalised] = Object.keys({ [text]: 0 })
    // Not Buffer's slice: that would share the bytes of the message.
    const copy = Uint8Array.prototype.slice.call(bytes, start, start + size)
    const entry = { text: internalised ?? text, bytes: copy, next: 0 }
    this.#slots[slot] = entry
    return entry
  }
}

/** Whether `key` is at `start`. */
export function isKeyAt (key: CachedKey, bytes: Uint8Array, start: number): boolean {
  const expected = key.bytes
  const size = expected.length
  for (let i = 0; i < size; i++) {
    if (bytes[start + i] !== expected[i]) {
      return false
    }
  }
  return size > 0
}
