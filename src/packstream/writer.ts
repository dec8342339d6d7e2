import { textOf } from '../text.js'
import { type Integer, int, isInt, type NumberOrInteger } from '../types/integer.js'
import { isUUID, type UUID } from '../types/uuid.js'
import * as marker from './markers.js'
import { halvesOf, isFloatArray, isNumberArray, type NumberArray, writeFloats } from './number-array.js'
import { Structure } from './structure.js'
import { isIterable, isPlainMap, itemsOf, nestingError, UnwritableValueError } from './unwritable-value.js'
import { viewOf } from './view.js'

/** Writes one value as a structure, including its header. */
export type StructureWriter = (writer: PackStreamWriter, value: never) => void

/** Finds the writer of a value that is neither plain nor built in; undefined for ordinary objects. */
export interface StructureWriters {
  find: (value: object) => StructureWriter | undefined
}

export interface WriterOptions {
  structures: StructureWriters
  /** Whether UUIDs are supported: they have a marker since Bolt 6.1; before, they cannot be sent. */
  uuid?: boolean
  /** Called for a value that would be sent as a different kind of value than it appears to be; may throw to reject it. */
  onLossy?: (value: object) => void
}

/** Strings up to this length are first written as ASCII, character by character, because a call into the runtime costs more. */
const SHORT_TEXT = 40
/** Space for a marker and the largest fixed-size value or header. */
const SCALAR = 9
const FIRST_SIZE = 1024

/**
 * Encodes values: specification page "PackStream".
 *
 * Bytes are appended at `position` of `buffer`. When the buffer is full, it grows, or `onFull` replaces it with another
 * one: the writer never reads the buffer, so its owner may build messages around the values.
 */
