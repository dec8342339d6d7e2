import { newError, PROTOCOL_ERROR, type Neo4jError } from '../error.js'
import { stringify } from '../json.js'
import { makeFieldLookup, Record, type RecordShape } from '../types/record.js'
import type { SummaryMetadata } from '../types/summary.js'
import type { Connection } from './connection.js'
import { discard, pull, run, type TransactionSettings } from './messages.js'
import type { Metadata, ResponseHandler } from './response-handler.js'
import { summaryMetadata } from './summary-metadata.js'

/** Gets a result as it comes. `onNext` makes it a reader of records; without it, records are kept for others. */
export interface StreamObserver {
  onKeys?: (keys: string[]) => void
  onNext?: (record: Record) => void
  onCompleted?: (metadata: SummaryMetadata) => void
  onError?: (error: Neo4jError) => void
}

/** Whose connection the result uses: hears of its end before any observer does. */
export interface StreamOwner {
  /** The server has accepted the query. */
  streamStarted: (stream: RecordStream, metadata: Metadata) => void
  streamCompleted: (stream: RecordStream, metadata: Metadata) => void
  streamFailed: (stream: RecordStream, error: Neo4jError) => void
  /** The server has refused the query. @returns whether the owner will {@link RecordStream.start} it again. */
  mayRestart: (stream: RecordStream, error: Neo4jError) => boolean
}

/**
 * `waiting` for a connection → `running` until the server has accepted the query → `streaming` while records are
 * on their way → `paused` when the server has more and nobody wants it yet → `completed` or `failed`.
 */
type StreamState = 'waiting' | 'running' | 'streaming' | 'paused' | 'completed' | 'failed'

const FETCH_ALL = -1
const QUERY_TYPES: readonly unknown[] = [undefined, null, 'r', 'w', 'rw', 's']
/** More records are asked for when no more than this part of a fetch is left unread. */
const LOW_MARK = 0.3
/** Read records are dropped from the front of the queue in lots of this size. */
const DROP_LOT = 1024

/**
 * The records of one query.
 *
 * They are pulled as they are read: {@link next} for one after the other, {@link collect} for all into one array,
 * {@link subscribe} to be called with each. Back-pressure is the protocol's own: while nobody reads, no more than
 * one fetch is asked for.
 */
export class RecordStream implements ResponseHandler {
  state: StreamState = 'waiting'
  keys: string[] | undefined
  error: Neo4jError | undefined
  /** What the server said, put together; there once `completed`. */
  metadata: SummaryMetadata | undefined
  /** The connection that serves this result; set when the query is sent, and kept for its server's details. */
  connection: Connection | undefined

  private readonly owner: StreamOwner
  private readonly fetchSize: number
  private records: Record[] = []
  private firstUnread = 0
  private lookup: RecordShape<any, number> | undefined
  private runMetadata: Metadata | undefined
  private queryId = -1
  private observers: StreamObserver[] | undefined
  private reader: ((record: Record) => void) | undefined
  private appetite: 'asNeeded' | 'all' | 'nothing' = 'asNeeded'
  private waiter: (() => void) | undefined
  private haveRecordsStreamed = false
  /** Somebody reads record by record. */
  private isRead = false
  private pulled = false

  constructor (owner: StreamOwner, fetchSize: number) {
    this.owner = owner
    this.fetchSize = fetchSize
  }

  /**
   * Sends the query. `settings` are for auto-commit queries. The caller flushes.
   * @throws Neo4jError if a parameter has no form in PackStream; nothing is sent then.
   */
  start (connection: Connection, query: string, parameters: object, settings?: TransactionSettings): void {
    const caps = connection.capabilities
    this.connection = connection
    connection.request(run(caps, query, parameters, settings), this)
    connection.lastQuery = this
    this.state = 'running'
    // Also for those who want no records: whether there are any is part of the query's status.
    this.pulled = true
    connection.request(pull(caps, this.fetchSize, -1), this)
  }

  get isOver (): boolean {
    return this.state === 'completed' || this.state === 'failed'
  }

