import type { Neo4jError } from '../error.js'
import { setOwn } from '../own-property.js'
import * as marker from '../packstream/markers.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { ANY, BIGINT, BOOLEAN, Column, FLOAT64, UNDECIDED } from './column.js'
import { isIntegerMarker, misfit, mixedNumbers, unknownColumn } from './column-error.js'
import type { ColumnTypes } from './column-type.js'

/**
 * In rows: the first capacity, and the one from which on it grows slowly. Growth is fast before, because copying, and touching memory
 * for the first time, cost more than a few megabytes that are never written to.
 */
const FIRST_CAPACITY = 1024
const LARGE_CAPACITY = 512 * 1024
const GROWTH = 8
const GROWTH_OF_LARGE = 2

export type ColumnValues = BigInt64Array | Int32Array | Float64Array | Uint8Array | unknown[]

/** Rows that were read into columns. */
export interface ColumnData {
  keys: string[]
  /** The number of rows. */
  length: number
  /** The values of each column by its name. A typed array has 0 in place of a null. */
  columns: Record<string, ColumnValues>
  /**
   * The null bitmaps of the columns with a typed array that contain nulls: one bit per row, starting with the lowest bit of each
   * byte, 0 for null. A plain array contains its nulls itself.
   */
  nulls: Record<string, Uint8Array>
}

/**
 * Reads rows from bytes into columns, without making an object for a row, an integer, a float or a boolean.
 *
 * A column without a declared type gets the type of its first value. A value of another type turns it into an array of `any`
 * values, except for a mixture of integers and floats, which would have to be rounded: it is an error.
 */
export class ColumnTable {
  /** The number of rows since the last {@link take}. */
  length = 0
  /** The names of the columns. */
  keys: readonly string[] = []
  /** The error of a value that did not fit its column. No further rows are read. */
  failure: Neo4jError | undefined
  /** The number of rows per batch; Infinity for all rows at once. */
  readonly mostRows: number
  readonly #types: ColumnTypes
  #columns: Column[] = []
  #capacity = 0
  /** The capacity after a full batch: the next batch will have the same size. */
  #firstCapacity = FIRST_CAPACITY
  /** The number of rows taken so far. */
  #taken = 0

  constructor (types: ColumnTypes, mostRows: number) {
    this.#types = types
    this.mostRows = mostRows
    this.failure = undefined
  }

  /** Whether the table has the rows of a batch. */
  get isFull (): boolean {
    return this.length === this.mostRows
  }

