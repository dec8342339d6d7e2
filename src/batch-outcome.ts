/** What `driver.executeBatches()` has done. Rows are counted from 0, in the order in which they were read. */
export interface BatchOutcome {
  /** How many rows were committed, so far as the server has confirmed it. */
  rows: number
  /** In how many batches, each of them one transaction. */
  batches: number
  /** What those changed, added up, by the names of `summary.counters.updates()`. */
  counters: Record<string, number>
  /**
   * The rows of batches that failed: from `from` up to `to`, which is not one of them. Where `laneKey` has spread neighbors over lanes,
   * one batch has several entries, with one error. Where that error's `outcome` is `unknown`, they may have been committed nevertheless.
   */
  failed: Array<{ from: number, to: number, error: Error }>
  /** So many rows from the first on are committed, every one of them: where to go on. */
  committedUpTo: number
  /** For sessions that must see what was written. */
  bookmarks: string[]
}