export class PackStreamWriter {
  buffer = Buffer.allocUnsafeSlow(FIRST_SIZE)
  position = 0
  /** The position at which the buffer counts as full. */
  limit = FIRST_SIZE
  /** Must make room for `bytes` more bytes, by calling {@link use}. */
  onFull: (bytes: number) => void = bytes => { this.#grow(bytes) }
  #view = viewOf(this.buffer)
  #depth = 0
  readonly #structures: StructureWriters
  readonly #uuid: boolean
  readonly #onLossy: ((value: object) => void) | undefined

  constructor ({ structures, uuid = false, onLossy }: WriterOptions) {
    this.#structures = structures
    this.#uuid = uuid
    this.#onLossy = onLossy
  }

  /** Switches to another buffer. */
  use (buffer: Buffer<ArrayBuffer>, position: number, limit: number): void {
    this.buffer = buffer
    this.#view = viewOf(buffer)
    this.position = position
    this.limit = limit
  }

  /** Resets the nesting depth after a value was not written completely. */
  restart (): void {
    this.#depth = 0
  }

  /** Ensures that there is space for `bytes` more bytes after `position`. */
  reserve (bytes: number): void {
    if (this.position + bytes > this.limit) this.onFull(bytes)
  }

  /**
   * Writes any value that can be represented in PackStream. JavaScript numbers become floats, `Integer` and bigint
   * integers. Properties that are undefined are omitted, undefined items become null.
   */
  write (value: unknown): void {
    this.reserve(SCALAR)
    switch (typeof value) {
      case 'string': return this.writeString(value)
      case 'number': return this.#float(value)
      case 'boolean': return this.#byte(value ? marker.TRUE : marker.FALSE)
      case 'bigint': return this.#bigint(value, value)
      case 'object': return value === null ? this.#byte(marker.NULL) : this.#object(value)
    }
    throw new UnwritableValueError(`Unable to pack the given value: ${textOf(value)}`, value)
  }

  /** Writes a JavaScript number, which must be a safe integer, as an integer. */
  writeNumber (value: number): void {
    this.reserve(SCALAR)
    this.#smallOrLong(value, value | 0, Math.floor(value / 0x100000000))
  }

  /**
   * Writes a field of `owner` as an integer; the fraction of a number is truncated.
   * @throws UnwritableValueError, with `owner`, if it does not fit into 64 bits
   */
  writeInteger (value: NumberOrInteger, owner: object): void {
    this.reserve(SCALAR)
    switch (typeof value) {
      case 'bigint': return this.#bigint(value, owner)
      case 'number': return this.#bigint(wholeOf(value, owner), owner)
    }
    this.#integer(value)
  }

  writeFloat (value: number): void {
    this.reserve(SCALAR)
    this.#float(value)
  }

  writeString (text: string): void {
    const length = text.length
    if (length <= SHORT_TEXT) {
      this.reserve(2 + length)
      if (this.#shortAscii(text, length)) return
    }
    const size = Buffer.byteLength(text)
    this.reserve(5 + size)
    this.#header(size, marker.TINY_STRING, marker.STRING_8, marker.STRING_16, marker.STRING_32)
    this.position += this.buffer.write(text, this.position, 'utf8')
  }

  writeBytes (bytes: Int8Array | Uint8Array): void {
    const size = bytes.length
    this.reserve(5 + size)
    this.#header(size, -1, marker.BYTES_8, marker.BYTES_16, marker.BYTES_32)
    this.buffer.set(bytes, this.position)
    this.position += size
  }

  /** Appends a few bytes that were encoded before. */
  writeEncoded (bytes: Uint8Array): void {
    const size = bytes.length
    this.reserve(size)
    const { buffer, position } = this
    // Faster than `set`, which calls into the engine.
    for (let i = 0; i < size; i++) buffer[position + i] = bytes[i]
    this.position = position + size
  }

  writeListHeader (size: number): void {
    this.reserve(SCALAR)
    this.#header(size, marker.TINY_LIST, marker.LIST_8, marker.LIST_16, marker.LIST_32)
  }

  writeMapHeader (size: number): void {
    this.reserve(SCALAR)
    this.#header(size, marker.TINY_MAP, marker.MAP_8, marker.MAP_16, marker.MAP_32)
  }

  /** Writes the header of a structure of at most 15 fields, which includes all structures of Bolt. */
  writeStructureHeader (tag: number, size: number): void {
    this.reserve(SCALAR)
    this.#byte(marker.TINY_STRUCT | size)
    this.#byte(tag)
  }

  /** @param owner the list or iterable that the items belong to, for errors */
  writeList (items: readonly unknown[], owner: unknown = items): void {
    this.#enter(owner)
    const size = items.length
    this.writeListHeader(size)
    let i = 0
    while (i < size) {
      i = this.#floats(items, i, size)
      if (i < size && typeof items[i] !== 'number') {
        const item = items[i++]
        this.write(item === undefined ? null : item)
      }
    }
    this.#depth--
  }

  /** Writes a typed array as a list of its numbers. */
  writeNumbers (numbers: NumberArray): void {
    this.#enter(numbers)
    this.writeListHeader(numbers.length)
    if (isFloatArray(numbers)) this.#floatsOf(numbers)
    else this.#integersOf(halvesOf(numbers))
    this.#depth--
  }

  writeMap (map: Readonly<Record<string, unknown>>): void {
    this.#enter(map)
    const keys = Object.keys(map)
    // Reads all values at once: looking them up by key is slow on objects with many different shapes.
    const values = Object.values(map)
    let size = keys.length
    for (let i = 0; i < values.length; i++) {
      if (values[i] === undefined) size--
    }
    this.writeMapHeader(size)
    for (let i = 0; i < keys.length; i++) {
      if (values[i] !== undefined) {
        this.writeString(keys[i])
        this.write(values[i])
      }
    }
    this.#depth--
  }

  #object (value: object): void {
    if (Array.isArray(value)) return this.writeList(value)
    if (isPlainMap(value)) return this.writeMap(value)
    if (isInt(value)) return this.#integer(value)
    const writeStructure = this.#structures.find(value)
    if (writeStructure !== undefined) return writeStructure(this, value as never)
    if (value instanceof Int8Array) return this.writeBytes(value)
    if (value instanceof Structure) return this.#structure(value)
    if (isUUID(value)) return this.#writeUuid(value)
    if (isNumberArray(value)) return this.writeNumbers(value)
    this.#onLossy?.(value)
    if (isIterable(value)) return this.writeList(itemsOf(value), value)
    this.writeMap(value as Record<string, unknown>)
  }

  #structure (value: Structure): void {
    this.writeStructureHeader(value.signature, value.size)
    for (const field of value.fields) {
      this.write(field)
    }
  }

