import type { AsyncResource } from 'node:async_hooks'
import { isAnswer } from '../error-origin.js'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError, type Neo4jError } from '../error.js'
import type { ColumnData } from '../columns/column-table.js'
import type { Decoding } from '../packstream/decoding.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { toNumber } from '../types/integer.js'
import { makeFieldLookup, Record, type RecordShape } from '../types/record.js'
import type { ServerInfo } from '../types/server-info.js'
import type { SummaryMetadata } from '../types/summary.js'
import { Deferred } from './deferred.js'
import { Fetch } from './fetch.js'
import { discard, FETCH_ALL, pull, run, type TransactionSettings } from './messages.js'
import { keysOf } from './metadata-checks.js'
import type { QueryConnection } from './query-connection.js'
import type { ColumnCursor } from './column-cursor.js'
import { type CursorKind, RecordCursor, type Sink } from './record-cursor.js'
import { RecordReaders } from './record-readers.js'
import type { Metadata, ResponseHandler, RowHandler } from './response-handler.js'
import { cutShort, MISFIT, readAlready, readAsColumns, readAsRecords, withoutId, wrongSize } from './stream-errors.js'
import { summaryMetadata } from './summary-metadata.js'

/** The owner of the connection that a result uses. It is notified of the end of the stream before any reader. */
export interface StreamOwner {
  /** Called when the server has accepted the query. */
  streamStarted: (stream: RecordStream, metadata: Metadata) => void
  streamCompleted: (stream: RecordStream, metadata: Metadata) => void
  streamFailed: (stream: RecordStream, error: Neo4jError) => void
  /** Called when the server has rejected the query. @returns whether the owner will {@link RecordStream.start} it again */
  mayRestart: (stream: RecordStream, error: Neo4jError) => boolean
}

/** For results without an owner: those of queries that are run too late, and those made for tests. */
export const NO_OWNER: StreamOwner = Object.freeze({
  streamStarted () {}, streamCompleted () {}, streamFailed () {}, mayRestart: () => false
})

/** How a stream has ended. After `cutShort`, the query completed but records were discarded; `error` names the reason. */
type Outcome =
  { readonly kind: 'completed', readonly metadata: SummaryMetadata } |
  { readonly kind: 'cutShort', readonly metadata: SummaryMetadata, readonly error: Neo4jError } |
  { readonly kind: 'failed', readonly error: Neo4jError }

/**
 * `waiting` for a connection → `running` until the server has accepted the query → `streaming` while records are
 * arriving → `paused` when the server has more records but no reader wants them yet → `ended`, with an {@link Outcome}.
 */
type StreamState = 'waiting' | 'running' | 'streaming' | 'paused' | 'ended'

const QUERY_TYPES: readonly unknown[] = [undefined, null, 'r', 'w', 'rw', 's']

/**
 * The records of one query, which are pulled as they are read. Back-pressure is that of the protocol: while no reader
 * reads, at most one fetch is requested.
 *
 * A stream that has ended ignores anything that arrives, and sends nothing.
 */
export class RecordStream implements ResponseHandler {
  keys: string[] | undefined
  /** The server of the connection that runs the query; set when the query is sent. */
  server: ServerInfo | undefined
  outcome: Outcome | undefined
  /** The asynchronous context in which records are delivered. */
  scope: AsyncResource | undefined
  readonly decoding: Decoding | undefined
  /** The stream itself if its rows are read into columns. */
  rows: RowHandler | undefined
  readonly #owner: StreamOwner
  readonly #fetch: Fetch
  readonly #readers = new RecordReaders()
  #state: StreamState = 'waiting'
  #connection: QueryConnection | undefined
  #lookup: RecordShape<string, number> | undefined
  #columns: ColumnCursor | undefined
  #runMetadata: Metadata = {}
  #queryId = -1
  #readToEnd = false
  /** What ended the stream early, for the errors of later readers. Has no effect while a reader takes all records. */
  #finishedBy: string | undefined
  /** What caused records to be discarded. */
  #cutBy: string | undefined
  /** The error because of which records are discarded, if any. */
  #cutOffBy: Neo4jError | undefined
  /** How the last reader stopped while records were unread. */
  #leftBy: string | undefined
  /** The error of work that was interrupted, unless the server responds with an error of its own. */
  #interruption: Neo4jError | undefined
  #started: Deferred | undefined
  #ended: Deferred | undefined

