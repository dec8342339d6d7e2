import type { Observable } from 'rxjs'
import { setCore, showAs } from '../core.js'
import type { Result } from '../session/result.js'
import type { Record, RecordShape } from '../types/record.js'
import type { ResultSummary } from '../types/summary.js'
import { valueOf } from './from-promise.js'
import { RecordPump } from './record-pump.js'
import { rxjs } from './rxjs.cjs'

/**
 * The result of a query that runs once, when its keys, records or summary are subscribed to.
 *
 * More records are requested only as the previous ones are passed on. Unsubscribing early makes the server discard the
 * remaining records, after which the connection is free again.
 */
export class RxResult<R extends RecordShape = RecordShape> {
  /** @internal */
  declare readonly _core: RecordPump<R>

  /** @internal */
  constructor (query: () => Result<R>) {
    setCore(this, new RecordPump<R>(query))
  }

  /** Emits the names of the columns as one array, as soon as the server has accepted the query. */
  keys (): Observable<string[]> {
    return valueOf(async () => await this._core.run().keys())
  }

  /** Emits the records, to one subscriber only: a second one, or one after {@link consume}, gets an error. */
  records (): Observable<Record<R>> {
    const { Observable } = rxjs()
    return new Observable<Record<R>>(subscriber => {
      this._core.start(subscriber)
      return () => { this._core.stop() }
    })
  }

  /** Emits the summary after the last record. Without a subscriber for the records, the server discards them. */
  consume (): Observable<ResultSummary> {
    return valueOf(async () => await this._core.consume())
  }

  /** Stops passing on records until {@link resume}. */
  pause (): void {
    this._core.pause()
  }

  /** Resumes after {@link pause}. Resolves when the next record has been passed on. */
  async resume (): Promise<void> {
    await this._core.resume()
  }

  /** Passes on one record, then pauses. Resolves when it has been passed on. */
  async push (): Promise<void> {
    await this._core.push()
  }
}

showAs(RxResult.prototype, () => ({}))
