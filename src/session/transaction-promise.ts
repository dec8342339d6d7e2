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

/** As in neo4j-driver, `const { run, commit } = await session.beginTransaction()` and copies of the transaction work. */
function withBoundMethods (tx: Transaction): Transaction {
  return Object.assign(tx, {
    run: tx.run.bind(tx), commit: tx.commit.bind(tx), rollback: tx.rollback.bind(tx), close: tx.close.bind(tx), isOpen: tx.isOpen.bind(tx)
  })
}

Object.defineProperty(TransactionPromise.prototype, Symbol.toStringTag, { value: 'TransactionPromise' })
