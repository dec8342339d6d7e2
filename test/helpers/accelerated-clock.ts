import { type Clock, systemClock, type Timer } from '../../src/clock.js'

/** A clock on which time passes `factor` times as fast: delays of seconds are over in milliseconds. */
export class AcceleratedClock implements Clock {
  readonly #factor: number
  readonly #start = systemClock.date()
  /** The timers that have neither fired nor been cleared. */
  readonly running = new Set<Timer>()

  constructor (factor: number) {
    this.#factor = factor
  }

  now = (): number => systemClock.now() * this.#factor

  date = (): number => this.#start + (systemClock.date() - this.#start) * this.#factor

  setTimeout = (callback: () => void, ms: number, background?: boolean): Timer => {
    if (ms === Infinity) return undefined
    const timer = systemClock.setTimeout(() => { this.running.delete(timer); callback() }, ms / this.#factor, background)
    this.running.add(timer)
    return timer
  }

  clear = (timer: Timer): void => {
    this.running.delete(timer)
    systemClock.clear(timer)
  }
}

/**
 * For drivers with such a clock in tests where nothing should time out: the machine's own work does not get faster, and
 * a timer that was forgotten must not fire before it is found.
 */
export const LONG_TIMEOUTS = { connectionTimeout: 1000_000, connectionAcquisitionTimeout: 1000_000 }
