import { type Clock } from '../clock.js'

/**
 * One call to a provider of the program for all who want its result meanwhile. Whoever comes when it has not answered
 * for `patience` milliseconds starts another, so that one call that never answers does not stop everything after it;
 * those who wait for the first go on waiting.
 */
export class SharedCall<T> {
  readonly #patience: number
  readonly #clock: Clock
  #running: { readonly result: Promise<T>, readonly since: number } | undefined

  constructor (patience: number, clock: Clock) {
    this.#patience = patience
    this.#clock = clock
  }

  /** The result of the call under way, or of a new one. */
  join (start: () => Promise<T>): Promise<T> {
    const now = this.#clock.now()
    if (this.#running !== undefined && now - this.#running.since < this.#patience) {
      return this.#running.result
    }
    const running = {
      since: now,
      result: start().finally(() => {
        if (this.#running === running) this.#running = undefined
      })
    }
    this.#running = running
    return running.result
  }
}
