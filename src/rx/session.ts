import type { Observable, ObservableInput, Subscriber } from 'rxjs'
import type { AccessMode } from '../bolt/messages.js'
import { setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import { Logger } from '../log.js'
import type { ManagedTransaction } from '../session/managed-transaction.js'
import { checkConfig, type Query, type TransactionConfig } from '../session/query.js'
import { execute, type Session } from '../session/session.js'
import type { RecordShape } from '../types/record.js'
import { completionOf } from './from-promise.js'
import { RxManagedTransaction } from './managed-transaction.js'
import { RxResult } from './result.js'
import { rxjs } from './rxjs.cjs'
import { type Parameters, RxTransaction } from './transaction.js'

/**
 * The work of a reactive transaction function. It may be called several times; values that it emitted before it failed are
 * not withdrawn.
 */
export type RxTransactionWork<T> = (tx: RxManagedTransaction) => ObservableInput<T>

/** The form of neo4j-driver's types. Such work also gets an {@link RxManagedTransaction}, and must not commit. */
export type RxTransactionWorkAsDeclared<T> = (tx: RxTransaction) => ObservableInput<T>

/** A {@link Session} whose work runs when its observables are subscribed to. */
export class RxSession {
  /** @internal */
  declare readonly _core: Session

  /** @internal `driver.rxSession()` makes reactive sessions. */
  constructor ({ session }: { session: Session }) {
    setCore(this, session)
  }

  /**
   * Runs an auto-commit query when its result is subscribed to; see {@link Session.run}.
   * @param query the text, `{ text, parameters }`, or a query made by `neo4j.cypher`
   * @param parameters the query parameters by name
   * @param transactionConfig see {@link TransactionConfig}
   */
  run<R extends RecordShape = RecordShape> (query: Query, parameters?: Parameters, transactionConfig?: TransactionConfig): RxResult<R> {
    return new RxResult<R>(() => this._core.run<R>(query, parameters, transactionConfig))
  }

  /**
   * Begins a transaction for each subscriber, and emits it. Unsubscribing before that rolls it back.
   * @param transactionConfig see {@link TransactionConfig}
   * @throws TypeError or Neo4jError if the config is invalid
   */
  beginTransaction (transactionConfig?: TransactionConfig): Observable<RxTransaction> {
    checkConfig(transactionConfig, Logger.noOp(), this._core._core.hooks)
    const { Observable } = rxjs()
    return new Observable<RxTransaction>(subscriber => {
      this._core.beginTransaction(transactionConfig).then(async tx => {
        if (subscriber.closed) {
          await tx.close()
          return
        }
        subscriber.next(new RxTransaction(tx))
        subscriber.complete()
      }).catch(error => { subscriber.error(error) })
    })
  }

  /**
   * Like {@link Session.executeRead}: emits the values of the work, and completes when the transaction is committed.
   * @param work called for each attempt; see {@link RxTransactionWork}
   * @param transactionConfig see {@link TransactionConfig}
   * @throws TypeError or Neo4jError if the config is invalid
   */
  executeRead<T> (work: RxTransactionWork<T>, transactionConfig?: TransactionConfig): Observable<T>
  executeRead<T> (work: RxTransactionWorkAsDeclared<T>, transactionConfig?: TransactionConfig): Observable<T>
  executeRead<T> (work: unknown, transactionConfig?: TransactionConfig): Observable<T> {
    return executeReactive(this._core, 'READ', work as RxTransactionWork<T>, transactionConfig)
  }

  /**
   * Like {@link Session.executeWrite}: emits the values of the work, and completes when the transaction is committed.
   * @param work called for each attempt; see {@link RxTransactionWork}
   * @param transactionConfig see {@link TransactionConfig}
   * @throws TypeError or Neo4jError if the config is invalid
   */
  executeWrite<T> (work: RxTransactionWork<T>, transactionConfig?: TransactionConfig): Observable<T>
  executeWrite<T> (work: RxTransactionWorkAsDeclared<T>, transactionConfig?: TransactionConfig): Observable<T>
  executeWrite<T> (work: unknown, transactionConfig?: TransactionConfig): Observable<T> {
    return executeReactive(this._core, 'WRITE', work as RxTransactionWork<T>, transactionConfig)
  }

  /** The bookmarks of the last committed work, or those that the session was opened with. */
  lastBookmarks (): string[] {
    return this._core.lastBookmarks()
  }

  /** @deprecated use {@link lastBookmarks} */
  lastBookmark (): string[] {
    return this.lastBookmarks()
  }

  /** Closes the session, like {@link Session.close}; only completes. */
  close (): Observable<never> {
    return completionOf(async () => { await this._core.close() })
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this._core.close()
  }
}

showAs(RxSession.prototype, ({ _core: session }) => ({ isOpen: session._core.isOpen, mode: session._core.mode, database: session._core.database }))

function executeReactive<T> (session: Session, mode: AccessMode, work: RxTransactionWork<T>, transactionConfig: TransactionConfig | undefined): Observable<T> {
  checkConfig(transactionConfig, Logger.noOp(), session._core.hooks)
  const { Observable } = rxjs()
  return new Observable<T>(subscriber => {
    execute(session._core, mode, async tx => { await emit(work, tx, subscriber) }, transactionConfig)
      .then(() => { subscriber.complete() }, error => { subscriber.error(error) })
  })
}

/** Runs one attempt. It fails if the subscriber unsubscribes, so that the transaction is rolled back and not retried. */
async function emit<T> (work: RxTransactionWork<T>, tx: ManagedTransaction, subscriber: Subscriber<T>): Promise<void> {
  const rxTx = RxManagedTransaction.fromTransaction({ run: (query, parameters) => new RxResult(() => tx.run(query, parameters)) })
  await new Promise<void>((resolve, reject) => {
    // Called immediately if the subscriber has already unsubscribed.
    subscriber.add(() => { reject(newError('The subscriber of a transaction function has unsubscribed.')) })
    if (subscriber.closed) return
    subscriber.add(rxjs().from(work(rxTx)).subscribe({
      next: value => { subscriber.next(value) },
      error: reject,
      complete: resolve
    }))
  })
}
