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
 * The scheme in which encrypted values and their aad are encoded: 1.0 is the PackStream of Bolt 6.1.
 *
 * The Bolt version is pinned and does NOT change when the driver supports newer ones: stored values must stay readable,
 * and an aad must have the same bytes as when the value was encrypted. Another encoding requires an additional scheme.
 */
export const SCHEME_MAJOR = 1
export const SCHEME_MINOR = 0
const ENCODING = capabilitiesOf(6, 1) as Capabilities

/** Encodes and decodes values without a connection. Readers and writers are used for one value only, and no plaintext is retained. */
export class ValueCodec {
  readonly #readers: StructureReaders
  readonly #writers: StructureWriters
  readonly #integers: IntegerMode
  /** Where the structure readers store the last value of each class. */
  readonly #last: unknown[] = []

  constructor (integers: IntegerMode) {
    this.#integers = integers
    this.#readers = readersFor(ENCODING, { makeInteger: MAKE_INTEGER[integers], zones: new ZoneOffsets(), kept: this.#last })
    this.#writers = writersFor(ENCODING, { onAmbiguousTime: () => {} })
  }

  /**
   * The caller must overwrite the bytes after use.
   * @throws Neo4jError if a part of the value cannot be represented in PackStream
   */
  encode (value: unknown): Buffer {
    const writer = new PackStreamWriter({ structures: this.#writers, uuid: true })
    writer.onFull = bytes => { growAndWipe(writer, bytes) }
    try {
      writer.write(value)
    } catch {
      // Without the cause, which may contain the value.
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
      // Without the reason, which may contain the value.
    } finally {
      this.#last.fill(undefined)
    }
    throw newError(`The decrypted bytes are not one value of scheme ${SCHEME_MAJOR}.${SCHEME_MINOR}`)
  }
}

/** The writer's default would leave the plaintext in the smaller buffer, and freed memory may be reused. */
function growAndWipe (writer: PackStreamWriter, bytes: number): void {
  const { buffer, position } = writer
  const larger = Buffer.allocUnsafeSlow(Math.max(position + bytes, buffer.length * 2))
  buffer.copy(larger, 0, 0, position)
  writer.use(larger, position, larger.length)
  buffer.fill(0)
}

/** Reads the value that begins at `start`. @returns the value and where it ends */
export function readOne (bytes: Buffer, start: number, integers: IntegerMode, structures: StructureReaders): { value: unknown, end: number } {
  const reader = new PackStreamReader({ integers, structures, keys: new KeyCache(), uuid: true })
  reader.open(bytes, viewOf(bytes), start, bytes.length)
  return { value: reader.read(), end: reader.position }
}
