import type { BatchOutcome } from '../batch-outcome.js'
import type { Clock } from '../clock.js'
import type { ResultSummary } from '../types/summary.js'
import type { BatchProgress } from './batch-config.js'
import type { Batch, Lane } from './lane.js'

/** Counts committed and failed rows. */
export class BatchReport {
  /** The number of rows read so far. */
  rowsRead = 0
  #rows = 0
  #batches = 0
  #failedRows = 0
  readonly #counters: Record<string, number> = {}
  readonly #failed: BatchOutcome['failed'] = []
  #firstFailed = Infinity
  readonly #lanes: readonly Lane[]
  readonly #length: number | undefined
  readonly #clock: Clock
  readonly #start: number

  /** @param length the number of rows, if known */
  constructor (lanes: readonly Lane[], length: number | undefined, clock: Clock) {
    this.#lanes = lanes
    this.#length = length
    this.#clock = clock
    this.#start = clock.now()
  }

  committed ({ rows }: Batch, { counters }: ResultSummary): void {
    this.#rows += rows.length
    this.#batches++
    for (const [name, count] of Object.entries(counters.updates())) this.#counters[name] = (this.#counters[name] ?? 0) + count
  }

  failed ({ rows, ranges }: Batch, error: Error): void {
    this.#failedRows += rows.length
    this.#firstFailed = Math.min(this.#firstFailed, ranges[0].from)
    for (const { from, to } of ranges) this.#failed.push({ from, to, error })
  }

  progress (): BatchProgress {
    // At least a millisecond, to avoid a division by zero.
    const seconds = Math.max(1, this.#clock.now() - this.#start) / 1000
    const rowsLeft = this.#length === undefined ? undefined : Math.max(0, this.#length - this.#rows - this.#failedRows)
    return { rows: this.#rows, batches: this.#batches, rowsPerSecond: this.#rows / seconds, rowsLeft, committedUpTo: this.#committedUpTo }
  }

  outcome (): BatchOutcome {
    const bookmarks = new Set(this.#lanes.flatMap(({ session }) => session.lastBookmarks()))
    return {
      rows: this.#rows,
      batches: this.#batches,
      counters: this.#counters,
      failed: this.#failed.sort((a, b) => a.from - b.from),
      committedUpTo: this.#committedUpTo,
      bookmarks: [...bookmarks]
    }
  }

  /** Rows that are not committed have failed, are being written, or wait in a lane. */
  get #committedUpTo (): number {
    return Math.min(this.rowsRead, this.#firstFailed, ...this.#lanes.map(({ firstRow }) => firstRow))
  }
}
