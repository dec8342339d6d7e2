import * as marker from '../packstream/markers.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { IS_LITTLE_ENDIAN, viewOf } from '../packstream/view.js'
import type { ColumnType } from './column-type.js'

/** How the values of a column are stored; `UNDECIDED` until its first value that is not null. */
export const UNDECIDED = 0
export const BIGINT = 1
export const INT32 = 2
export const FLOAT64 = 3
export const BOOLEAN = 4
export const ANY = 5

const KINDS: Readonly<Record<ColumnType, number>> = { bigint: BIGINT, int32: INT32, float64: FLOAT64, boolean: BOOLEAN, any: ANY }
const BYTES_PER_VALUE = [0, 8, 4, 8, 1, 0]

/** The indexes of the low and high halves of a 64-bit integer in memory. */
const LOW = IS_LITTLE_ENDIAN ? 0 : 1
const HIGH = 1 - LOW

/** In bytes, including unused capacity. */
const LARGEST_COPIED = 1 << 20

/** One integer in PackStream, for converting the values of a typed array back to plain values. */
const SCRATCH = Buffer.alloc(9)
const SCRATCH_VIEW = viewOf(SCRATCH)

/**
 * One column while it is read. The fields have fixed types, so that the compiled code allocates no objects and branches
 * only on bytes.
 */
export class Column {
  readonly key: string
  /** undefined if the type is derived from the data. */
  readonly declared: ColumnType | undefined
  kind: number
  /** One bit per row, starting with the lowest bit of each byte: 0 for null. undefined if there is no null. */
  valid: Uint8Array | undefined
  /** The values without a typed array. */
  items: unknown[]
  /** Views of a buffer each, which no other column shares; a column uses only the one of its kind. `halves` has two elements per bigint. */
  #halves = new Int32Array(0)
  #integers = new Int32Array(0)
  #floats = new Float64Array(0)
  #flags = new Uint8Array(0)

  constructor (key: string, declared: ColumnType | undefined) {
    this.key = key
    this.declared = declared
    this.kind = declared === undefined ? UNDECIDED : KINDS[declared]
    this.valid = undefined
    this.items = []
  }