  /** A record is there to be read at once. */
  get hasUnread (): boolean {
    return this.firstUnread < this.records.length
  }

  /** Takes the next unread record; ask {@link hasUnread} first. */
  shift (): Record {
    this.isRead = true
    const record = this.records[this.firstUnread++]
    if (this.firstUnread >= DROP_LOT && this.firstUnread * 2 >= this.records.length) {
      this.records = this.records.slice(this.firstUnread)
      this.firstUnread = 0
    }
    if (this.state === 'paused') this.pullIfWanted()
    return record
  }

  peek (): Record | undefined {
    return this.records[this.firstUnread]
  }

  /** Resolves when there is a record to read, or the stream is over. One reader at a time. */
  async waitForRecord (): Promise<void> {
    await new Promise<void>(resolve => {
      const earlier = this.waiter
      this.waiter = earlier === undefined ? resolve : () => { earlier(); resolve() }
      this.isRead = true
      this.pullIfWanted()
    })
  }

  /** Calls the observer with what is there, and then with what comes. */
  subscribe (observer: StreamObserver): void {
    if (this.keys !== undefined) observer.onKeys?.(this.keys)
    if (observer.onNext !== undefined) {
      const unread = this.takeUnread()
      for (let i = 0; i < unread.length; i++) observer.onNext(unread[i])
    }
    if (this.state === 'failed') {
      observer.onError?.(this.error as Neo4jError)
    } else if (this.state === 'completed') {
      observer.onCompleted?.(this.metadata as SummaryMetadata)
    } else {
      (this.observers ??= []).push(observer)
      this.chooseReader()
      this.pullIfWanted()
    }
  }

  /** Reads on to the end without waiting for a reader; the records stay to be taken. */
  readAll (): void {
    if (this.appetite === 'asNeeded') this.appetite = 'all'
    this.pullIfWanted()
  }

  /** All records that nobody has read yet. */
  takeUnread (): Record[] {
    const unread = this.firstUnread === 0 ? this.records : this.records.slice(this.firstUnread)
    this.records = []
    this.firstUnread = 0
    return unread
  }

  /** Asks the server to throw the rest away. What has arrived already can still be read. */
  discard (): void {
    this.appetite = 'nothing'
    this.pullIfWanted()
  }

  private detachObservers (): StreamObserver[] {
    const observers = this.observers ?? []
    this.observers = undefined
    this.reader = undefined
    return observers
  }

  onRecord (fields: unknown[]): void {
    const keys = this.keys
    if (keys === undefined || fields.length !== keys.length) throw unexpectedRecord(fields.length, keys)
    this.haveRecordsStreamed = true
    const record = new Record(keys, fields, this.lookup as RecordShape<any, number>)
    if (this.reader !== undefined) {
      this.give(record, this.reader)
    } else {
      this.records.push(record)
      if (this.waiter !== undefined) this.wake()
    }
  }

  onSuccess (metadata: Metadata): void {
    if (this.state === 'running') {
      this.started(metadata)
    } else if (metadata.has_more === true) {
      this.state = 'paused'
      this.pullIfWanted()
    } else {
      this.completed(metadata)
    }
  }

  onFailure (error: Neo4jError): void {
    // A stream that waits to be sent again hears the rest of what its first connection has to say about it.
    if (this.isOver || this.state === 'waiting') return
    if (this.state === 'running') {
      this.state = 'waiting'
      if (this.owner.mayRestart(this, error)) return
    }
    this.fail(error)
  }

  /** Ends the stream with an error, also before it was sent. */
  fail (error: Neo4jError): void {
    if (this.isOver) return
    this.state = 'failed'
    this.error = error
    this.owner.streamFailed(this, error)
    const observers = this.detachObservers()
    this.wake()
    notify(observers, observer => observer.onError?.(error))
  }

  private give (record: Record, reader: (record: Record) => void): void {
    try {
      reader(record)
    } catch (error) {
      // It gets no more; the connection is not to blame.
      this.detachObservers()
      this.discard()
      throwLater(error)
    }
  }

