import { onAbort } from './abort.js'

/** A running timer, as {@link Clock.setTimeout} gave it. */
export type Timer = unknown

/** The only way for the driver to know the time and to wait; tests give one that they move by hand. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back. For durations and deadlines. */
  now: () => number
  /** Milliseconds since 1970, as the system has it. Only for comparison with dates of users and servers. */
  date: () => number
  /**
   * Calls `callback` once, after `ms` milliseconds or somewhat later, never before.
   * Never, if `ms` is `Infinity`. A `background` timer does not keep the process alive: for upkeep that no caller waits for.
   */
  setTimeout: (callback: () => void, ms: number, background?: boolean) => Timer
  clear: (timer: Timer) => void
}

/** Nearly 25 days; Node fires timers that are longer at once. */
const LONGEST_TIMER = 2 ** 31 - 1
/** Node counts from the last full millisecond: otherwise a timer could fire up to 1 ms before its deadline. */
const ROUNDING = 1

export const systemClock: Clock = Object.freeze({
  // Not performance.now(): Node loads a module for it when it is first used, which takes longer than a query.
  now: () => {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1e3 + nanoseconds / 1e6
  },
  date: () => Date.now(),
  setTimeout: (callback: () => void, ms: number, background: boolean = false): Timer => {
    if (ms === Infinity) {
      return undefined
    }
    const timer = setTimeout(callback, Math.min(Math.ceil(ms) + ROUNDING, LONGEST_TIMER))
    // Test environments that play a browser have timers that are numbers.
    if (background) (timer as Partial<NodeJS.Timeout>).unref?.()
    return timer
  },
  clear: (timer: Timer): void => { clearTimeout(timer as NodeJS.Timeout | undefined) }
})

/** Calls `onLate` if the work takes longer than so many milliseconds, which is to make it fail. `background`: see {@link Clock.setTimeout} */
export async function inTime<T> (work: Promise<T>, ms: number, onLate: () => void, clock: Clock, background: boolean = false): Promise<T> {
  const timer = clock.setTimeout(onLate, Math.max(0, ms), background)
  try {
    return await work
  } finally {
    clock.clear(timer)
  }
}

/** Resolves after `ms` milliseconds, or rejects with the reason of a signal as soon as one is aborted. */
export async function sleep (ms: number, clock: Clock = systemClock, signals: readonly AbortSignal[] = []): Promise<void> {
  // Without throwIfAborted(): signals of other makes may lack it.
  for (const { aborted, reason } of signals) if (aborted) throw reason as Error
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clock.clear(timer)
      for (const stopListening of listening) stopListening()
    }
    const timer = clock.setTimeout(() => { stop(); resolve() }, ms)
    const listening = signals.map(signal => onAbort(signal, () => { stop(); reject(signal.reason as Error) }))
  })
}