  /** Sets the capacity, keeping the first `rows` values. */
  resize (rows: number, capacity: number): void {
    const { kind, valid } = this
    const bytes = new Uint8Array(capacity * BYTES_PER_VALUE[kind])
    switch (kind) {
      case BIGINT: bytes.set(bytesOf(this.#halves, rows * 8)); this.#halves = new Int32Array(bytes.buffer); break
      case INT32: bytes.set(bytesOf(this.#integers, rows * 4)); this.#integers = new Int32Array(bytes.buffer); break
      case FLOAT64: bytes.set(bytesOf(this.#floats, rows * 8)); this.#floats = new Float64Array(bytes.buffer); break
      case BOOLEAN: bytes.set(bytesOf(this.#flags, rows)); this.#flags = bytes
    }
    if (valid !== undefined) {
      this.valid = allValid(capacity)
      this.valid.set(valid.subarray(0, (rows + 7) >> 3))
    }
  }

  /** Sets the kind, which the first value that is not null determines; it is in row `row`. */
  decide (kind: number, row: number, capacity: number): void {
    const { valid } = this
    this.kind = kind
    this.items = kind === ANY ? new Array<unknown>(row).fill(null) : []
    this.resize(0, capacity)
    // All rows so far are null.
    this.valid = kind === ANY ? undefined : valid
  }

  setNull (row: number, capacity: number): void {
    const valid = (this.valid ??= allValid(capacity))
    valid[row >> 3] &= ~(1 << (row & 7))
  }

  /** Reads the value at `at` into the typed array. @returns where it ends; -1 if it does not fit, or the column has no typed array */
  read (bytes: Uint8Array, view: DataView, at: number, row: number): number {
    switch (this.kind) {
      case BIGINT: return this.readBigint(bytes, view, at, row)
      case FLOAT64: return this.readFloat64(bytes, view, at, row)
      case INT32: return this.readInt32(bytes, view, at, row)
      case BOOLEAN: return this.readBoolean(bytes, at, row)
      default: return -1
    }
  }

  /** Reads the integer at `at` into row `row`. @returns where it ends; -1 if the value is not an integer */
  readBigint (bytes: Uint8Array, view: DataView, at: number, row: number): number {
    const byte = bytes[at]
    let low: number
    let next: number
    if (byte < 0x80) {
      low = byte
      next = at + 1
    } else if (byte >= 0xf0) {
      low = byte - 0x100
      next = at + 1
    } else {
      switch (byte) {
        case marker.INT_8: low = view.getInt8(at + 1); next = at + 2; break
        case marker.INT_16: low = view.getInt16(at + 1); next = at + 3; break
        case marker.INT_32: low = view.getInt32(at + 1); next = at + 5; break
        case marker.INT_64:
          this.#halves[row * 2 + LOW] = view.getInt32(at + 5)
          this.#halves[row * 2 + HIGH] = view.getInt32(at + 1)
          return at + 9
        default: return -1
      }
    }
    this.#halves[row * 2 + LOW] = low
    this.#halves[row * 2 + HIGH] = low >> 31
    return next
  }

  /** Like {@link readBigint}; also returns -1 for integers of more than 32 bits. */
  readInt32 (bytes: Uint8Array, view: DataView, at: number, row: number): number {
    const byte = bytes[at]
    if (byte < 0x80 || byte >= 0xf0) {
      this.#integers[row] = byte << 24 >> 24
      return at + 1
    }
    switch (byte) {
      case marker.INT_8: this.#integers[row] = view.getInt8(at + 1); return at + 2
      case marker.INT_16: this.#integers[row] = view.getInt16(at + 1); return at + 3
      case marker.INT_32: this.#integers[row] = view.getInt32(at + 1); return at + 5
      case marker.INT_64: {
        const low = view.getInt32(at + 5)
        if (view.getInt32(at + 1) !== low >> 31) return -1
        this.#integers[row] = low
        return at + 9
      }
      default: return -1
    }
  }

  readFloat64 (bytes: Uint8Array, view: DataView, at: number, row: number): number {
    if (bytes[at] !== marker.FLOAT_64) return -1
    this.#floats[row] = view.getFloat64(at + 1)
    return at + 9
  }

  setFloat64 (row: number, value: number): void {
    this.#floats[row] = value
  }

  readBoolean (bytes: Uint8Array, at: number, row: number): number {
    const byte = bytes[at]
    if (byte !== marker.TRUE && byte !== marker.FALSE) return -1
    this.#flags[row] = byte - marker.FALSE
    return at + 1
  }

  /** Converts the values so far to values as in records, made by the reader. */
  spill (rows: number, reader: PackStreamReader): void {
    const items = new Array<unknown>(rows)
    for (let row = 0; row < rows; row++) items[row] = this.#isNull(row) ? null : this.#valueAt(row, reader)
    this.resize(0, 0)
    this.kind = ANY
    this.valid = undefined
    this.items = items
  }

  /** Returns the first `rows` values. */
  take (rows: number): BigInt64Array | Int32Array | Float64Array | Uint8Array | unknown[] {
    switch (this.kind) {
      case BIGINT: {
        const { buffer } = fitting(this.#halves, rows * 2)
        return new BigInt64Array(buffer, 0, rows)
      }
      case INT32: return fitting(this.#integers, rows)
      case FLOAT64: return fitting(this.#floats, rows)
      case BOOLEAN: return fitting(this.#flags, rows)
      case ANY: return this.items
      default: return new Array<unknown>(rows).fill(null)
    }
  }

  /** The null bitmap of the first `rows` values; undefined if there is no null, or the values include their nulls. */
  takeValid (rows: number): Uint8Array | undefined {
    const { kind, valid } = this
    if (valid === undefined || kind === ANY || kind === UNDECIDED) return undefined
    const bits = valid.slice(0, (rows + 7) >> 3)
    // Clears the bits beyond the last row.
    if ((rows & 7) !== 0) bits[bits.length - 1] &= (1 << (rows & 7)) - 1
    return bits
  }

  /** Removes all values, keeping the kind. */
  clear (capacity: number): void {
    this.valid = undefined
    this.items = []
    this.resize(0, capacity)
  }

  #isNull (row: number): boolean {
    return this.valid !== undefined && (this.valid[row >> 3] & 1 << (row & 7)) === 0
  }

  #valueAt (row: number, reader: PackStreamReader): unknown {
    switch (this.kind) {
      case FLOAT64: return this.#floats[row]
      case BOOLEAN: return this.#flags[row] === 1
    }
    SCRATCH[0] = marker.INT_64
    SCRATCH_VIEW.setInt32(1, this.#halves[row * 2 + HIGH])
    SCRATCH_VIEW.setInt32(5, this.#halves[row * 2 + LOW])
    reader.open(SCRATCH, SCRATCH_VIEW, 0, SCRATCH.length)
    return reader.read()
  }
}

function bytesOf ({ buffer }: { buffer: ArrayBuffer }, size: number): Uint8Array {
  return new Uint8Array(buffer, 0, size)
}

function allValid (rows: number): Uint8Array {
  return new Uint8Array((rows + 7) >> 3).fill(0xff)
}

/**
 * Removes unused capacity where copying is cheap. A larger array becomes a view of its buffer: copying it would take a quarter of the
 * time that reading it took, and unused memory is hardly ever backed by physical pages.
 */
function fitting<T extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>> (values: T, length: number): T {
  if (length === values.length) return values
  return (values.byteLength <= LARGEST_COPIED ? values.slice(0, length) : values.subarray(0, length)) as T
}
