import { Fifo } from '../fifo.js'
import type { ColumnData, ColumnTable } from '../columns/column-table.js'
import { RecordCursor } from './record-cursor.js'

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

  /** Called when the table has the rows of a batch. */
  batchRead (): void {
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
