import type { Entry } from './entry.js'

/** A connection for oneself to make ready, or the place of one that is still to be opened. */
export type Claim = Entry | 'place'

export interface Waiter {
  readonly promise: Promise<Claim>
  readonly serve: (claim: Claim) => void
  readonly fail: (error: Error) => void
}

/** Callers that wait for a connection, in the order in which they came. */
export class Waiters {
  readonly #queue = new Set<Waiter>()

  get size (): number {
    return this.#queue.size
  }

  add (): Waiter {
    let serve!: (claim: Claim) => void
    let fail!: (error: Error) => void
    const promise = new Promise<Claim>((resolve, reject) => {
      serve = resolve
      fail = reject
    })
    const waiter = { promise, serve, fail }
    this.#queue.add(waiter)
    return waiter
  }

  /** @returns false if it was not in the queue any more: it has been served. */
  remove (waiter: Waiter): boolean {
    return this.#queue.delete(waiter)
  }

  /** Removes and returns the caller that has waited longest. */
  shift (): Waiter | undefined {
    for (const waiter of this.#queue) {
      this.#queue.delete(waiter)
      return waiter
    }
    return undefined
  }

  failAll (error: Error): void {
    for (const waiter of this.#queue) waiter.fail(error)
    this.#queue.clear()
  }
}
