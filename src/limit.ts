import { type Clock, systemClock, type Timer } from './clock.js'

/**
 * How long a call may wait, in all: a deadline, and a way to end every wait before it.
 *
 * One is made by the public call and handed down to the last wait, callbacks of the program included. What is waited
 * for goes on: it may be shared with others.
 */
export class Limit {
  readonly #clock: Clock
  readonly #start: number
  /** The whole time allowed, in milliseconds; may be `Infinity`. */
  readonly timeout: number
  /** The call waits for others to give a connection back. */
  isQueued = false
  #cancelled: Error | undefined
  /** Rejects those that wait at the moment. */
  readonly #waiting = new Set<(error: Error) => void>()

  constructor (timeout: number, clock: Clock = systemClock) {
    this.#clock = clock
    this.#start = clock.now()
    this.timeout = timeout
  }

  /** Milliseconds since the limit was set. */
  get elapsed (): number {
    return this.#clock.now() - this.#start
  }

  /** Milliseconds left, 0 when the deadline has passed. */
  get remaining (): number {
    return Math.max(0, this.timeout - this.elapsed)
  }

  /** Whether the deadline has passed. */
  get expired (): boolean {
    return this.elapsed >= this.timeout
  }

  get isCancelled (): boolean {
    return this.#cancelled !== undefined
  }

  /** The outcome is no longer wanted: every wait, present and future, ends with this error. */
  cancel (error: Error): void {
    if (this.#cancelled !== undefined) return
    this.#cancelled = error
    for (const reject of [...this.#waiting]) reject(error)
  }

  /** @throws what it was cancelled with */
  throwIfCancelled (): void {
    if (this.#cancelled !== undefined) throw this.#cancelled
  }

  /** Waits for `work`, but not beyond the limit: after the deadline it rejects with what `onExpired` makes. */
  async wait<T> (work: PromiseLike<T>, onExpired: () => Error): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      let timer: Timer
      const stop = (): void => {
        this.#waiting.delete(fail)
        this.#clock.clear(timer)
      }
      const fail = (error: Error): void => {
        stop()
        reject(error)
      }
      work.then(
        value => { stop(); resolve(value) },
        error => { stop(); reject(error as Error) })
      if (this.#cancelled !== undefined) return fail(this.#cancelled)
      this.#waiting.add(fail)
      if (this.timeout !== Infinity) timer = this.#clock.setTimeout(() => { fail(onExpired()) }, this.remaining)
    })
  }
}