  /** Sets the names of the columns, before the first row. Sets {@link failure} if a type is declared for an unknown column. */
  begin (keys: readonly string[]): void {
    const types = new Map(Object.entries(this.#types))
    this.keys = keys
    this.#columns = keys.map(key => new Column(key, types.get(key)))
    const unknown = [...types.keys()].find(key => !keys.includes(key))
    if (unknown !== undefined) this.failure = unknownColumn(unknown, keys)
  }

  /**
   * Reads a row if its values are of the kinds of their columns, and it does not use up the capacity: a short loop, so that V8 makes
   * one function of it, its caller, and the methods it calls.
   * @param reader for values without a typed array
   * @returns false if {@link read} must read the row
   */
  readCommon (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader): boolean {
    const columns = this.#columns
    const row = this.length
    if (row + 1 >= this.#capacity) return false
    let at = start
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]
      if (column.kind === ANY) {
        at = this.#readAny(column, bytes, view, at, end, reader)
        continue
      }
      const next = column.read(bytes, view, at, row)
      if (next >= 0) {
        at = next
      } else if (bytes[at] === marker.NULL) {
        column.setNull(row, this.#capacity)
        at++
      } else {
        return false
      }
    }
    if (at !== end) return false
    this.length = row + 1
    return true
  }

  /**
   * Reads a row.
   * @param reader for values without a typed array
   * @returns where the row ends; -1 if a value does not fit its column, with the reason in {@link failure}
   * @throws Neo4jError with code `ProtocolError` if the bytes are not values
   */
  read (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader): number {
    const row = this.length
    if (row === this.#capacity) this.#grow()
    let at = start
    for (const column of this.#columns) {
      const next = column.read(bytes, view, at, row)
      at = next >= 0 ? next : this.#readOther(column, bytes, view, at, end, reader)
      if (at < 0) return -1
    }
    this.length = row + 1
    return at
  }

  /** Takes the rows read so far. The columns are cleared but keep their kinds. */
  take (): ColumnData {
    const { length } = this
    const columns = {}
    const nulls = {}
    for (const column of this.#columns) {
      setOwn(columns, column.key, column.take(length))
      const valid = column.takeValid(length)
      if (valid !== undefined) setOwn(nulls, column.key, valid)
    }
    this.#taken += length
    this.length = 0
    this.#capacity = 0
    if (length === this.mostRows) this.#firstCapacity = length
    for (const column of this.#columns) column.clear(0)
    return { keys: [...this.keys], length, columns, nulls }
  }

  #grow (): void {
    const { length } = this
    const factor = length < LARGE_CAPACITY ? GROWTH : GROWTH_OF_LARGE
    this.#capacity = Math.min(Math.max(length * factor, this.#firstCapacity), this.mostRows)
    for (const column of this.#columns) column.resize(length, this.#capacity)
  }

  /** Reads a value that is not of the column's kind. */
  #readOther (column: Column, bytes: Buffer, view: DataView, at: number, end: number, reader: PackStreamReader): number {
    const byte = bytes[at]
    if (column.kind !== ANY) {
      if (at >= end) return this.#readAny(column, bytes, view, at, end, reader)
      if (byte === marker.NULL) {
        column.setNull(this.length, this.#capacity)
        return at + 1
      }
      if (column.kind === UNDECIDED) return this.#decide(column, bytes, view, at, end, reader)
      if (column.declared !== undefined) return this.#convert(column, bytes, view, at, end, reader)
      if (isMixture(column.kind, byte)) return this.#fail(mixedNumbers(column, this.rowCount))
      column.spill(this.length, reader)
    }
    return this.#readAny(column, bytes, view, at, end, reader)
  }

  #readAny (column: Column, bytes: Buffer, view: DataView, at: number, end: number, reader: PackStreamReader): number {
    reader.open(bytes, view, at, end)
    column.items[this.length] = reader.read()
    return reader.position
  }

  /** The first value of a column determines the column's kind. */
  #decide (column: Column, bytes: Buffer, view: DataView, at: number, end: number, reader: PackStreamReader): number {
    column.decide(kindOf(bytes[at]), this.length, this.#capacity)
    const next = column.read(bytes, view, at, this.length)
    return next < 0 ? this.#readAny(column, bytes, view, at, end, reader) : next
  }

  /** Only a declared float64 column accepts values of another kind: integers that a float represents exactly. */
  #convert (column: Column, bytes: Buffer, view: DataView, at: number, end: number, reader: PackStreamReader): number {
    if (column.kind === FLOAT64 && isIntegerMarker(bytes[at])) {
      reader.open(bytes, view, at, end)
      const value = reader.readNumber()
      if (Number.isSafeInteger(value)) {
        column.setFloat64(this.length, value)
        return reader.position
      }
    }
    return this.#fail(misfit(column, this.rowCount, bytes[at]))
  }

  /** The number of rows read, including those taken: the index of the current row, from 0. */
  get rowCount (): number {
    return this.#taken + this.length
  }

  #fail (error: Neo4jError): number {
    this.failure = error
    return -1
  }
}

function kindOf (byte: number): number {
  if (isIntegerMarker(byte)) return BIGINT
  if (byte === marker.FLOAT_64) return FLOAT64
  return byte === marker.TRUE || byte === marker.FALSE ? BOOLEAN : ANY
}

/** Whether the value would mix integers and floats in a column. */
function isMixture (kind: number, byte: number): boolean {
  return kind === BIGINT ? byte === marker.FLOAT_64 : kind === FLOAT64 && isIntegerMarker(byte)
}
