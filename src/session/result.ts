import type { RecordStream, StreamObserver } from '../bolt/record-stream.js'
import { newError, type Neo4jError } from '../error.js'
import type { GenericConstructor, Rules } from '../mapping/rule.js'
import type { Integer, NumberOrInteger } from '../types/integer.js'
import type { Record, RecordShape } from '../types/record.js'
import { ResultSummary, type SummaryMetadata } from '../types/summary.js'
import type { CheckedQuery } from './query.js'
import { type PeekableAsyncIterator, ResultIterator } from './result-iterator.js'
import { withCallersStack } from './stack.js'

export interface GenericQueryResult<R> {
  records: R[]
  summary: ResultSummary
}

/** What awaiting a {@link Result} gives. */
export interface QueryResult<R extends RecordShape = RecordShape> extends GenericQueryResult<Record<R>> {}
export interface MappedQueryResult<R> extends GenericQueryResult<R> {}

/** Called as the result comes: keys first, then each record, then either the summary or an error. */
export interface GenericResultObserver<R> {
  onKeys?: (keys: string[]) => void
  onNext?: (record: R) => void
  onCompleted?: (summary: ResultSummary) => void
  onError?: (error: Error) => void
}

export interface ResultObserver<R extends RecordShape = RecordShape> extends GenericResultObserver<Record<R>> {}

/** Where the records come from, and what was asked: the inner side of a {@link Result}. @internal */
export interface ResultSource {
  readonly stream: RecordStream
  readonly query: CheckedQuery
  /** With it, what nobody has read ends, too. */
  readonly transaction?: { readonly hasEnded: boolean }
}

/**
 * The records of one query, to be read in one of three ways: awaited as a whole, iterated with `for await`, or
 * observed with {@link GenericResult.subscribe}. The query runs whether or not anybody reads; at most `fetchSize`
 * records wait in memory while nobody does.
 */
export class GenericResult<R, T extends GenericQueryResult<R>> implements Promise<T> {
  declare readonly [Symbol.toStringTag]: string
  private readonly _source: ResultSource
  private _mapper: ((record: Record) => R) | undefined
  private _p: Promise<T> | undefined
  private _summary: ResultSummary | undefined
  private _error: Neo4jError | undefined

  /** @internal */
  constructor (source: ResultSource) {
    this._source = source
    this._mapper = undefined
    this._p = undefined
    this._summary = undefined
    this._error = undefined
  }

  /** The same result with every record turned into an object; see `RecordObjectMapping`. */
  as<U extends {} = Object> (rules: Rules): MappedResult<U>
  as<U extends {} = Object> (genericConstructor: GenericConstructor<U>, rules?: Rules): MappedResult<U>
  as (constructorOrRules: any, rules?: Rules): MappedResult<any> {
    if (this._p !== undefined) {
      throw newError('Cannot call .as() on a Result that is being consumed')
    }
    this._mapper = record => record.as(constructorOrRules, rules) as R
    return this as unknown as MappedResult<any>
  }

  /** The names of the columns, as soon as the server has accepted the query. */
  async keys (): Promise<string[]> {
    const { stream } = this._source
    if (stream.keys === undefined && !stream.isOver) {
      await new Promise<void>(resolve => {
        stream.subscribe({ onKeys: () => { resolve() }, onError: () => { resolve() } })
      })
    }
    // An error that came behind them is for those who read the records.
    if (stream.keys === undefined) throw this.#failure(stream.error as Neo4jError)
    return stream.keys
  }

  /** The summary. Records that have not been read yet are thrown away. */
  async summary<N extends NumberOrInteger = Integer> (): Promise<ResultSummary<N>> {
    const { stream } = this._source
    stream.discard()
    await this.#end()
    return this.#summarize(stream.metadata as SummaryMetadata) as unknown as ResultSummary<N>
  }

  [Symbol.asyncIterator] (): PeekableAsyncIterator<R, ResultSummary> {
    return new ResultIterator<R>({
      stream: this._source.stream,
      mapper: this._mapper,
      isConsumed: !this.isOpen(),
      summarize: metadata => this.#summarize(metadata),
      failure: error => this.#failure(error)
    })
  }

  then<A = T, B = never> (onFulfilled?: ((value: T) => A | PromiseLike<A>) | null, onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.#collected().then(onFulfilled, onRejected)
  }

  catch<B = never> (onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#collected().catch(onRejected)
  }

  finally (onFinally?: (() => void) | null): Promise<T> {
    return this.#collected().finally(onFinally)
  }

  /** Calls the observer's functions; errors go to `onError`, and without one to the console. */
  subscribe (observer: GenericResultObserver<R>): void {
    const mapper = this._mapper
    const streamObserver: StreamObserver = {
      onKeys: keys => { observer.onKeys?.(keys) },
      onCompleted: metadata => { observer.onCompleted?.(this.#summarize(metadata)) },
      onError: error => {
        this._error = error
        if (observer.onError !== undefined) {
          observer.onError(error)
        } else {
          console.log(`Uncaught error when processing result: ${String(error)}`)
        }
      }
    }
    if (observer.onNext !== undefined) {
      streamObserver.onNext = mapper === undefined
        ? record => { observer.onNext?.(record as R) }
        : record => { observer.onNext?.(mapper(record)) }
    }
    this._source.stream.subscribe(streamObserver)
  }

  /** Whether nobody has seen the end of it yet. */
  isOpen (): boolean {
    return this._summary === undefined && this._error === undefined && this._source.transaction?.hasEnded !== true
  }

  /** @internal Asks the server to stop. */
  _cancel (): void {
    this._source.stream.discard()
  }

  #collected (): Promise<T> {
    return (this._p ??= this.#collect())
  }

  async #collect (): Promise<T> {
    const { stream } = this._source
    stream.readAll()
    await this.#end()
    const unread = stream.takeUnread()
    const mapper = this._mapper
    return {
      records: mapper === undefined ? unread as R[] : unread.map(mapper),
      summary: this.#summarize(stream.metadata as SummaryMetadata)
    } as T
  }

  /** Waits for the last message. An error is thrown from here, so that the stack shows who awaits. */
  async #end (): Promise<void> {
    const { stream } = this._source
    if (!stream.isOver) {
      await new Promise<void>(resolve => {
        stream.subscribe({ onCompleted: () => { resolve() }, onError: () => { resolve() } })
      })
    }
    if (stream.error !== undefined) throw this.#failure(stream.error)
  }

  #failure (error: Neo4jError): Neo4jError {
    this._error = error
    return withCallersStack(error)
  }

  #summarize (metadata: SummaryMetadata): ResultSummary {
    const { stream, query } = this._source
    return (this._summary ??= new ResultSummary(query.text, query.parameters, metadata, stream.connection?.serverInfo.protocolVersion))
  }
}

Object.defineProperty(GenericResult.prototype, Symbol.toStringTag, { value: 'Result' })

/** The result of a query; see {@link GenericResult}. */
export class Result<R extends RecordShape = RecordShape> extends GenericResult<Record<R>, QueryResult<R>> {}

/** A result whose records are turned into objects. */
export class MappedResult<R> extends GenericResult<R, MappedQueryResult<R>> {}
