import type { Rules } from '../mapping/rule.js'
import type { Query } from './query.js'
import { traced } from './stack.js'
import { Transaction } from './transaction.js'
import type { TransactionCore } from './transaction-core.js'

/**
 * The return value of `session.beginTransaction()`: a transaction that can be used immediately, and awaited to learn
 * whether the server has begun it.
 */
export class TransactionPromise extends Transaction implements Promise<Transaction> {
  declare readonly [Symbol.toStringTag]: string

  then<A = Transaction, B = never> (onFulfilled?: ((value: Transaction) => A | PromiseLike<A>) | null, onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B> {
    return begun(this._core).then(onFulfilled, onRejected)
  }

  catch<B = never> (onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<any> {
    return begun(this._core).catch(onRejected)
  }

  finally (onFinally?: (() => void) | null): Promise<Transaction> {
    return begun(this._core).finally(onFinally)
  }
}

/** The same transaction as an object that is not a promise: otherwise awaiting it would never end. */
async function begun (core: TransactionCore): Promise<Transaction> {
  await traced(core.begun)
  return (core.handle ??= withBoundMethods(new Transaction(core))) as Transaction
}

/** As in neo4j-driver, `const { run, commit } = await session.beginTransaction()` and copies of the transaction work. Closures are cheaper than `bind`. */
function withBoundMethods (tx: Transaction): Transaction {
  const { run, commit, rollback, close, isOpen } = tx
  return Object.assign(tx, {
    run: (query: Query, parameters?: unknown, parameterRules?: Rules) => run.call(tx, query, parameters, parameterRules),
    commit: () => commit.call(tx),
    rollback: () => rollback.call(tx),
    close: () => close.call(tx),
    isOpen: () => isOpen.call(tx)
  })
}

Object.defineProperty(TransactionPromise.prototype, Symbol.toStringTag, { value: 'TransactionPromise' })
