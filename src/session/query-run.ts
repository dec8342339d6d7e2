import { AsyncResource } from 'node:async_hooks'
import type { CursorKind, RecordCursor } from '../bolt/record-cursor.js'
import type { RecordStream } from '../bolt/record-stream.js'
import { markAsInner } from '../core.js'
import { type Neo4jError, newError } from '../error.js'
import { reportUncaught } from '../foreign-error.js'
import type { Record } from '../types/record.js'
import { ResultSummary, type SummaryMetadata } from '../types/summary.js'
import type { CheckedQuery } from './query.js'
import { GROUP, type RecordValidator } from './record-validator.js'
import { type Callers, withCallersStack } from './stack.js'

interface Collected { records: unknown[], summary: ResultSummary }

/** One run of a query: the query, the stream of its records, and the state of its readers. */
export class QueryRun {
  readonly stream: RecordStream
  /** The transaction of the query; the result ends with it. */
  readonly transaction: { readonly hasEnded: boolean } | undefined
  /** Converts each record for its readers. */
  mapper: ((record: Record) => unknown) | undefined
  /** Converts records asynchronously; takes precedence over `mapper`, which is set too. */
  validator: RecordValidator | undefined
  /** Whether a reader has read it to its end or its error. */
  isConsumed = false
  /** Where a callback was passed: the engine cannot find it, because no function awaits the result. */
  callers: Callers | undefined
  /** The asynchronous context of the call, if the query is traced. */
  scope: AsyncResource | undefined
  readonly #query: CheckedQuery
  /** All records, if the result is awaited. */
  #collected: Promise<Collected> | undefined
  #summary: ResultSummary | undefined

  constructor (query: CheckedQuery, stream: RecordStream, transaction?: { readonly hasEnded: boolean }) {
    this.#query = query
    this.stream = stream
    this.transaction = transaction
    this.mapper = undefined
    this.validator = undefined
    this.callers = undefined
    this.scope = undefined
  }

  // A method, not a property: no way of printing the object shows parameters.
  query (): CheckedQuery {
    return this.#query
  }

  /** Whether the result is awaited. */
  get isCollected (): boolean {
    return this.#collected !== undefined
  }

  map (record: Record): unknown {
    return this.mapper === undefined ? record : this.mapper(record)
  }

  /** The names of the columns. An error after they have arrived is reported to readers of records only. */
  async keys (): Promise<string[]> {
    const { stream } = this
    if (stream.keys === undefined) await stream.started
    if (stream.keys === undefined) throw this.failure()
    return stream.keys
  }

