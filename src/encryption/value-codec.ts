import { MAKE_INTEGER, readersFor, writersFor } from '../bolt/structures/index.js'
import { type Capabilities, capabilitiesOf } from '../bolt/versions.js'
import { newError } from '../error.js'
import { KeyCache } from '../packstream/key-cache.js'
import { PackStreamReader, type StructureReaders } from '../packstream/reader.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import { viewOf } from '../packstream/view.js'
import { PackStreamWriter, type StructureWriters } from '../packstream/writer.js'
import { ZoneOffsets } from '../types/temporal/zone.js'

/**
 * The scheme by which encrypted values and their aad are turned into bytes: 1.0 is the PackStream of Bolt 6.1.
 *
 * The version of Bolt is pinned and does NOT move when the driver learns newer ones: what is stored must stay readable,
 * and an aad must give the same bytes as when the value was encrypted. Another encoding needs another scheme beside this one.
 */
export const SCHEME_MAJOR = 1
export const SCHEME_MINOR = 0
const ENCODING = capabilitiesOf(6, 1) as Capabilities

/** Turns values into PackStream and back, without a connection. Readers and writers live for one value, and nothing keeps a plaintext. */
export class ValueCodec {
  readonly #readers: StructureReaders
  readonly #writers: StructureWriters
  readonly #integers: IntegerMode
  /** Where the structure readers put the last value of each kind. */
  readonly #last: unknown[] = []

  constructor (integers: IntegerMode) {
    this.#integers = integers
    this.#readers = readersFor(ENCODING, { makeInteger: MAKE_INTEGER[integers], zones: new ZoneOffsets(), kept: this.#last })
    this.#writers = writersFor(ENCODING, { onAmbiguousTime: () => {} })
  }

  /**
   * The caller fills the bytes with zeros after use.
   * @throws Neo4jError if a part of the value has no form in PackStream
   */
  encode (value: unknown): Buffer {
    const writer = new PackStreamWriter({ structures: this.#writers, uuid: true })
    writer.onFull = bytes => { growAndWipe(writer, bytes) }
    try {
      writer.write(value)
    } catch {
      // Without the cause, which may tell the value.
      writer.buffer.fill(0)
      throw newError('The value can\'t be encoded; the cause may be a time zone that this platform does not know, or a vector whose type is unknown')
    }
    return writer.buffer.subarray(0, writer.position)
  }

  /** @throws Neo4jError if the bytes are not exactly one value */
  decode (bytes: Buffer): unknown {
    try {
      const { value, end } = readOne(bytes, 0, this.#integers, this.#readers)
      if (end === bytes.length) return value
    } catch {
      // Not told why, for that may tell the value.
    } finally {
      this.#last.fill(undefined)
    }
    throw newError(`The decrypted bytes are not one value of scheme ${SCHEME_MAJOR}.${SCHEME_MINOR}`)
  }
}

/** The writer's own way of growing would leave a plaintext in the smaller buffer, and free memory may become part of others. */
function growAndWipe (writer: PackStreamWriter, bytes: number): void {
  const { buffer, position } = writer
  const larger = Buffer.allocUnsafeSlow(Math.max(position + bytes, buffer.length * 2))
  buffer.copy(larger, 0, 0, position)
  writer.use(larger, position, larger.length)
  buffer.fill(0)
}

/** Reads the value that begins at `start`, and tells where it ends. */
export function readOne (bytes: Buffer, start: number, integers: IntegerMode, structures: StructureReaders): { value: unknown, end: number } {
  const reader = new PackStreamReader({ integers, structures, keys: new KeyCache(), uuid: true })
  reader.open(bytes, viewOf(bytes), start, bytes.length)
  return { value: reader.read(), end: reader.position }
}
