import type { Clock } from '../clock.js'
import { providerError } from '../foreign-error.js'

interface SharedCallOptions<T> {
  /** Calls the provider of the program. */
  readonly call: () => Promise<T>
  /** The provider's name, for errors. */
  readonly name: string
  /** How long other callers join a call that has not been answered, in milliseconds. */
  readonly patience: number
  readonly clock: Clock
}

/**
 * Shares one call to a provider of the program, and its answer, among all callers. If the running call has lasted longer
 * than `patience`, the next caller starts a new one, so that a call that never settles does not block later callers.
 * Callers that already wait for the first call keep waiting for it.
 */
export class SharedCall<T> {
  readonly #options: SharedCallOptions<T>
  #running: { readonly answer: Promise<T>, readonly since: number } | undefined
  #value: T | undefined
  /** Calls are numbered so that a late answer does not replace the answer of a later call. */
  #lastCall = 0
  #answeredCall = 0

  constructor (options: SharedCallOptions<T>) {
    this.#options = options
  }

  /** The answer of the latest call to be answered, unless it was forgotten. */
  get value (): T | undefined {
    return this.#value
  }

  forget (): void {
    this.#value = undefined
  }

  /** The answer of the running call, or of a new one. @throws Error, even if the provider fails with something that is not an Error */
  async join (): Promise<T> {
    const { patience, clock } = this.#options
    if (this.#running === undefined || clock.now() - this.#running.since >= patience) this.#start()
    return await (this.#running as { answer: Promise<T> }).answer
  }

  /** Like {@link join}, but always with a new call: the answers of earlier calls are outdated. */
  async supersede (): Promise<T> {
    this.forget()
    this.#answeredCall = this.#lastCall
    this.#running = undefined
    return await this.join()
  }

  #start (): void {
    const running = { answer: this.#call(++this.#lastCall), since: this.#options.clock.now() }
    const end = (): void => {
      if (this.#running === running) this.#running = undefined
    }
    running.answer.then(end, end)
    this.#running = running
  }

  async #call (call: number): Promise<T> {
    let answer: T
    try {
      answer = await this.#options.call()
    } catch (reason) {
      throw providerError(reason, this.#options.name)
    }
    if (call > this.#answeredCall) {
      this.#answeredCall = call
      this.#value = answer
    }
    return answer
  }
}
