import * as marker from './markers.js'
import type { NodeBuffer } from './utf8.js'

const SLOTS = 1024
/** Longer keys are rare and not worth comparing. */
const LONGEST_KEY = 48

/** A map key, or a name such as a label, as encoded (including its marker), with its string. */
export interface CachedKey {
  readonly text: string
  readonly bytes: Uint8Array
  /** The slot of the key that followed last time: maps of the same shape have their keys in the same order, and nodes their labels. */
  next: number
}

const NOTHING: CachedKey = Object.freeze({ text: '', bytes: new Uint8Array(0), next: 0 })

/**
 * A cache of map keys and names, so that none of their strings is made twice.
 *
 * The table has a fixed size: a new key replaces an older one, so a server that never repeats a key costs time
 * but no memory. For the same reason, keys refer to each other by slot number, never by reference.
 */
export class KeyCache {
  readonly #slots: CachedKey[] = new Array<CachedKey>(SLOTS).fill(NOTHING)
  /** The slot of the first key of the last map. */
  first = 0
  /** The last name. */
  #name: CachedKey = { ...NOTHING }

  at (slot: number): CachedKey {
    return this.#slots[slot]
  }

  /** The slot for the key of `size` bytes (including its marker) at `start`. */
  slotOf (bytes: Uint8Array, start: number, size: number): number {
    let hash = size
    for (let i = start; i < start + size; i++) {
      hash = (Math.imul(hash, 31) + bytes[i]) | 0
    }
    return (hash ^ (hash >>> 10)) & (SLOTS - 1)
  }

  /** The slot of the string at `start`, which is stored if it is new; -1 if it is not a string, too long, or not complete at `end`. */
  find (bytes: NodeBuffer, start: number, end: number): number {
    const size = sizeOfText(bytes, start)
    if (size > LONGEST_KEY || start + size > end) return -1
    const slot = this.slotOf(bytes, start, size)
    if (!isKeyAt(this.#slots[slot], bytes, start)) this.#store(slot, bytes, start, size)
    return slot
  }

  /** The name at `start`; undefined as {@link find} returns -1. */
  nameAt (bytes: NodeBuffer, start: number, end: number): CachedKey | undefined {
    const expected = this.#slots[this.#name.next]
    return isKeyAt(expected, bytes, start) ? (this.#name = expected) : this.#findName(bytes, start, end)
  }

  #findName (bytes: NodeBuffer, start: number, end: number): CachedKey | undefined {
    const slot = this.find(bytes, start, end)
    if (slot < 0) return undefined
    this.#name.next = slot
    return (this.#name = this.#slots[slot])
  }

  #store (slot: number, bytes: NodeBuffer, start: number, size: number): void {
    const text = bytes.utf8Slice(start + (bytes[start] === marker.STRING_8 ? marker.STRING_8_HEADER : 1), start + size)
    // The engine internalizes object keys: looking them up later costs a pointer comparison.
    const [internalised] = Object.keys({ [text]: 0 })
    // Not Buffer's slice, which would share the memory of the message.
    const copy = Uint8Array.prototype.slice.call(bytes, start, start + size)
    this.#slots[slot] = { text: internalised ?? text, bytes: copy, next: 0 }
  }
}

/** Whether the bytes at `start` are those of `key`. */
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

/** The encoded size of a short string in bytes, including its marker; Infinity for other values. */
function sizeOfText (bytes: Uint8Array, start: number): number {
  const head = bytes[start]
  if (head >= marker.TINY_STRING && head < marker.TINY_LIST) return (head & 0x0f) + 1
  return head === marker.STRING_8 && start + 1 < bytes.length ? bytes[start + 1] + marker.STRING_8_HEADER : Infinity
}
