import { showAs } from '../core.js'
import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { Query } from './query.js'
import { Result } from './result.js'
import type { Transaction } from './transaction.js'
import type { TransactionCore } from './transaction-core.js'

type Run = (query: Query, parameters?: any, parameterRules?: Rules) => Result

/** The transaction of a transaction function: it runs queries, and the driver commits or rolls back. */
export class ManagedTransaction {
  /** @internal */
  declare readonly _core: { readonly run: Run }

  private constructor (core: { run: Run }) {
    this._core = core
  }

  /** Restricts a transaction to what a transaction function may use. */
  static fromTransaction (tx: Pick<Transaction, 'run'>): ManagedTransaction {
    return new ManagedTransaction({ run: (query, parameters, rules) => tx.run(query, parameters, rules) })
  }

  /** @internal Made directly from the core, without a Transaction, because each attempt needs one. */
  static _of (core: TransactionCore): ManagedTransaction {
    return new ManagedTransaction({ run: (query, parameters, rules) => new Result(core.run(query, parameters, rules)) })
  }

  /**
   * Runs a query in the transaction; see {@link Transaction.run}.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name; an object of a class with registered mapping rules is mapped
   * @param parameterRules rules that map `parameters`; see {@link Rule}
   * @throws TypeError or Neo4jError if the query or its parameters are invalid; all other errors fail the result
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    return this._core.run(query, parameters, parameterRules) as Result<R>
  }
}

showAs(ManagedTransaction.prototype, () => ({}))
