import type { Neo4jError } from '../error.js'
import { withCallersStack } from './stack.js'
import { Transaction } from './transaction.js'

/**
 * What `session.beginTransaction()` gives: a transaction that can be used at once, and that can be awaited to learn
 * whether the server has begun it.
 */
export class TransactionPromise extends Transaction implements Promise<Transaction> {
  declare readonly [Symbol.toStringTag]: string
  private _promise: Promise<Transaction> | undefined

  then<A = Transaction, B = never> (onFulfilled?: ((value: Transaction) => A | PromiseLike<A>) | null, onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.#begun().then(onFulfilled, onRejected)
  }

  catch<B = never> (onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<any> {
    return this.#begun().catch(onRejected)
  }

  finally (onFinally?: (() => void) | null): Promise<Transaction> {
    return this.#begun().finally(onFinally)
  }

  #begun (): Promise<Transaction> {
    return (this._promise ??= this.#whenBegun())
  }

  /** The same transaction in a form that is no promise: otherwise awaiting it would never end. */
  async #whenBegun (): Promise<Transaction> {
    try {
      await this._core.begun
    } catch (error) {
      throw withCallersStack(error as Neo4jError)
    }
    return new Transaction(this._core)
  }
}

Object.defineProperty(TransactionPromise.prototype, Symbol.toStringTag, { value: 'TransactionPromise' })
