import type { Clock } from '../clock.js'
import type { PoolCounters } from './counters.js'
import type { Entry } from './entry.js'

/** An idle connection that the caller has to prepare, or the place of one that it has to open. */
export type Claim = Entry | 'place'

export interface Waiter {
  readonly promise: Promise<Claim>
  readonly serve: (claim: Claim) => void
  readonly fail: (error: Error) => void
  readonly since: number
}

/** Callers that wait for a connection, in the order of arrival. */
export class Waiters {
  readonly #queue = new Set<Waiter>()
  readonly #clock: Clock
  readonly #counters: Pick<PoolCounters, 'waited' | 'waitMs'>

  constructor (clock: Clock, counters: Pick<PoolCounters, 'waited' | 'waitMs'>) {
    this.#clock = clock
    this.#counters = counters
  }

  get size (): number {
    return this.#queue.size
  }

  /** When the first caller in the queue arrived; undefined if the queue is empty. */
  get oldestSince (): number | undefined {
    for (const { since } of this.#queue) return since
    return undefined
  }

  add (): Waiter {
    let serve!: (claim: Claim) => void
    let fail!: (error: Error) => void
    const promise = new Promise<Claim>((resolve, reject) => {
      serve = resolve
      fail = reject
    })
    const waiter = { promise, serve, fail, since: this.#clock.now() }
    this.#queue.add(waiter)
    this.#counters.waited++
    return waiter
  }

  remove (waiter: Waiter): void {
    if (this.#queue.delete(waiter)) this.#counters.waitMs += this.#clock.now() - waiter.since
  }

  /** Removes the caller that has waited longest. */
  shift (): Waiter | undefined {
    for (const waiter of this.#queue) {
      this.remove(waiter)
      return waiter
    }
    return undefined
  }

  failAll (error: Error): void {
    for (const waiter of this.#queue) {
      this.remove(waiter)
      waiter.fail(error)
    }
  }
}
