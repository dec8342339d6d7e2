import { type Clock, type Timer } from '../../src/clock.js'

interface FakeTimer {
  due: number
  callback: () => void
  background: boolean
}

/** A clock that moves only when the test moves it. */
export class FakeClock implements Clock {
  /** Milliseconds since 1970 at which `now()` is 0. */
  readonly #epoch: number
  #now = 0
  #timers: FakeTimer[] = []

  constructor (start: Date | number = Date.UTC(2026, 0, 1)) {
    this.#epoch = Number(start)
  }

  now = (): number => this.#now

  date = (): number => this.#epoch + this.#now

  setTimeout = (callback: () => void, ms: number, background: boolean = false): Timer => {
    const timer = { due: this.#now + Math.max(0, ms), callback, background }
    this.#timers.push(timer)
    return timer
  }

  clear = (timer: Timer): void => {
    this.#timers = this.#timers.filter(other => other !== timer)
  }

  /** How many timers are running: 0 when nothing was left behind. */
  get pending (): number {
    return this.#timers.filter(timer => timer.due !== Infinity).length
  }

  /** Milliseconds from now at which each running timer fires, the next one first. */
  get delays (): number[] {
    return this.#timers.map(timer => timer.due - this.#now).sort((a, b) => a - b)
  }

  /** Moves on, firing each timer at its moment and letting promises settle in between. */
  async advance (ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#now = Math.max(this.#now, timer.due)
      this.clear(timer)
      timer.callback()
      await settle()
    }
    this.#now = end
    await settle()
  }

  #next (end: number): FakeTimer | undefined {
    return this.#timers
      .filter(timer => timer.due <= end)
      .reduce<FakeTimer | undefined>((first, timer) => first === undefined || timer.due < first.due ? timer : first, undefined)
  }
}

/** Lets all promises that can settle without time passing do so. */
export async function settle (): Promise<void> {
  await new Promise(resolve => { setImmediate(resolve) })
}
