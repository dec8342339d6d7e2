import type { AccessMode } from '../bolt/messages.js'
import { showAs } from '../core.js'
import type { Rules } from '../mapping/rule.js'
import type { RecordShape } from '../types/record.js'
import { ManagedTransaction } from './managed-transaction.js'
import type { Query, TransactionConfig } from './query.js'
import { Result } from './result.js'
import { SessionCore } from './session-core.js'
import type { SessionContext, SessionSettings } from './session-context.js'
import { traced } from './stack.js'
import { TransactionPromise } from './transaction-promise.js'

/** The work of a transaction function. It may be called several times, so it should have no side effects outside the database. */
export type ManagedTransactionWork<T> = (tx: ManagedTransaction) => Promise<T> | T

/**
 * A sequence of causally chained work: each query or transaction sees the writes of the ones before it. Cheap to open; for one
 * piece of work at a time. Close it when done.
 */
export class Session {
  /** @internal */
  declare readonly _core: SessionCore

  /** @internal `driver.session()` makes sessions. */
  constructor ({ context, settings }: { context: SessionContext, settings: SessionSettings }) {
    this._core = new SessionCore(context, settings)
  }

  /**
   * Runs an auto-commit query. Values nested deeper than 2,000 levels cannot be sent.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name; an object of a class with registered mapping rules is mapped
   * @param transactionConfig see {@link TransactionConfig}
   * @param parameterRules rules that map `parameters`; see {@link Rule}
   * @throws TypeError or Neo4jError if the query, its parameters or the config are invalid; all other errors fail the result
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, transactionConfig?: TransactionConfig, parameterRules?: Rules): Result<R> {
    return new Result<R>(this._core.run(query, parameters, transactionConfig, parameterRules))
  }

  /**
   * Begins a transaction, which is the session's only work until it is committed or rolled back.
   * @param transactionConfig see {@link TransactionConfig}
   * @returns the transaction, usable immediately; await it to learn whether the server has begun it
   * @throws Neo4jError if the session is closed or busy; TypeError or Neo4jError if the config is invalid
   */
  beginTransaction (transactionConfig?: TransactionConfig): TransactionPromise {
    return new TransactionPromise(this._core.beginTransaction(transactionConfig))
  }

  /**
   * Runs work that reads in a transaction, and commits it. Retries it after transient errors, for up to `maxTransactionRetryTime`.
   * In a cluster it runs on a reader.
   * @param transactionWork called for each attempt; see {@link ManagedTransactionWork}
   * @param transactionConfig see {@link TransactionConfig}
   * @returns the value of the work; rejects with its error, or with a Neo4jError if the transaction fails
   * @throws TypeError or Neo4jError if the config is invalid
   */
  executeRead<T> (transactionWork: ManagedTransactionWork<T>, transactionConfig?: TransactionConfig): Promise<T> {
    return execute(this._core, 'READ', transactionWork, transactionConfig)
  }

  /**
   * Like {@link executeRead}, for work that writes; in a cluster it runs on a writer. If the connection is lost before the commit is
   * confirmed, the work is retried only with `idempotent: true` in the config.
   * @param transactionWork called for each attempt; see {@link ManagedTransactionWork}
   * @param transactionConfig see {@link TransactionConfig}
   * @returns the value of the work; rejects with its error, or with a Neo4jError if the transaction fails
   * @throws TypeError or Neo4jError if the config is invalid
   */
  executeWrite<T> (transactionWork: ManagedTransactionWork<T>, transactionConfig?: TransactionConfig): Promise<T> {
    return execute(this._core, 'WRITE', transactionWork, transactionConfig)
  }

  /** The bookmarks of the last committed work, or those that the session was opened with. */
  lastBookmarks (): string[] {
    return this._core.lastBookmarks()
  }

  /**
   * Ends the running work and returns its connection: a query that may write runs to its end, a query of a session in
   * mode READ is interrupted, an open transaction is rolled back.
   */
  close (): Promise<void> {
    return this._core.close()
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}

/** For callers that take a function: an invalid config throws, all other errors reject the promise. */
export function execute<T> (core: SessionCore, mode: AccessMode, transactionWork: ManagedTransactionWork<T>, transactionConfig: TransactionConfig | undefined): Promise<T> {
  const config = core.checkConfig(transactionConfig)
  return traced(core.execute(mode, tx => transactionWork(ManagedTransaction._of(tx)), config))
}

showAs(Session.prototype, ({ _core }) => ({ isOpen: _core.isOpen, mode: _core.mode, database: _core.database }))
