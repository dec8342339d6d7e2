import { setCore, showAs } from '../core.js'
import type { Query } from '../session/query.js'
import type { RecordShape } from '../types/record.js'
import type { RxResult } from './result.js'
import type { Parameters, RxTransaction } from './transaction.js'

type Run = (query: Query, parameters?: Parameters) => RxResult

/** The transaction of a reactive transaction function, which the driver commits or rolls back. */
export class RxManagedTransaction {
  /** @internal */
  declare readonly _core: { readonly run: Run }

  private constructor (core: { run: Run }) {
    setCore(this, core)
  }

  /** Restricts a transaction to what a transaction function may use. */
  static fromTransaction (txc: Pick<RxTransaction, 'run'>): RxManagedTransaction {
    return new RxManagedTransaction({ run: (query, parameters) => txc.run(query, parameters) })
  }

  /**
   * Runs a query when its result is subscribed to; see {@link RxTransaction.run}.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: Parameters): RxResult<R> {
    return this._core.run(query, parameters) as unknown as RxResult<R>
  }
}

showAs(RxManagedTransaction.prototype, () => ({}))
