/** The result of `driver.executeBatches()`. Rows are counted from 0, in the order in which they were read. */
export interface BatchOutcome {
  /** The number of rows whose commit the server has confirmed. */
  rows: number
  /** The number of batches that were committed. Each batch is one transaction. */
  batches: number
  /** The changes of the committed batches, summed up. The keys are those of `summary.counters.updates()`. */
  counters: Record<string, number>
  /**
   * The rows of batches that failed: from `from` (inclusive) to `to` (exclusive). If `laneKey` put neighboring rows into different
   * batches, one batch has several entries with the same error. If `outcome` of the error is `unknown`, the rows may be committed.
   */
  failed: Array<{ from: number, to: number, error: Error }>
  /** All rows before this one are committed: the row to continue with. */
  committedUpTo: number
  /** Bookmarks for sessions that must see the written data. */
  bookmarks: string[]
}
