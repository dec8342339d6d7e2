import { onAbort } from '../abort.js'
import type { BatchOutcome } from '../batch-outcome.js'
import { asNeo4jError } from '../foreign-error.js'
import type { BookmarkManager } from '../session/bookmark-manager.js'
import type { Query } from '../session/query.js'
import type { Session } from '../session/session.js'
import type { ResultSummary } from '../types/summary.js'
import { type BatchConfig, type CheckedBatchConfig, checkBatchConfig } from './batch-config.js'
import { stopped, type StopReason } from './batch-errors.js'
import { BatchReport } from './batch-report.js'
import { type Batch, Lane } from './lane.js'
import { laneOf } from './lane-key.js'
import { RowSource } from './row-source.js'

/** The parts of the driver that a call uses. */
export interface BatchingDriver {
  readonly _core: {
    readonly openSession: (config: { database?: string, bookmarkManager?: BookmarkManager, signal?: AbortSignal }) => Session
  }
  readonly executeQueryBookmarkManager: BookmarkManager
}

/** Implements `driver.executeBatches`. */
export async function executeBatches<Row> (driver: BatchingDriver, query: Query, rows: Iterable<Row> | AsyncIterable<Row>, config: BatchConfig<Row>): Promise<BatchOutcome> {
  return await new BatchExecution(driver, checkBatchConfig(query, config), rows).run()
}

/** One call: reads rows while a lane is free, and makes each lane write its batches one after another. */
class BatchExecution {
  readonly #config: CheckedBatchConfig
  readonly #source: RowSource
  readonly #lanes: readonly Lane[]
  readonly #report: BatchReport
  /** The number of lanes that are writing. */
  #busy = 0
  /** The free lane for the next rows, unless they have keys. */
  #next: Lane | undefined
  #stop: StopReason | undefined
  /** Called when a lane has become free, or the call is stopped. */
  #changed: () => void = () => {}

  /** @throws TypeError if the name of the database is invalid, or rows are not iterable */
  constructor (driver: BatchingDriver, config: CheckedBatchConfig, rows: unknown) {
    const { database, signal, concurrency } = config
    const { executeQueryBookmarkManager: bookmarkManager } = driver
    this.#config = config
    this.#lanes = Array.from({ length: concurrency }, () => new Lane(driver._core.openSession({ database, bookmarkManager, signal })))
    this.#source = new RowSource(rows)
    this.#report = new BatchReport(this.#lanes, this.#source.length, this.#lanes[0].session._core.clock)
  }

  async run (): Promise<BatchOutcome> {
    const stopListening = this.#listen()
    try {
      await this.#readRows()
      await this.#writeRest()
    } finally {
      stopListening()
      await this.#source.close()
      await Promise.all(this.#lanes.map(async ({ session }) => { await session.close() }))
    }
    const outcome = this.#report.outcome()
    if (this.#stop !== undefined) throw stopped(this.#stop, outcome)
    return outcome
  }

  #listen (): () => void {
    const { signal } = this.#config
    if (signal === undefined) return () => {}
    const end = (): void => { this.#stopBecause({ kind: 'signal', signal }) }
    if (signal.aborted) end()
    return onAbort(signal, end)
  }

  /** Reads rows until the source ends or the call is stopped. */
  async #readRows (): Promise<void> {
    while (this.#stop === undefined) {
      if (this.#busy === this.#lanes.length) {
        await this.#change()
        continue
      }
      const next = this.#nextRow()
      // Does not await rows that are available: there may be millions.
      const { done, value } = next instanceof Promise ? await next : next
      if (done === true || this.#stop !== undefined) return
      const lane = this.#assign(value)
      if (lane === undefined || lane.size < this.#config.batchSize) continue
      while (this.#stop === undefined && lane.writing !== undefined) await this.#change()
      if (this.#stop === undefined) this.#write(lane)
    }
  }

  /** The next row. If the source fails, stops the call and returns the end of the iteration. */
  #nextRow (): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
    const failed = (error: unknown): IteratorResult<unknown> => {
      this.#stopBecause({ kind: 'source', error })
      return { done: true, value: undefined }
    }
    try {
      const next = this.#source.next()
      return next instanceof Promise ? next.catch(failed) : next
    } catch (error) {
      return failed(error)
    }
  }

  /** @returns the lane that the row was added to; undefined if its key is invalid, which stops the call */
  #assign (row: unknown): Lane | undefined {
    const lane = this.#laneFor(row)
    lane?.add(row, this.#report.rowsRead++)
    return lane
  }

  #laneFor (row: unknown): Lane | undefined {
    const { laneKey } = this.#config
    if (laneKey === undefined) {
      if (this.#next === undefined || this.#next.writing !== undefined) this.#next = this.#lanes.find(({ writing }) => writing === undefined)
      return this.#next
    }
    try {
      return this.#lanes[laneOf(laneKey(row), this.#lanes.length, this.#report.rowsRead)]
    } catch (error) {
      this.#stopBecause({ kind: 'callback', name: 'laneKey', error })
      return undefined
    }
  }

  /** Writes the remaining rows of the lanes, unless the call is stopped, and waits for running batches. */
  async #writeRest (): Promise<void> {
    for (;;) {
      for (const lane of this.#lanes) {
        if (this.#stop === undefined && lane.size > 0 && lane.writing === undefined) this.#write(lane)
      }
      if (this.#busy === 0) return
      await this.#change()
    }
  }

  #write (lane: Lane): void {
    this.#busy++
    void this.#writeBatch(lane, lane.take())
  }

  /** Never rejects. */
  async #writeBatch (lane: Lane, batch: Batch): Promise<void> {
    try {
      this.#report.committed(batch, await this.#transact(lane, batch))
    } catch (error) {
      this.#report.failed(batch, asNeo4jError(error))
      if (this.#config.stopsOnError) this.#stopBecause({ kind: 'batch', error, row: batch.ranges[0].from })
    }
    lane.writing = undefined
    this.#busy--
    this.#tellProgress()
    this.#changed()
  }

  async #transact ({ session }: Lane, { rows }: Batch): Promise<ResultSummary> {
    const { query: { text, parameters }, parameter } = this.#config
    const withRows = { ...parameters, [parameter]: rows }
    return await session.executeWrite(async tx => await tx.run(text, withRows).summary(), { pipelineBegin: true })
  }

  #tellProgress (): void {
    const { onProgress } = this.#config
    if (onProgress === undefined) return
    try {
      onProgress(this.#report.progress())
    } catch (error) {
      this.#stopBecause({ kind: 'callback', name: 'onProgress', error })
    }
  }

  /** Stops reading rows and starting batches. */
  #stopBecause (reason: StopReason): void {
    this.#stop ??= reason
    this.#source.interrupt()
    this.#changed()
  }

  /** Waits until a lane becomes free or the call is stopped. */
  async #change (): Promise<void> {
    await new Promise<void>(resolve => { this.#changed = resolve })
  }
}