  constructor (owner: StreamOwner, fetchSize: number, decoding?: Decoding) {
    this.decoding = decoding
    this.#owner = owner
    this.#fetch = new Fetch(fetchSize)
  }

  get state (): StreamState {
    return this.#state
  }

  /** How many records have arrived. */
  get recordCount (): number {
    return this.#readers.received
  }

  get isOver (): boolean {
    return this.outcome !== undefined
  }

  /**
   * Sends the query, unless the stream has ended. `settings` are for auto-commit queries. The caller must flush.
   * @throws Neo4jError if a parameter cannot be represented in PackStream; nothing is sent then
   */
  start (connection: QueryConnection, query: string, parameters: object, settings?: TransactionSettings): void {
    if (this.isOver) return
    const caps = connection.capabilities
    connection.request(run(caps, query, parameters, settings), this)
    // Even if no records are wanted: whether there are any is part of the query's status.
    connection.request(this.#fetch.message(caps), this)
    connection.querySent(this, query)
    this.#connection = connection
    this.server = connection.serverInfo
    this.#state = 'running'
  }

  /** Resolves when the keys are known, or the stream has ended. */
  get started (): Promise<void> {
    if (this.keys !== undefined || this.isOver) return Promise.resolve()
    return (this.#started ??= new Deferred()).promise
  }

  /** Resolves when the stream has ended. */
  get ended (): Promise<void> {
    if (this.isOver) return Promise.resolve()
    return (this.#ended ??= new Deferred()).promise
  }

  /** Adds a reader. @throws Neo4jError if it could not get all records */
  open (kind: CursorKind): RecordCursor {
    const { outcome } = this
    if (outcome?.kind === 'cutShort') throw outcome.error
    if (this.#columns !== undefined) throw readAsColumns()
    const cursor = this.#readers.open(kind)
    if (cursor === undefined) {
      // Readers of a failed result get its error, however few records they find.
      if (outcome?.kind === 'failed') return new RecordCursor(kind)
      const by = this.#cutBy ?? this.#leftBy
      if (by !== undefined) throw cutShort(by)
      throw readAlready()
    }
    this.scope = this.#readers.sink?.scope
    this.#pullIfWanted()
    return cursor
  }

  /**
   * Adds the only reader of a result that is read into columns instead of records.
   * @throws Neo4jError if records have already arrived, or another reader reads them
   */
  openColumns (cursor: ColumnCursor): void {
    const { outcome } = this
    if (outcome?.kind === 'cutShort') throw outcome.error
    if (outcome?.kind === 'failed') return
    if (this.#columns !== undefined) throw readAsColumns()
    if (this.#readers.isClaimed || this.#readers.received > 0) throw readAsRecords()
    this.#readers.claim(cursor)
    this.rows = this
    this.#columns = cursor
    if (cursor.kind === 'pulled') this.#fetch.growTo(cursor.table.mostRows)
    if (this.keys !== undefined) this.#beginColumns(cursor, this.keys)
    this.#pullIfWanted()
  }

  /** Waits until a batch of columns is available, or there are no more rows for it. */
  async batchAvailable (cursor: ColumnCursor): Promise<void> {
    cursor.isReading = true
    while (!cursor.hasBatch && !this.isOver && !cursor.hasLeft) {
      this.#pullIfWanted()
      if (!cursor.hasBatch && !this.isOver) await cursor.wait()
    }
  }

  /** Takes an available batch of columns. */
  takeBatch (cursor: ColumnCursor): ColumnData | undefined {
    const batch = cursor.takeBatch()
    this.#pullIfWanted()
    return batch
  }

  /** Waits until the reader has a record, or there are no more records for it. */
  async available (cursor: RecordCursor): Promise<void> {
    while (cursor.isEmpty && !this.isOver && !cursor.hasLeft) {
      cursor.isReading = true
      this.#pullIfWanted()
      if (cursor.isEmpty && !this.isOver) await cursor.wait()
    }
  }

  /** Takes an available record. */
  take (cursor: RecordCursor): Record | undefined {
    cursor.isReading = true
    const record = cursor.take()
    if (this.#state === 'paused' && cursor.isHungry(this.#fetch.lowMark)) this.#pullIfWanted()
    return record
  }

  /** Gives each further record to an observer that has got every record so far. Resolves at the end. */
  async push (cursor: RecordCursor, sink: Sink): Promise<void> {
    this.#readers.connect(cursor, sink)
    this.scope = this.#readers.sink?.scope
    while (!this.isOver && !cursor.hasLeft) await cursor.wait()
  }

  /** A reader leaves before the end. If it was the only one, the server discards the remaining records. */
  leave (cursor: RecordCursor, by: string): void {
    if (cursor.hasLeft || (this.isOver && cursor.isEmpty)) return
    this.#readers.leave(cursor)
    this.scope = this.#readers.sink?.scope
    if (this.#readers.isEmpty) {
      this.#leftBy = by
      this.finish(by)
    }
  }

  /** Like {@link leave}. Resolves when the stream has ended, or immediately if there are other readers, which may wait for this one. */
  async giveUp (cursor: RecordCursor, by: string): Promise<void> {
    const isShared = this.isSharedWith(cursor)
    this.leave(cursor, by)
    if (!isShared) await this.ended
  }

  /** Whether a reader has begun to read the records. */
  get hasReaders (): boolean {
    return this.#readers.isClaimed
  }

  /** Whether there are other readers than this one. */
  isSharedWith (cursor: RecordCursor): boolean {
    return this.#readers.hasOthers(cursor)
  }

  /**
   * Ends the stream without waiting for readers to request records: unless a reader takes all records, the server discards
   * the rest. Records that have already arrived can still be read.
   * @param by what ends the stream, for the errors of readers that try to read the rest
   */
  finish (by: string): void {
    this.#finishedBy ??= by
    this.#pullIfWanted()
  }

  /**
   * Makes the server discard all further records because of an error. The query itself runs to its end.
   */
  cutOff (error: Neo4jError): void {
    this.#cutOffBy ??= error
    this.#pullIfWanted()
  }

  /** Whether records are discarded because of an error. */
  get isCutOff (): boolean {
    return this.#cutOffBy !== undefined
  }

  /** Fetches all remaining records and keeps them in memory for the readers. */
  readToEnd (): void {
    this.#readToEnd = true
    this.#pullIfWanted()
  }

  /**
   * Called when the server is being told to abort the query. The stream ends with the response: with the server's own
   * error if there is one, otherwise with `reason`.
   */
  interrupt (reason: Neo4jError): void {
    this.#interruption ??= reason
    if (this.#state === 'waiting' || this.#state === 'paused') this.fail(reason)
  }

  /** Ends the stream with an error, even before the query was sent. */
  fail (error: Neo4jError): void {
    if (this.isOver) return
    this.#end({ kind: 'failed', error })
    this.#owner.streamFailed(this, error)
    this.#tellEnd()
  }

  /** Like {@link fail}, for a user that has aborted the query: unread records are dropped. */
  abort (error: Neo4jError): void {
    if (this.isOver) return
    this.#readers.drop()
    this.fail(error)
  }

  onRecord (fields: unknown[]): void {
    if (this.#state !== 'streaming') return this.#dropRecord()
    const keys = this.keys as string[]
    if (fields.length !== keys.length) throw wrongSize(fields.length, keys)
    this.#readers.deliver(new Record(keys, fields, this.#lookup as RecordShape<string, number>))
  }

  onRow (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader): void {
    if (this.#state !== 'streaming') return this.#dropRecord()
    this.#readers.received++
    const cursor = this.#columns as ColumnCursor
    if (!cursor.readRow(bytes, view, start, end, reader)) this.leave(cursor, MISFIT)
  }

  onRows (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader): number {
    const cursor = this.#columns as ColumnCursor
    if (this.#state !== 'streaming' || cursor.hasLeft) return start
    const { rowCount } = cursor.table
    const next = cursor.readRows(bytes, view, start, end, reader)
    this.#readers.received += cursor.table.rowCount - rowCount
    return next
  }

  onSuccess (metadata: Metadata): void {
    if (this.#state === 'running') {
      this.#start(metadata)
    } else if (this.#state === 'streaming') {
      if (metadata.has_more !== true) {
        this.#complete(metadata)
      } else if (this.#interruption !== undefined) {
        this.fail(this.#interruption)
      } else {
        this.#state = 'paused'
        this.#pullIfWanted()
      }
    }
  }

  onFailure (error: Neo4jError): void {
    // A stream that waits to be sent again still gets the remaining responses of its first connection.
    if (this.isOver || this.#state === 'waiting') return
    if (this.#interruption !== undefined) {
      this.fail(isAnswer(error) ? error : this.#interruption)
      return
    }
    if (this.#state === 'running') {
      this.#state = 'waiting'
      this.#connection = undefined
      if (this.#owner.mayRestart(this, error)) return
    }
    this.fail(error)
  }

  /** Records after the end, or before the query is sent again, are no longer wanted. @throws Neo4jError if they were never requested */
  #dropRecord (): void {
    if (this.isOver || this.#state === 'waiting') return
    throw newError('The server sent a record before it accepted the query, or one that was not requested.', PROTOCOL_ERROR)
  }

  #beginColumns (cursor: ColumnCursor, keys: string[]): void {
    cursor.table.begin(keys)
    if (cursor.table.failure !== undefined) this.leave(cursor, MISFIT)
  }

  #start (metadata: Metadata): void {
    this.#state = 'streaming'
    const keys = keysOf(metadata)
    this.keys = keys
    this.#lookup = makeFieldLookup(keys)
    this.#runMetadata = metadata
    if (this.#columns !== undefined) this.#beginColumns(this.#columns, keys)
    if (metadata.qid != null) this.#queryId = toNumber(metadata.qid)
    this.#owner.streamStarted(this, metadata)
    this.#started?.resolve()
  }

  #complete (metadata: Metadata): void {
    if (!QUERY_TYPES.includes(metadata.type)) {
      this.fail(newError('Server returned invalid query type. Expected one of [undefined, null, "r", "w", "rw", "s"] ' +
        `but got '${metadata.type}'`, PROTOCOL_ERROR))
      return
    }
    const summary = summaryMetadata(this.server, this.#runMetadata, metadata, {
      have_records_streamed: this.#readers.received > 0 || this.isCutOff,
      pulled: true,
      has_keys: (this.keys as string[]).length > 0
    })
    const error = this.#cutOffBy ?? (this.#cutBy === undefined ? undefined : cutShort(this.#cutBy))
    this.#end(error === undefined ? { kind: 'completed', metadata: summary } : { kind: 'cutShort', metadata: summary, error })
    this.#owner.streamCompleted(this, metadata)
    this.#tellEnd()
  }

  /** The only transition to the state `ended`. */
  #end (outcome: Outcome): void {
    this.#state = 'ended'
    this.outcome = outcome
    this.#connection = undefined
  }

  #tellEnd (): void {
    this.#started?.resolve()
    this.#ended?.resolve()
    this.#readers.wakeAll()
  }

  #pullIfWanted (): void {
    if (this.#state !== 'paused') return
    const readers = this.#readers
    const wantsAll = this.#readToEnd || readers.collect
    const isFinishing = this.isCutOff || (this.#finishedBy !== undefined && !wantsAll && !readers.readOn)
    // A result that is not read must not take memory, so it gets only one fetch.
    if (!isFinishing && !wantsAll && !readers.isHungry(this.#fetch.lowMark)) return
    this.#pull(isFinishing, wantsAll)
  }

  #pull (isFinishing: boolean, wantsAll: boolean): void {
    const connection = this.#connection as QueryConnection
    try {
      this.#state = 'streaming'
      if (isFinishing) this.#cutBy = this.#finishedBy
      // A reader that collects all records does not benefit from several fetches.
      this.#requestMore(connection, isFinishing, isFinishing || wantsAll ? FETCH_ALL : this.#fetch.size)
      connection.flush()
    } catch (error) {
      // There was no pending request when the connection was lost, so the stream has not been notified yet.
      this.fail(error as Neo4jError)
    }
  }

  #requestMore (connection: QueryConnection, isFinishing: boolean, count: number): void {
    const isLast = connection.lastQuery === this
    if (isLast && !isFinishing && count === this.#fetch.size) return connection.request(this.#fetch.message(connection.capabilities), this)
    // Without an id, the server uses the last query of the transaction.
    if (!isLast && this.#queryId < 0) throw withoutId()
    const ask = isFinishing ? discard : pull
    connection.request(ask(connection.capabilities, count, isLast ? -1 : this.#queryId), this)
  }
}
