import type { Session } from '../session/session.js'

/** The rows of one transaction, and their positions among all rows. */
export interface Batch {
  readonly rows: unknown[]
  /** From the first row (inclusive) to the last (exclusive); several ranges if other lanes have rows in between. */
  readonly ranges: readonly Range[]
}

export interface Range {
  readonly from: number
  to: number
}

/** Writes one batch at a time while collecting the rows of the next one. */
export class Lane {
  readonly session: Session
  /** The batch being written, if any. */
  writing: Batch | undefined
  #rows: unknown[] = []
  #ranges: Range[] = []

  constructor (session: Session) {
    this.session = session
    this.writing = undefined
  }

  /** The number of rows waiting to be written. */
  get size (): number {
    return this.#rows.length
  }

  add (row: unknown, index: number): void {
    this.#rows.push(row)
    const last = this.#ranges.at(-1)
    if (last?.to === index) last.to++
    else this.#ranges.push({ from: index, to: index + 1 })
  }

  /** Makes the waiting rows the batch to be written. */
  take (): Batch {
    this.writing = { rows: this.#rows, ranges: this.#ranges }
    this.#rows = []
    this.#ranges = []
    return this.writing
  }

  /** The index of its first row that is not written; Infinity if there is none. */
  get firstRow (): number {
    const [first] = this.writing?.ranges ?? this.#ranges
    return first?.from ?? Infinity
  }
}