  private started (metadata: Metadata): void {
    const keys: string[] = metadata.fields ?? []
    if (!Array.isArray(keys)) throw newError('The server sent no list of keys in its answer to RUN.', PROTOCOL_ERROR)
    this.state = 'streaming'
    if (!Array.isArray(keys) || keys.some(key => typeof key !== 'string')) {
      throw newError(`The server sent keys that are no list of texts, but ${stringify(keys)}.`, PROTOCOL_ERROR)
    }
    this.keys = keys
    this.lookup = makeFieldLookup(keys)
    this.runMetadata = metadata
    if (metadata.qid != null) this.queryId = Number(metadata.qid)
    this.owner.streamStarted(this, metadata)
    if (this.observers !== undefined) notify(this.observers, observer => observer.onKeys?.(keys))
  }

  private completed (metadata: Metadata): void {
    if (!QUERY_TYPES.includes(metadata.type)) {
      this.fail(newError('Server returned invalid query type. Expected one of [undefined, null, "r", "w", "rw", "s"] ' +
        `but got '${metadata.type}'`, PROTOCOL_ERROR))
      return
    }
    const summary = this.metadata = summaryMetadata(this.connection as Connection, this.runMetadata as Metadata, metadata, {
      have_records_streamed: this.haveRecordsStreamed,
      pulled: this.pulled,
      has_keys: (this.keys as string[]).length > 0
    })
    this.state = 'completed'
    this.owner.streamCompleted(this, metadata)
    const observers = this.detachObservers()
    this.wake()
    notify(observers, observer => observer.onCompleted?.(summary))
  }

  /** Several observers may read: each gets every record. */
  private chooseReader (): void {
    const readers = (this.observers as StreamObserver[]).filter(observer => observer.onNext !== undefined)
    if (readers.length === 1) {
      const [only] = readers
      this.reader = record => { only.onNext?.(record) }
    } else if (readers.length > 1) {
      this.reader = record => { for (const observer of readers) observer.onNext?.(record) }
    }
  }

  private pullIfWanted (): void {
    if (this.state !== 'paused') return
    const unread = this.records.length - this.firstUnread
    const wanted = this.appetite !== 'asNeeded' || this.reader !== undefined || unread <= this.fetchSize * LOW_MARK
    // A result that nobody reads must not cost memory: there is one fetch only.
    if (wanted && (this.isRead || this.appetite !== 'asNeeded' || this.reader !== undefined)) {
      const connection = this.connection as Connection
      try {
        this.state = 'streaming'
        this.requestMore(connection)
        connection.flush()
      } catch (error) {
        // Nothing was under way when the connection was lost, so nobody has told the stream yet.
        this.fail(error as Neo4jError)
      }
    }
  }

  private requestMore (connection: Connection): void {
    const caps = connection.capabilities
    // Without an id, the server takes the last query of the transaction.
    const queryId = connection.lastQuery === this ? -1 : this.queryId
    if (this.appetite === 'nothing') {
      connection.request(discard(caps, FETCH_ALL, queryId), this)
    } else {
      // Whoever collects all records gets no benefit from having them in portions.
      connection.request(pull(caps, this.appetite === 'all' ? FETCH_ALL : this.fetchSize, queryId), this)
    }
  }

  private wake (): void {
    const waiter = this.waiter
    this.waiter = undefined
    waiter?.()
  }
}

function unexpectedRecord (size: number, keys: string[] | undefined): Neo4jError {
  return newError(keys === undefined
    ? 'The server sent a record before it accepted the query.'
    : `The server sent a record of ${size} values for ${keys.length} keys (${keys.join(', ')}).`, PROTOCOL_ERROR)
}

/** Whatever an observer does wrong, the others are told, and the connection goes on. */
function notify (observers: StreamObserver[], call: (observer: StreamObserver) => void): void {
  for (const observer of observers) {
    try {
      call(observer)
    } catch (error) {
      throwLater(error)
    }
  }
}

/** A bug of the user's: Node is to tell of it, as of any error that nobody catches. */
function throwLater (error: unknown): void {
  process.nextTick(() => { throw error })
}
