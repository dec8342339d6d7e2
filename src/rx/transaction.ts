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

/** A {@link Transaction} whose steps run when their observables are subscribed to. */
export class RxTransaction {
  /** @internal */
  declare readonly _core: Transaction

  /** @internal */
  constructor (txc: Transaction) {
    setCore(this, txc)
  }

  /**
   * Runs a query when its result is subscribed to; see {@link Transaction.run}.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: Parameters): RxResult<R> {
    return new RxResult<R>(() => this._core.run<R>(query, parameters))
  }

  /** Commits the transaction; only completes. */
  commit (): Observable<never> {
    return completionOf(async () => { await this._core.commit() })
  }

  /** Rolls the transaction back; only completes. */
  rollback (): Observable<never> {
    return completionOf(async () => { await this._core.rollback() })
  }

  /** Whether queries can be run in the transaction. */
  isOpen (): boolean {
    return this._core.isOpen()
  }

  /** Rolls the transaction back if it is still open; only completes. */
  close (): Observable<never> {
    return completionOf(async () => { await this._core.close() })
  }
}

showAs(RxTransaction.prototype, ({ _core: tx }) => ({ isOpen: tx.isOpen() }))
