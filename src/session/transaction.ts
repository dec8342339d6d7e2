import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { Query } from './query.js'
import type { Result } from './result.js'
import type { TransactionCore } from './transaction-core.js'

/**
 * A transaction that its user begins with {@link Session.beginTransaction} and ends.
 *
 * After an error in it only {@link close} and {@link rollback} make sense, and neither costs a round trip then.
 * Several results may be open at a time.
 */
export class Transaction {
  protected readonly _core: TransactionCore

  /** @internal For sessions: transactions come from `session.beginTransaction()`. */
  constructor (core: TransactionCore) {
    this._core = core
  }

  /**
   * Runs a query. The records can be read until the transaction ends.
   * @throws TypeError if the query is no text, or the parameters are no object; all other errors are the result's.
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    return this._core.run<R>(query, parameters, parameterRules)
  }

  /** Makes the changes last. Results that are still open are read no further. @throws Neo4jError */
  async commit (): Promise<void> {
    await this._core.commit()
  }

  /** Undoes the changes. After an error in the transaction, the server has done so already. @throws Neo4jError */
  async rollback (): Promise<void> {
    await this._core.rollback()
  }

  /** Whether queries can be run in it. */
  isOpen (): boolean {
    return this._core.isOpen
  }

  /** Rolls back, if it is still open. */
  async close (): Promise<void> {
    await this._core.close()
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}
