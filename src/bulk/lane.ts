import type { Session } from '../session/session.js'

/** Rows for one transaction, and where they are among all rows. */
export interface Batch {
  readonly rows: unknown[]
  /** From the first row up to that behind the last one; several where other lanes have rows in between. */
  readonly ranges: readonly Range[]
}

export interface Range {
  readonly from: number
  to: number
}

/** Writes one batch at a time, and gathers the rows of the next one. */
export class Lane {
  readonly session: Session
  /** The batch that is being written. */
  writing: Batch | undefined
  #rows: unknown[] = []
  #ranges: Range[] = []

  constructor (session: Session) {
    this.session = session
    this.writing = undefined
  }

  /** How many rows wait to be written. */
  get size (): number {
    return this.#rows.length
  }

  add (row: unknown, index: number): void {
    this.#rows.push(row)
    const last = this.#ranges.at(-1)
    if (last?.to === index) last.to++
    else this.#ranges.push({ from: index, to: index + 1 })
  }

  /** The rows that wait become the batch that is being written. */
  take (): Batch {
    this.writing = { rows: this.#rows, ranges: this.#ranges }
    this.#rows = []
    this.#ranges = []
    return this.writing
  }

  /** The first of its rows that is not written; Infinity if there is none. */
  get firstRow (): number {
    const [first] = this.writing?.ranges ?? this.#ranges
    return first?.from ?? Infinity
  }
}
