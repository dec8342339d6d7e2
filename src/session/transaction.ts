import { showAs } from '../core.js'
import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import type { Query } from './query.js'
import { Result } from './result.js'
import { traced } from './stack.js'
import type { TransactionCore } from './transaction-core.js'

/**
 * A transaction that the program begins with {@link Session.beginTransaction} and ends itself.
 *
 * After an error only {@link close} and {@link rollback} are useful, and make no round trip. Several results may be open
 * at the same time.
 */
export class Transaction {
  /** @internal */
  declare readonly _core: TransactionCore

  /** @internal `session.beginTransaction()` makes transactions. */
  constructor (core: TransactionCore) {
    this._core = core
  }

  /**
   * Runs a query. Its records can be read until the transaction ends. Values nested deeper than 2,000 levels cannot be sent.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name; an object of a class with registered mapping rules is mapped
   * @param parameterRules rules that map `parameters`; see {@link Rule}
   * @throws TypeError or Neo4jError if the query or its parameters are invalid; all other errors fail the result
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, parameterRules?: Rules): Result<R> {
    return new Result<R>(this._core.run(query, parameters, parameterRules))
  }

  /**
   * Commits the transaction. Unread records that have not arrived yet are discarded.
   * @throws Neo4jError if the transaction fails or has ended. If its `outcome` is `unknown`, the transaction may be committed
   */
  async commit (): Promise<void> {
    await traced(this._core.commit())
  }

  /**
   * Rolls the transaction back. Does nothing after an error, because the server has then already rolled it back.
   * @throws Neo4jError if the transaction has ended, or the connection is lost
   */
  async rollback (): Promise<void> {
    await traced(this._core.rollback())
  }

  /** Whether queries can be run in the transaction. */
  isOpen (): boolean {
    return this._core.isOpen
  }

  /** Rolls the transaction back if it is still open. @throws Neo4jError if the connection is lost */
  async close (): Promise<void> {
    await traced(this._core.close())
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}

showAs(Transaction.prototype, ({ _core }) => ({ isOpen: _core.isOpen }))
