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

/** The work of a transaction function. It may be called several times: it should change nothing but the database. */
export type ManagedTransactionWork<T> = (tx: ManagedTransaction) => Promise<T> | T

/**
 * A chain of work that is causally linked: each piece sees what the ones before have written. Cheap to make; for one
 * piece of work at a time. Close it when done.
 */
export class Session {
  /** @internal */
  declare readonly _core: SessionCore

  /** @internal Sessions come from `driver.session()`. */
  constructor ({ context, settings }: { context: SessionContext, settings: SessionSettings }) {
    this._core = new SessionCore(context, settings)
  }

  /**
   * Runs a query that commits by itself. Values nested deeper than 2,000 levels can't be sent.
   * @throws TypeError if the query is not a string, or the parameters are not an object; all other errors are the result's.
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: any, transactionConfig?: TransactionConfig, parameterRules?: Rules): Result<R> {
    return new Result<R>(this._core.run(query, parameters, transactionConfig, parameterRules))
  }

  /**
   * Begins a transaction, which is the session's only work until it is committed or rolled back.
   * @throws Neo4jError if the session is closed or busy.
   */
  beginTransaction (transactionConfig?: TransactionConfig): TransactionPromise {
    return new TransactionPromise(this._core.beginTransaction(transactionConfig))
  }

  /**
   * Does read work in a transaction, again if it fails with a transient error, for up to `maxTransactionRetryTime`.
   * In a cluster it runs on a reader.
   * @throws TypeError or Neo4jError if the config is wrong; all other errors are the promise's.
   */
  executeRead<T> (transactionWork: ManagedTransactionWork<T>, transactionConfig?: TransactionConfig): Promise<T> {
    return execute(this._core, 'READ', transactionWork, transactionConfig)
  }

  /**
   * Like {@link executeRead} for work that writes, on a writer. Work whose commit is in doubt, as the connection was lost
   * before its answer, is repeated only with `idempotent: true` in the config.
   */
  executeWrite<T> (transactionWork: ManagedTransactionWork<T>, transactionConfig?: TransactionConfig): Promise<T> {
    return execute(this._core, 'WRITE', transactionWork, transactionConfig)
  }

  /** The bookmarks of the last work that was committed, or those that the session began with. */
  lastBookmarks (): string[] {
    return this._core.lastBookmarks()
  }

  /**
   * Ends what is under way, and gives its connection back: a query that may write is done in full, one of a session
   * in mode READ is interrupted, an open transaction is rolled back.
   */
  close (): Promise<void> {
    return this._core.close()
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}

/** For all whose work is a function: what is wrong with the config is thrown, everything else is the promise's. */
export function execute<T> (core: SessionCore, mode: AccessMode, transactionWork: ManagedTransactionWork<T>, transactionConfig: TransactionConfig | undefined): Promise<T> {
  const config = core.checkConfig(transactionConfig)
  return traced(core.execute(mode, tx => transactionWork(ManagedTransaction._of(tx)), config))
}

showAs(Session.prototype, ({ _core }) => ({ isOpen: _core.isOpen, mode: _core.mode, database: _core.database }))
