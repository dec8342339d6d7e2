import { type Clock, systemClock, type Timer } from './clock.js'

/**
 * Limits how long a call may wait in total: it has a deadline, and `cancel` ends every wait before that.
 *
 * The public call creates it and passes it down to the last wait, including callbacks of the program. The awaited
 * work itself continues: it may be shared with other calls.
 */
export class Limit {
  readonly #clock: Clock
  readonly #start: number
  /** The total time allowed, in milliseconds; may be `Infinity`. */
  readonly timeout: number
  /** Whether the call is waiting for another caller to return a connection. */
  isQueued = false
  #cancelled: Error | undefined
  /** The functions that reject the current waits. */
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

  /** Ends every wait, present and future, with this error. */
  cancel (error: Error): void {
    if (this.#cancelled !== undefined) return
    this.#cancelled = error
    for (const reject of [...this.#waiting]) reject(error)
  }

  /** @throws the error that `cancel` was called with */
  throwIfCancelled (): void {
    if (this.#cancelled !== undefined) throw this.#cancelled
  }

  /** Waits for `work` until the deadline, then rejects with the error that `onExpired` makes. */
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
