import type { Connection } from '../bolt/connection.js'

/** What a waiter gets: a connection, or leave to open one. */
export type Turn = Connection | 'open'

export interface Waiter {
  readonly promise: Promise<Turn>
  readonly serve: (turn: Turn) => void
  readonly fail: (error: Error) => void
}

/** Those who wait for a connection, in the order in which they came. */
export class Waiters {
  readonly #queue = new Set<Waiter>()

  get size (): number {
    return this.#queue.size
  }

  add (): Waiter {
    let serve!: (turn: Turn) => void
    let fail!: (error: Error) => void
    const promise = new Promise<Turn>((resolve, reject) => {
      serve = resolve
      fail = reject
    })
    const waiter = { promise, serve, fail }
    this.#queue.add(waiter)
    return waiter
  }

  remove (waiter: Waiter): void {
    this.#queue.delete(waiter)
  }

  /** The one who has waited longest, who then is in the queue no more. */
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
