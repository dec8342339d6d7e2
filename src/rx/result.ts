import type { Observable } from 'rxjs'
import { setCore, showAs } from '../core.js'
import type { Result } from '../session/result.js'
import type { Record, RecordShape } from '../types/record.js'
import type { ResultSummary } from '../types/summary.js'
import { valueOf } from './from-promise.js'
import { RecordPump } from './record-pump.js'
import { rxjs } from './rxjs.cjs'

/**
 * The result of a query that runs, once, when somebody subscribes to its keys, its records or its summary.
 *
 * More records are asked for only as they are handed on. Unsubscribing from them before their end makes the
 * server throw the rest away; the connection is free again after that.
 */
export class RxResult<R extends RecordShape = RecordShape> {
  /** @internal */
  declare readonly _core: RecordPump<R>

  /** @internal */
  constructor (query: () => Result<R>) {
    setCore(this, new RecordPump<R>(query))
  }

  /** The names of the columns, as one item, as soon as the server has accepted the query. */
  keys (): Observable<string[]> {
    return valueOf(async () => await this._core.run().keys())
  }

  /** The records. One subscriber can have them: a second one, or one after {@link consume}, gets an error. */
  records (): Observable<Record<R>> {
    const { Observable } = rxjs()
    return new Observable<Record<R>>(subscriber => {
      this._core.start(subscriber)
      return () => { this._core.stop() }
    })
  }

  /** The summary, as one item, after the records. Without a subscriber to these, the server throws them away. */
  consume (): Observable<ResultSummary> {
    return valueOf(async () => await this._core.consume())
  }

  /** No further records are handed on, until {@link resume}. */
  pause (): void {
    this._core.pause()
  }

  /** Hands on records again after {@link pause}. Resolves when the next one is. */
  async resume (): Promise<void> {
    await this._core.resume()
  }

  /** Hands on one record and pauses. Resolves when it is handed on. */
  async push (): Promise<void> {
    await this._core.push()
  }
}

showAs(RxResult.prototype, () => ({}))
