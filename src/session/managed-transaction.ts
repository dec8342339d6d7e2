import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { Query } from './query.js'
import type { Result } from './result.js'
import type { Transaction } from './transaction.js'

type Run = (query: Query, parameters?: any, parameterRules?: Rules) => Result

/** What a transaction function works with: it runs queries, and the driver commits or rolls back behind it. */
export class ManagedTransaction {
  private readonly _run: Run

  private constructor ({ run }: { run: Run }) {
    this._run = run
  }

  /** The part of a transaction that a transaction function may use. */
  static fromTransaction (tx: Pick<Transaction, 'run'>): ManagedTransaction {
    return new ManagedTransaction({ run: (query, parameters, rules) => tx.run(query, parameters, rules) })
  }

  /** @see Transaction.run */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    return this._run(query, parameters, parameterRules) as Result<R>
  }
}
