import type { Clock } from '../clock.js'
import { providerError } from '../foreign-error.js'

interface SharedCallOptions<T> {
  /** Asks a provider of the program. */
  readonly call: () => Promise<T>
  /** The provider's name, for errors. */
  readonly name: string
  /** For how long others join a call that does not answer, in milliseconds. */
  readonly patience: number
  readonly clock: Clock
}

/**
 * One call to a provider of the program for all callers that want its answer meanwhile, and the answer itself. A caller
 * that comes when the call has lasted longer than `patience` starts another, so that one that never answers does not
 * stop everything after it; callers that wait for the first go on waiting.
 */
export class SharedCall<T> {
  readonly #options: SharedCallOptions<T>
  #running: { readonly answer: Promise<T>, readonly since: number } | undefined
  #value: T | undefined
  /** Calls are numbered: a late answer does not replace that of a later call. */
  #lastCall = 0
  #answeredCall = 0

  constructor (options: SharedCallOptions<T>) {
    this.#options = options
  }

  /** The answer of the latest call that has answered, unless it was forgotten. */
  get value (): T | undefined {
    return this.#value
  }

  forget (): void {
    this.#value = undefined
  }

  /** The answer of the call under way, or of a new one. @throws Error, also if the provider fails with something else */
  async join (): Promise<T> {
    const { patience, clock } = this.#options
    if (this.#running === undefined || clock.now() - this.#running.since >= patience) this.#start()
    return await (this.#running as { answer: Promise<T> }).answer
  }

  /** Like {@link join}, by a new call: answers of earlier ones are outdated. */
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
