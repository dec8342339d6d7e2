import { Fifo } from '../fifo.js'
import type { ColumnData, ColumnTable } from '../columns/column-table.js'
import { RecordCursor } from './record-cursor.js'

/**
 * The only reader of a stream whose rows are read into columns instead of records: `collected` for all of them at once, `pulled`
 * for batches of `batchSize` rows.
 */
export class ColumnCursor extends RecordCursor {
  readonly table: ColumnTable
  readonly #batchSize: number
  /** Full batches that nobody has taken yet. */
  readonly #batches = new Fifo<ColumnData>()

  /** @param batchSize Infinity for all rows at once */
  constructor (table: ColumnTable, batchSize: number) {
    super(batchSize === Infinity ? 'collected' : 'pulled')
    this.table = table
    this.#batchSize = batchSize
  }

  /** A row was read into the table. */
  rowRead (): void {
    if (this.table.length < this.#batchSize) return
    this.#batches.push(this.table.take())
    this.wake()
  }

  /** A batch is there to be taken. */
  get hasBatch (): boolean {
    return !this.#batches.isEmpty
  }

  takeBatch (): ColumnData | undefined {
    this.taken++
    return this.#batches.shift()
  }

  /** More is fetched for a batch that is waited for, and when few rows are left unread. */
  override isHungry (lowMark: number): boolean {
    if (!this.isReading) return false
    return this.#batches.isEmpty || this.#batches.size * this.#batchSize + this.table.length <= lowMark
  }

  /** Nobody gets what is unread, except for the batches in front of a value that did not fit its column. */
  override takeAll (): never[] {
    if (this.table.failure === undefined) this.#batches.takeAll()
    return []
  }
}
