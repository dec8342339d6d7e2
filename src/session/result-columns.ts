import { ColumnCursor } from '../bolt/column-cursor.js'
import { ColumnTable, type ColumnValues } from '../columns/column-table.js'
import { checkColumnTypes, type ColumnType, type ColumnTypes } from '../columns/column-type.js'
import { showAs } from '../core.js'
import { newError } from '../error.js'
import { describeKind } from '../text.js'
import type { ResultSummary } from '../types/summary.js'
import type { QueryRun } from './query-run.js'
import { traced } from './stack.js'

const DEFAULT_ROWS = 4096
/** The maximum length of V8's arrays. */
const MOST_ROWS = 2 ** 31 - 1

/** The array type for each declared column type. */
interface ArrayOf {
  bigint: BigInt64Array
  int32: Int32Array
  float64: Float64Array
  boolean: Uint8Array
  any: unknown[]
}

/** The default of the type parameters: no declared column types. */
export type NoTypes = Record<never, ColumnType>

/** Options of `columns()`. */
export interface ColumnsOptions<T extends ColumnTypes = NoTypes> {
  /** The types of columns by name. Types of other columns are derived from the data. Default: none. */
  types?: T
}

/** Options of `columnBatches()`. */
export interface ColumnBatchesOptions<T extends ColumnTypes = NoTypes> extends ColumnsOptions<T> {
  /** The number of rows per batch, at least 1. Also the minimum number of rows that are fetched at a time. Default: 4096. */
  rows?: number
}

/** Some rows of a result, by column. */
export interface ColumnBatch<T extends ColumnTypes = NoTypes> {
  /** The names of the columns, in the order of the query. */
  keys: string[]
  /** The number of rows. */
  length: number
  /** The values of each column by name, `length` each. A typed array has 0 in place of a null. */
  columns: { [K in keyof T]: ArrayOf[T[K]] } & { [key: string]: ColumnValues }
  /**
   * The null bitmaps, by name, of the columns with a typed array that contain nulls: one bit per row, starting with the lowest bit of
   * each byte, 0 for null. This is the format of Arrow's validity bitmaps. Plain arrays contain their nulls themselves.
   */
  nulls: { [key: string]: Uint8Array | undefined }
}

/** All rows of a result, by column. */
export interface Columns<T extends ColumnTypes = NoTypes> extends ColumnBatch<T> {
  summary: ResultSummary
}

/** Reads all rows at once. */
export async function readColumns<T extends ColumnTypes> (run: QueryRun, options: ColumnsOptions<T> | undefined): Promise<Columns<T>> {
  const { stream } = run
  const cursor = openColumns(run, options, Infinity)
  // Also if a value did not fit: the session can then be used again.
  await stream.ended
  assertFit(cursor)
  const summary = run.end()
  const { keys, length, columns, nulls } = cursor.table.take() as ColumnBatch<T>
  return { keys, length, columns, nulls, summary }
}

/** Iterates over a result in batches of columns. The return value of the iteration is the summary. */
export interface ColumnBatchIterator<T extends ColumnTypes = NoTypes> extends AsyncIterator<ColumnBatch<T>, ResultSummary> {
  /** @throws Neo4jError of the query, or after the last batch before a value that does not fit its column */
  next: () => Promise<IteratorResult<ColumnBatch<T>, ResultSummary>>
  /** Called when a loop is left early: discards the remaining rows, and returns the connection. */
  return: (value?: unknown) => Promise<IteratorResult<ColumnBatch<T>, ResultSummary>>
  [Symbol.asyncIterator]: () => ColumnBatchIterator<T>
}

export class ColumnBatchReader<T extends ColumnTypes> implements ColumnBatchIterator<T> {
  readonly #run: QueryRun
  readonly #cursor: ColumnCursor
  /** Whether the end or an error was reported. */
  #hasEnded = false
  /** Serializes concurrent calls: each takes its batch before the next one looks for a batch. */
  #lastInLine: Promise<unknown> = Promise.resolve()

  /** @internal `result.columnBatches()` makes iterators. */
  constructor (run: QueryRun, options: ColumnBatchesOptions<T> | undefined) {
    this.#run = run
    this.#cursor = openColumns(run, options, checkRows(options?.rows))
  }

  [Symbol.asyncIterator] (): this {
    return this
  }

  async next (): Promise<IteratorResult<ColumnBatch<T>, ResultSummary>> {
    const own = this.#nextAfter(this.#lastInLine)
    this.#lastInLine = own.catch(() => {})
    return await traced(own)
  }

  async return (value?: unknown): Promise<IteratorReturnResult<ResultSummary>> {
    const { stream } = this.#run
    this.#hasEnded = true
    stream.leave(this.#cursor, 'its reader stopped early')
    await stream.ended
    const { outcome } = stream
    const summary = outcome?.kind === 'cutShort' ? this.#run.summarize(outcome.metadata) : this.#run.end()
    return { done: true, value: value === undefined ? summary : value as ResultSummary }
  }

  async #nextAfter (earlier: Promise<unknown>): Promise<IteratorResult<ColumnBatch<T>, ResultSummary>> {
    await earlier
    if (this.#hasEnded) return { done: true, value: undefined as unknown as ResultSummary }
    const { stream } = this.#run
    const cursor = this.#cursor
    await stream.batchAvailable(cursor)
    const batch = stream.takeBatch(cursor)
    if (batch !== undefined) return { done: false, value: batch as ColumnBatch<T> }
    return await this.#end()
  }

  async #end (): Promise<IteratorResult<ColumnBatch<T>, ResultSummary>> {
    if (this.#hasEnded) return { done: true, value: undefined as unknown as ResultSummary }
    const { table } = this.#cursor
    const hasRest = table.length > 0 && table.failure === undefined && this.#run.stream.outcome?.kind === 'completed'
    if (hasRest) return { done: false, value: table.take() as ColumnBatch<T> }
    this.#hasEnded = true
    await this.#run.stream.ended
    assertFit(this.#cursor)
    return { done: true, value: this.#run.end() }
  }
}

showAs(ColumnBatchReader.prototype, () => ({}))

/** @throws TypeError if the options are invalid, Neo4jError if the result is already being read in another way */
function openColumns (run: QueryRun, options: ColumnsOptions<ColumnTypes> | undefined, rows: number): ColumnCursor {
  const cursor = new ColumnCursor(new ColumnTable(checkColumnTypes(options?.types), rows))
  if (run.mapper !== undefined) throw newError('A result of as() consists of objects, and cannot be read into columns.')
  run.stream.openColumns(cursor)
  return cursor
}

function checkRows (rows: unknown): number {
  if (rows == null) return DEFAULT_ROWS
  if (typeof rows !== 'number' || !Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) {
    throw new TypeError(`rows expected to be a whole number of at least 1 but was: ${describeKind(rows)}`)
  }
  return rows
}

function assertFit ({ table: { failure } }: ColumnCursor): void {
  if (failure !== undefined) throw failure
}
