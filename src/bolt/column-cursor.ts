import { Fifo } from '../fifo.js'
import type { ColumnData, ColumnTable } from '../columns/column-table.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { CHUNK_HEADER, endOfOnlyChunk } from './framing.js'
import { RecordCursor } from './record-cursor.js'
import { assertAtEnd, isRecord, startOfValues, tinyListHeader } from './server-message.js'

/**
 * The only reader of a stream whose rows are read into columns instead of records: of kind `collected` for all rows at once,
 * `pulled` for batches.
 */
export class ColumnCursor extends RecordCursor {
  readonly table: ColumnTable
  /** Complete batches that have not been taken yet. */
  readonly #batches = new Fifo<ColumnData>()

  constructor (table: ColumnTable) {
    super(table.mostRows === Infinity ? 'collected' : 'pulled')
    this.table = table
  }

  /**
   * Reads the row whose list of values is from `start` to `end`; skips it if the reader has left.
   * @returns false if a value did not fit its column
   */
  readRow (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader): boolean {
    const { table } = this
    const first = startOfValues(bytes, view, start, end, reader, table.keys)
    if (this.hasLeft) return true
    const position = table.read(bytes, view, first, end, reader)
    if (position < 0) return false
    assertAtEnd(position, end)
    if (table.isFull) this.#batchRead()
    return true
  }

  /**
   * Reads rows until a message is not a row, is not in one chunk, or has a value that does not fit its column.
   * @returns where that message begins
   */
  readRows (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader): number {
    const { table } = this
    const listHeader = tinyListHeader(table.keys.length)
    let at = start
    while (true) {
      const rowEnd = endOfOnlyChunk(bytes, at, end)
      if (rowEnd < 0 || !isRecord(bytes, at + CHUNK_HEADER)) return at
      const list = at + CHUNK_HEADER + 2
      const isCommon = bytes[list] === listHeader && table.readCommon(bytes, view, list + 1, rowEnd, reader)
      if (!isCommon && !this.readRow(bytes, view, list, rowEnd, reader)) return at
      at = rowEnd + CHUNK_HEADER
    }
  }

  #batchRead (): void {
    this.#batches.push(this.table.take())
    this.wake()
  }

  /** Whether a complete batch is available. */
  get hasBatch (): boolean {
    return !this.#batches.isEmpty
  }

  takeBatch (): ColumnData | undefined {
    this.taken++
    return this.#batches.shift()
  }

  /** Whether to fetch more: if the reader waits for a batch, or few unread rows are left. */
  override isHungry (lowMark: number): boolean {
    if (!this.isReading) return false
    return this.#batches.isEmpty || this.#batches.size * this.table.mostRows + this.table.length <= lowMark
  }

  /** Drops unread rows, except for batches before a value that did not fit its column. */
  override takeAll (): never[] {
    if (this.table.failure === undefined) this.#batches.takeAll()
    return []
  }
}
