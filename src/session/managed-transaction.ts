import { showAs } from '../core.js'
import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { Query } from './query.js'
import { Result } from './result.js'
import type { Transaction } from './transaction.js'
import type { TransactionCore } from './transaction-core.js'

type Run = (query: Query, parameters?: any, parameterRules?: Rules) => Result

/** What a transaction function works with: it runs queries, and the driver commits or rolls back behind it. */
export class ManagedTransaction {
  /** @internal */
  declare readonly _core: { readonly run: Run }

  private constructor (core: { run: Run }) {
    this._core = core
  }

  /** The part of a transaction that a transaction function may use. */
  static fromTransaction (tx: Pick<Transaction, 'run'>): ManagedTransaction {
    return new ManagedTransaction({ run: (query, parameters, rules) => tx.run(query, parameters, rules) })
  }

  /** @internal Without a handle in between: one is made for every try. */
  static _of (core: TransactionCore): ManagedTransaction {
    return new ManagedTransaction({ run: (query, parameters, rules) => new Result(core.run(query, parameters, rules)) })
  }

  /** @see Transaction.run */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    return this._core.run(query, parameters, parameterRules) as Result<R>
  }
}

showAs(ManagedTransaction.prototype, () => ({}))