  /** Waits for the end. Records without a reader are discarded. */
  async summary (): Promise<ResultSummary> {
    const { stream } = this
    stream.finish('summary() was called')
    await stream.ended
    return this.summarize(this.#endOf(false))
  }

  /** All records; every caller gets the same ones. */
  collect (): Promise<Collected> {
    return (this.#collected ??= this.#collect())
  }

  /**
   * Calls `work` with every record as it arrives, in the asynchronous context of the caller. If `work` throws, the remaining
   * records are discarded.
   */
  async forEach (work: (record: unknown) => void): Promise<ResultSummary> {
    if (this.#collected !== undefined) {
      const { records, summary } = await this.#collected
      for (const record of records) work(record)
      return summary
    }
    const cursor = this.stream.open(this.#pushKind)
    try {
      await this.#push(cursor, work)
      return this.end()
    } catch (error) {
      this.stream.leave(cursor, PUSHING_FAILED)
      throw error
    }
  }

  /** Calls an observer's functions as the result arrives, in the asynchronous context of the caller. Never rejects. */
  async observe (observer: ObserverCalls): Promise<void> {
    const { stream } = this
    let cursor: RecordCursor | undefined
    try {
      // Opened before the first await, so that it begins with the first record.
      cursor = this.#openFor(observer)
      const { onKeys, onNext, onCompleted } = observer
      if (onKeys !== undefined && await this.#hasKeys()) onKeys(stream.keys as string[])
      if (cursor !== undefined) {
        await this.#push(cursor, onNext)
      } else if (onNext !== undefined) {
        await this.forEach(onNext)
      }
      await stream.ended
      const metadata = this.#endOf(onNext !== undefined)
      if (onCompleted !== undefined) onCompleted(this.summarize(metadata))
    } catch (error) {
      if (cursor !== undefined) stream.leave(cursor, PUSHING_FAILED)
      tell(observer, error)
    }
  }

  /** The summary of a result whose records were all read. @throws Neo4jError with the reason if there is no summary, or not all records were read */
  end (): ResultSummary {
    return this.summarize(this.#endOf(true))
  }

  summarize (metadata: SummaryMetadata): ResultSummary {
    this.isConsumed = true
    return this.#summaryOf(metadata)
  }

  /** The summary for tracing. Unlike the summary for readers, it has parameters only if `withParameters` is set. */
  describe (metadata: SummaryMetadata, withParameters: boolean): ResultSummary {
    const summary = this.#summaryOf(metadata)
    if (withParameters) return summary
    const copy: ResultSummary = Object.create(ResultSummary.prototype)
    return Object.assign(copy, summary, { query: { text: this.#query.text, parameters: {} } })
  }

  /** The error of a result that has failed or is incomplete. */
  failure (): Neo4jError {
    this.isConsumed = true
    const { outcome } = this.stream
    const error = outcome === undefined || outcome.kind === 'completed' ? newError('The result has not failed.') : outcome.error
    return withCallersStack(error, this.callers)
  }

  /** Whether `error` is that of the result, rather than of a reader. */
  isOwnError (error: unknown): boolean {
    const { outcome } = this.stream
    return outcome !== undefined && outcome.kind !== 'completed' && outcome.error === error
  }

  #summaryOf (metadata: SummaryMetadata): ResultSummary {
    const { text, parameters } = this.#query
    return (this.#summary ??= new ResultSummary(text, parameters, metadata, this.stream.server?.protocolVersion))
  }

  async #collect (): Promise<Collected> {
    const { stream, mapper, validator } = this
    if (validator !== undefined) return await this.#collectValidated(validator)
    const cursor = stream.open('collected')
    await stream.ended
    const summary = this.end()
    const records = cursor.takeAll()
    return { records: mapper === undefined ? records : records.map(record => mapper(record)), summary }
  }

  async #collectValidated (validator: RecordValidator): Promise<Collected> {
    const records: unknown[] = []
    await this.#handOn(this.stream.open('paced'), record => { records.push(record) }, validator)
    return { records, summary: this.end() }
  }

  get #pushKind (): CursorKind {
    return this.validator === undefined ? 'pushed' : 'paced'
  }

  /**
   * An observer that only wants the end also needs the records to be fetched, because the result would not end otherwise. If there
   * is a reader, the reader determines the pace.
   */
  #openFor ({ onNext, onCompleted }: ObserverCalls): RecordCursor | undefined {
    const { stream } = this
    if (this.isCollected) return undefined
    const isReader = onNext !== undefined || (onCompleted !== undefined && !stream.isOver && !stream.hasReaders)
    return isReader ? stream.open(this.#pushKind) : undefined
  }

  async #hasKeys (): Promise<boolean> {
    await this.stream.started
    return this.stream.keys !== undefined
  }

  async #push (cursor: RecordCursor, work: ((record: unknown) => void) | undefined): Promise<void> {
    const { stream, validator } = this
    if (validator !== undefined) return await this.#handOn(cursor, work ?? NOTHING, validator)
    const give = this.#mapped(work ?? NOTHING)
    while (!cursor.isEmpty) give(cursor.take() as Record)
    if (stream.isOver) return
    let failure: { readonly error: unknown } | undefined
    await stream.push(cursor, {
      scope: new AsyncResource('neobolt.observer'),
      give: record => {
        try {
          give(record)
        } catch (error) {
          failure = { error }
          stream.leave(cursor, PUSHING_FAILED)
        }
      }
    })
    if (failure !== undefined) throw failure.error
  }

  /** Validates the available records in groups. More are read only after the group is validated. */
  async #handOn (cursor: RecordCursor, work: (record: unknown) => void, validator: RecordValidator): Promise<void> {
    const { stream } = this
    try {
      for (await stream.available(cursor); !cursor.isEmpty; await stream.available(cursor)) {
        const first = cursor.taken
        const group: Record[] = []
        while (!cursor.isEmpty && group.length < GROUP) group.push(stream.take(cursor) as Record)
        for (const value of await validator.validateAll(group, first)) work(value)
      }
    } catch (error) {
      await stream.giveUp(cursor, PUSHING_FAILED)
      throw error
    }
  }

  #mapped (work: (record: unknown) => void): (record: Record) => void {
    const { mapper } = this
    return mapper === undefined ? work : record => { work(mapper(record)) }
  }

  /** @throws Neo4jError if the result has failed, or is incomplete and the caller wants records */
  #endOf (wantsRecords: boolean): SummaryMetadata {
    const { outcome } = this.stream
    if (outcome === undefined || outcome.kind === 'failed' || (wantsRecords && outcome.kind === 'cutShort')) throw this.failure()
    return outcome.metadata
  }
}

markAsInner(QueryRun.prototype)

/** For observers that only want the end. */
const NOTHING = (): void => {}
const PUSHING_FAILED = 'an observer or a mapping of its records failed'

/** The functions that an observer has. `onError` also gets errors of the other functions. */
export interface ObserverCalls {
  readonly onKeys: ((keys: string[]) => void) | undefined
  readonly onNext: ((record: unknown) => void) | undefined
  readonly onCompleted: ((summary: ResultSummary) => void) | undefined
  readonly onError: ((error: unknown) => void) | undefined
}

/** Passes an error to the observer, or reports it as uncaught if the observer cannot handle it. */
function tell ({ onError }: ObserverCalls, error: unknown): void {
  if (onError === undefined) {
    reportUncaught(error)
    return
  }
  try {
    onError(error)
  } catch (uncaught) {
    reportUncaught(uncaught)
  }
}
