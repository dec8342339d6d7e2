import { showAs } from '../core.js'
import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { Query } from './query.js'
import { Result } from './result.js'
import { traced } from './stack.js'
import type { TransactionCore } from './transaction-core.js'

/**
 * A transaction that its user begins with {@link Session.beginTransaction} and ends.
 *
 * After an error in it only {@link close} and {@link rollback} make sense, and neither costs a round trip then.
 * Several results may be open at a time.
 */
export class Transaction {
  /** @internal */
  declare readonly _core: TransactionCore

  /** @internal Transactions come from `session.beginTransaction()`. */
  constructor (core: TransactionCore) {
    this._core = core
  }

  /**
   * Runs a query. The records can be read until the transaction ends. Values nested deeper than 2,000 levels can't be sent.
   * @throws TypeError if the query is not a string, or the parameters are not an object; all other errors are the result's.
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    return new Result<R>(this._core.run(query, parameters, parameterRules))
  }

  /** Makes the changes last. Records that are unread by then, and have not arrived, are lost. @throws Neo4jError */
  async commit (): Promise<void> {
    await traced(this._core.commit())
  }

  /** Undoes the changes. After an error in the transaction, the server has done so already. @throws Neo4jError */
  async rollback (): Promise<void> {
    await traced(this._core.rollback())
  }

  /** Whether queries can be run in it. */
  isOpen (): boolean {
    return this._core.isOpen
  }

  /** Rolls back, if it is still open. @throws Neo4jError */
  async close (): Promise<void> {
    await traced(this._core.close())
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}

showAs(Transaction.prototype, ({ _core }) => ({ isOpen: _core.isOpen }))
