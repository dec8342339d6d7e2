import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError, type Neo4jError } from '../error.js'
import { setOwn } from '../own-property.js'
import { Integer, type NumberOrInteger } from '../types/integer.js'
import { UUID } from '../types/uuid.js'
import { ElementIds } from './element-ids.js'
import { areFloats, readFloats } from './float-list.js'
import { type CachedKey, isKeyAt, type KeyCache } from './key-cache.js'
import * as marker from './markers.js'
import { SHORT_STRING, shortAscii } from './short-string.js'
import { type IntegerMode, LARGEST_SHARED, sharedIntegers, SMALLEST_SHARED } from './shared-integers.js'
import { type NodeBuffer, Utf8Decoder } from './utf8.js'

/** Reads the `size` fields of one structure; the reader is positioned after its tag. */
export type StructureReader = (reader: PackStreamReader, size: number) => unknown
/** Structure readers by tag byte (0-127). */
export type StructureReaders = ReadonlyArray<StructureReader | undefined>

interface ReaderOptions {
  integers: IntegerMode
  structures: StructureReaders
  keys: KeyCache
  /** Readers that are never used at the same time can share one. */
  text?: Utf8Decoder
  /** Whether UUIDs are supported: they have a marker since Bolt 6.1; before, that byte is an error. */
  uuid?: boolean
}

/** The largest capacity allocated for a list before its items are read. */
const LARGEST_ALLOCATED = 4096

/**
 * Decodes the bytes of one message: specification page "PackStream".
 *
 * {@link PackStreamReader.open} sets the message, from which the reader then reads one value after another. It is the
 * hottest code of the driver: one switch on the marker, no allocations other than the values, and no bounds check per
 * byte. A truncated scalar is read from the bytes after it; the caller that opened the message compares `position` with `end`.
 */
export class PackStreamReader {
  position = 0
  end = 0
  #bytes = Buffer.alloc(0) as NodeBuffer
  #view: DataView = new DataView(new ArrayBuffer(0))
  #depth = 0
  /** Where the first value begins; offsets in errors are relative to it. */
  #start = 0
  readonly #integers: IntegerMode
  /** The values of -128 to 1023, made once: they are most integers of most results. */
  readonly #shared: NumberOrInteger[]
  readonly #structures: StructureReaders
  readonly #keys: KeyCache
  readonly #ids = new ElementIds()
  readonly #text: Utf8Decoder
  readonly #uuid: boolean
  /** The slot in {@link KeyCache} of the key that was read last. */
  #found = 0

  constructor ({ integers, structures, keys, text = new Utf8Decoder(), uuid = false }: ReaderOptions) {
    this.#integers = integers
    this.#structures = structures
    this.#keys = keys
    this.#text = text
    this.#uuid = uuid
    this.#shared = sharedIntegers(integers)
  }

  /** Sets the bytes to read, from `start` to `end` of `bytes`; they must not change while they are read. */
  open (bytes: Buffer, view: DataView, start: number, end: number): void {
    this.#bytes = bytes as NodeBuffer
    this.#view = view
    this.position = this.#start = start
    this.end = end
    this.#depth = 0
  }