  #writeUuid (value: UUID): void {
    if (!this.#uuid) {
      throw new UnwritableValueError('Cannot pack UUID, negotiated bolt version uses older packstream', value)
    }
    this.reserve(17)
    this.#byte(marker.UUID_16)
    this.buffer.set(value.getTypedArray(), this.position)
    this.position += 16
  }

  /** Writes consecutive numbers from index `i` while the buffer has space. @returns the index of the first item not written */
  #floats (items: readonly unknown[], i: number, size: number): number {
    if (typeof items[i] !== 'number') return i
    this.reserve(SCALAR)
    const end = Math.min(size, i + Math.floor((this.limit - this.position) / SCALAR))
    const { buffer } = this
    const view = this.#view
    let at = this.position
    for (; i < end; i++) {
      const item = items[i]
      if (typeof item !== 'number') break
      buffer[at] = marker.FLOAT_64
      view.setFloat64(at + 1, item)
      at += SCALAR
    }
    this.position = at
    return i
  }

  #floatsOf (floats: Float32Array | Float64Array): void {
    const size = floats.length
    for (let i = 0; i < size;) {
      this.reserve(SCALAR)
      const end = Math.min(size, i + Math.floor((this.limit - this.position) / SCALAR))
      writeFloats(this.buffer, this.#view, this.position, floats, i, end)
      this.position += (end - i) * SCALAR
      i = end
    }
  }

  #integersOf (halves: Int32Array): void {
    for (let i = 0; i < halves.length; i += 2) {
      this.reserve(SCALAR)
      const low = halves[i]
      const high = halves[i + 1]
      this.#smallOrLong(high === low >> 31 ? low : NaN, low, high)
    }
  }

  #float (value: number): void {
    const at = this.position
    this.buffer[at] = marker.FLOAT_64
    this.#view.setFloat64(at + 1, value)
    this.position = at + 9
  }

  #bigint (value: bigint | number, owner: unknown): void {
    const near = Number(value)
    if (Number.isSafeInteger(near)) return this.#smallOrLong(near, near | 0, Math.floor(near / 0x100000000))
    const exact = BigInt(value)
    if (BigInt.asIntN(64, exact) !== exact) {
      throw new UnwritableValueError(`The integer ${textOf(exact, 50)} does not fit into 64 bits`, owner)
    }
    this.#integer(int(exact))
  }

  #integer (value: Integer): void {
    const low = value.low | 0
    const high = value.high | 0
    this.#smallOrLong(high === low >> 31 ? low : NaN, low, high)
  }

  /** Writes the shortest encoding. `value` is used if it fits into 32 bits, otherwise the halves `low` and `high`. */
  #smallOrLong (value: number, low: number, high: number): void {
    const view = this.#view
    const at = this.position
    if (value >= -16 && value < 128) {
      view.setInt8(at, value)
      this.position = at + 1
    } else if (value >= -0x80 && value < 0x80) {
      this.buffer[at] = marker.INT_8
      view.setInt8(at + 1, value)
      this.position = at + 2
    } else if (value >= -0x8000 && value < 0x8000) {
      this.buffer[at] = marker.INT_16
      view.setInt16(at + 1, value)
      this.position = at + 3
    } else if (value >= -0x80000000 && value < 0x80000000) {
      this.buffer[at] = marker.INT_32
      view.setInt32(at + 1, value)
      this.position = at + 5
    } else {
      this.buffer[at] = marker.INT_64
      view.setInt32(at + 1, high)
      view.setInt32(at + 5, low)
      this.position = at + 9
    }
  }

  #shortAscii (text: string, length: number): boolean {
    const buffer = this.buffer
    const start = this.position
    let at = start
    if (length < 16) {
      buffer[at++] = marker.TINY_STRING | length
    } else {
      buffer[at++] = marker.STRING_8
      buffer[at++] = length
    }
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) return false
      buffer[at++] = code
    }
    this.position = at
    return true
  }

  #header (size: number, tiny: number, size8: number, size16: number, size32: number): void {
    if (size < 0x10 && tiny >= 0) {
      this.#byte(tiny | size)
    } else if (size < 0x100) {
      this.#byte(size8)
      this.#byte(size)
    } else if (size < 0x10000) {
      this.#byte(size16)
      this.#view.setUint16((this.position += 2) - 2, size)
    } else {
      this.#byte(size32)
      this.#view.setUint32((this.position += 4) - 4, size)
    }
  }

  #grow (bytes: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.position + bytes, this.buffer.length * 2))
    this.buffer.copy(larger, 0, 0, this.position)
    this.use(larger, this.position, larger.length)
  }

  #byte (value: number): void {
    this.buffer[this.position++] = value
  }

  #enter (value: unknown): void {
    if (++this.#depth > marker.MAX_NESTING) throw nestingError(value)
  }
}

function wholeOf (value: number, owner: object): number {
  if (!Number.isFinite(value)) {
    throw new UnwritableValueError(`The number ${value} is not an integer`, owner)
  }
  return Math.trunc(value)
}
