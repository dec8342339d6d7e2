import type { Observable } from 'rxjs'
import { setCore, showAs } from '../core.js'
import type { Query } from '../session/query.js'
import type { Transaction } from '../session/transaction.js'
import type { RecordShape } from '../types/record.js'
import { completionOf } from './from-promise.js'
import { RxResult } from './result.js'

export interface Parameters {
  [key: string]: unknown
}

/** A {@link Transaction} whose every step happens when somebody subscribes to it. */
export class RxTransaction {
  /** @internal */
  declare readonly _core: Transaction

  /** @internal */
  constructor (txc: Transaction) {
    setCore(this, txc)
  }

  /** A query that runs when its result is subscribed to. */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: Parameters): RxResult<R> {
    return new RxResult<R>(() => this._core.run<R>(query, parameters))
  }

  /** Makes the changes last; emits only that it is done. */
  commit (): Observable<never> {
    return completionOf(async () => { await this._core.commit() })
  }

  /** Undoes the changes; emits only that it is done. */
  rollback (): Observable<never> {
    return completionOf(async () => { await this._core.rollback() })
  }

  /** Whether queries can be run in it. */
  isOpen (): boolean {
    return this._core.isOpen()
  }

  /** Rolls back, if it is still open; emits only that it is done. */
  close (): Observable<never> {
    return completionOf(async () => { await this._core.close() })
  }
}

showAs(RxTransaction.prototype, ({ _core: tx }) => ({ isOpen: tx.isOpen() }))