  /** The next value. @throws Neo4jError with code `ProtocolError` if the bytes are not a value */
  read (): unknown {
    const at = this.position++
    if (at >= this.end) throw this.#truncated()
    const byte = this.#bytes[at]
    // One access for both signs: with two, the first negative number would discard the compiled code.
    if (byte < 0x80 || byte >= 0xf0) return this.#shared[(byte << 24 >> 24) - SMALLEST_SHARED]
    if (byte < marker.TINY_LIST) return this.#readText(byte & 0x0f)
    if (byte < marker.TINY_MAP) return this.readItems(byte & 0x0f)
    if (byte < marker.TINY_STRUCT) return this.#readEntries(byte & 0x0f)
    if (byte < marker.NULL) return this.#readStructure(byte & 0x0f)
    switch (byte) {
      case marker.NULL: return null
      case marker.TRUE: return true
      case marker.FALSE: return false
      case marker.FLOAT_64: return this.#view.getFloat64((this.position += 8) - 8)
      case marker.INT_8: return this.#integer(this.#view.getInt8(this.position++))
      case marker.INT_16: return this.#integer(this.#view.getInt16((this.position += 2) - 2))
      case marker.INT_32: return this.#integer(this.#view.getInt32((this.position += 4) - 4))
      case marker.INT_64: return this.#long()
      case marker.STRING_8: return this.#readText(this.#size8())
      case marker.LIST_8: return this.readItems(this.#size8())
      case marker.MAP_8: return this.#readEntries(this.#size8())
    }
    return this.#readRare(byte, at)
  }

  /** Values that results rarely have. They are not part of {@link read}, which would take longer to compile. */
  #readRare (byte: number, at: number): unknown {
    switch (byte) {
      case marker.STRING_16: return this.#readText(this.#size16())
      case marker.STRING_32: return this.#readText(this.#size32())
      case marker.LIST_16: return this.readItems(this.#size16())
      case marker.LIST_32: return this.readItems(this.#size32())
      case marker.MAP_16: return this.#readEntries(this.#size16())
      case marker.MAP_32: return this.#readEntries(this.#size32())
      case marker.BYTES_8: return this.#readBytes(this.#size8())
      case marker.BYTES_16: return this.#readBytes(this.#size16())
      case marker.BYTES_32: return this.#readBytes(this.#size32())
      case marker.STRUCT_8: return this.#readStructure(this.#size8())
      case marker.STRUCT_16: return this.#readStructure(this.#size16())
      case marker.UUID_16: if (this.#uuid) return this.#readUuid()
    }
    throw protocolError(`byte 0x${byte.toString(16)} at offset ${at - this.#start} is not a PackStream marker`)
  }

  /** Reads an integer as a JavaScript number, regardless of the driver's integer mode; large integers lose precision. */
  readNumber (): number {
    const at = this.position++
    const byte = at < this.end ? this.#bytes[at] : -1
    if (byte >= 0 && byte < 0x80) return byte
    if (byte >= 0xf0) return byte - 0x100
    switch (byte) {
      case marker.INT_8: return this.#view.getInt8(this.position++)
      case marker.INT_16: return this.#view.getInt16((this.position += 2) - 2)
      case marker.INT_32: return this.#view.getInt32((this.position += 4) - 4)
      case marker.INT_64: {
        const high = this.#view.getInt32((this.position += 8) - 8)
        return high * 0x100000000 + this.#view.getUint32(this.position - 4)
      }
    }
    throw this.#unexpected('an integer', at)
  }

  /** Like {@link readNumber}, but an integer that a number cannot represent exactly is returned as an {@link Integer}. */
  readWhole (): number | Integer {
    const at = this.position
    const value = this.readNumber()
    return Number.isSafeInteger(value) ? value : new Integer(this.#view.getInt32(at + 5), this.#view.getInt32(at + 1))
  }

  /** Reads an integer of the type that the driver is configured to return. */
  readInteger (): NumberOrInteger {
    const at = this.position++
    const byte = at < this.end ? this.#bytes[at] : -1
    switch (byte) {
      case marker.INT_8: return this.#integer(this.#view.getInt8(this.position++))
      case marker.INT_16: return this.#integer(this.#view.getInt16((this.position += 2) - 2))
      case marker.INT_32: return this.#integer(this.#view.getInt32((this.position += 4) - 4))
      case marker.INT_64: return this.#long()
    }
    if (byte >= 0x80 && byte < 0xf0 || byte < 0) throw this.#unexpected('an integer', at)
    return this.#shared[(byte << 24 >> 24) - SMALLEST_SHARED]
  }

  readString (): string {
    const at = this.position
    const value = this.read()
    if (typeof value !== 'string') throw this.#unexpected('a string', at)
    return value
  }

  readMap (): Record<string, unknown> {
    const at = this.position
    const value = this.read()
    if (!marker.isMap(this.#bytes[at])) throw this.#unexpected('a map', at)
    return value as Record<string, unknown>
  }

  readBytes (): Int8Array<ArrayBuffer> {
    const at = this.position
    const value = this.read()
    if (!marker.isBytes(this.#bytes[at])) throw this.#unexpected('a byte array', at)
    return value as Int8Array<ArrayBuffer>
  }

  /** Reads a string with few distinct values, such as a label: each is made once, then found by its bytes. */
  readName (): string {
    const name = this.#keys.nameAt(this.#bytes, this.position, this.end)
    if (name === undefined) return this.readString()
    this.position += name.bytes.length
    return name.text
  }

  /** Reads a list of strings with few distinct values. */
  readNames (): string[] {
    const size = this.readListSize()
    this.#assertBacked(size)
    const names = new Array<string>(size)
    for (let i = 0; i < size; i++) {
      names[i] = this.readName()
    }
    return names
  }

  /** Reads the element id of a node or relationship. */
  readElementId (): string {
    const id = this.#ids.read(this.#bytes, this.#view, this.position, this.end)
    if (id === undefined) return this.readString()
    this.position += id.length + marker.STRING_8_HEADER
    return id
  }

  readFloat (): number {
    const at = this.position
    if (at >= this.end || this.#bytes[at] !== marker.FLOAT_64) throw this.#unexpected('a float', at)
    this.position += 9
    return this.#view.getFloat64(at + 1)
  }

  /** Reads the header of a list, which the items follow. @returns the number of items */
  readListSize (): number {
    const at = this.position++
    const byte = at < this.end ? this.#bytes[at] : -1
    if (byte >= marker.TINY_LIST && byte < marker.TINY_MAP) return byte & 0x0f
    switch (byte) {
      case marker.LIST_8: return this.#size8()
      case marker.LIST_16: return this.#size16()
      case marker.LIST_32: return this.#size32()
    }
    throw this.#unexpected('a list', at)
  }

  readList (): unknown[] {
    return this.readItems(this.readListSize())
  }

  /** Reads `size` values as a list. */
  readItems (size: number): unknown[] {
    // Every item takes at least one byte, but nested lists may claim the same bytes, so long lists grow as items are read.
    this.#enter(size)
    const items = areFloats(this.#bytes, this.position, this.end, size) ? this.#readFloats(size) : this.#readMixed(size)
    this.#depth--
    return items
  }

  #readFloats (size: number): number[] {
    const start = this.position
    this.position += size * 9
    return readFloats(this.#view, start, size)
  }

  #readMixed (size: number): unknown[] {
    const items = new Array<unknown>(size < LARGEST_ALLOCATED ? size : LARGEST_ALLOCATED)
    for (let i = 0; i < size; i++) items[i] = this.read()
    return items
  }

  #readEntries (size: number): Record<string, unknown> {
    this.#enter(size * 2)
    const map: Record<string, unknown> = {}
    const keys = this.#keys
    const bytes = this.#bytes
    let previous: CachedKey | undefined
    for (let i = 0; i < size; i++) {
      let key = keys.at(previous === undefined ? keys.first : previous.next)
      if (isKeyAt(key, bytes, this.position)) {
        this.position += key.bytes.length
      } else {
        const text = this.#findKey()
        if (text !== undefined) {
          setOwn(map, text, this.read())
          continue
        }
        key = keys.at(this.#found)
        if (previous === undefined) keys.first = this.#found
        else previous.next = this.#found
      }
      previous = key
      if (key.text === '__proto__') {
        setOwn(map, key.text, this.read())
      } else {
        map[key.text] = this.read()
      }
    }
    this.#depth--
    return map
  }

  /** Reads a key other than the expected one. Sets `#found` to its slot, or returns it if it is too long for the cache. */
  #findKey (): string | undefined {
    const slot = this.#keys.find(this.#bytes, this.position, this.end)
    if (slot < 0) return this.readString()
    this.position += this.#keys.at(slot).bytes.length
    this.#found = slot
    return undefined
  }

  #readText (size: number): string {
    const start = this.#skip(size)
    const short = size <= SHORT_STRING ? shortAscii[size](this.#bytes, start) : undefined
    return short ?? this.#text.read(this.#bytes, start, this.position)
  }

  #readBytes (size: number): Int8Array<ArrayBuffer> {
    const start = this.#skip(size)
    const bytes = new Int8Array(size)
    bytes.set(this.#bytes.subarray(start, this.position))
    return bytes
  }

  #readUuid (): UUID {
    const start = this.#skip(16)
    return new UUID(new Uint8Array(this.#bytes.subarray(start, this.position)))
  }

  #readStructure (size: number): unknown {
    if (this.position >= this.end) throw this.#truncated()
    const tag = this.#bytes[this.position++]
    const read = this.#structures[tag]
    if (read === undefined) throw protocolError(`structure with tag 0x${tag.toString(16)} and ${size} fields, at offset ${this.position - 2 - this.#start}, is not known in this version of Bolt`)
    this.#enter(size)
    const value = read(this, size)
    this.#depth--
    return value
  }

  #integer (value: number): NumberOrInteger {
    if (value >= SMALLEST_SHARED && value <= LARGEST_SHARED) return this.#shared[value - SMALLEST_SHARED]
    if (this.#integers === 'integer') return new Integer(value, value >> 31)
    return this.#integers === 'bigint' ? BigInt(value) : value
  }

  #long (): NumberOrInteger {
    const at = (this.position += 8) - 8
    if (this.#integers === 'bigint') return this.#view.getBigInt64(at)
    const high = this.#view.getInt32(at)
    if (this.#integers === 'integer') return new Integer(this.#view.getInt32(at + 4), high)
    const value = high * 0x100000000 + this.#view.getUint32(at + 4)
    if (Number.isSafeInteger(value)) return value
    if (this.#integers === 'safe') return this.#view.getBigInt64(at)
    // As in neo4j-driver, an integer that a number cannot represent exactly becomes an infinity, never a nearby number.
    return value < 0 ? -Infinity : Infinity
  }

  /** Skips `size` bytes. @returns where they begin */
  #skip (size: number): number {
    const start = this.position
    if ((this.position = start + size) > this.end) throw this.#truncated()
    return start
  }

  #size8 (): number {
    return this.#view.getUint8(this.position++)
  }

  #size16 (): number {
    return this.#view.getUint16((this.position += 2) - 2)
  }

  #size32 (): number {
    return this.#view.getUint32((this.position += 4) - 4)
  }

  /** Prevents allocations for more items than the remaining bytes can contain. */
  #assertBacked (bytesAtLeast: number): void {
    if (bytesAtLeast > this.end - this.position) throw this.#truncated()
  }

  #enter (bytesAtLeast: number): void {
    this.#assertBacked(bytesAtLeast)
    if (++this.#depth > marker.MAX_NESTING) throw protocolError(`values are nested deeper than ${marker.MAX_NESTING} levels`)
  }

  #unexpected (expected: string, at: number): Neo4jError {
    return at >= this.end
      ? this.#truncated()
      : protocolError(`${expected} was expected at offset ${at - this.#start}, not the marker 0x${this.#bytes[at].toString(16)}`)
  }

  #truncated (): Neo4jError {
    return protocolError(`the message ends inside a value: byte ${this.position - this.#start} of ${this.end - this.#start}`)
  }
}

function protocolError (what: string): Neo4jError {
  return newError(`The server sent bytes that are not valid PackStream: ${what}.`, PROTOCOL_ERROR)
}
