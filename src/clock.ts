import { onAbort } from './abort.js'

/** A running timer, as returned by {@link Clock.setTimeout}. */
export type Timer = unknown

/** The driver's only source of time and timers, so that tests can control both. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; monotonic. For durations and deadlines. */
  now: () => number
  /** Milliseconds since 1970 by the system's clock. Only for comparison with dates from users and servers. */
  date: () => number
  /**
   * Calls `callback` once, after at least `ms` milliseconds; never if `ms` is `Infinity`.
   * A `background` timer does not keep the process alive: it is for maintenance that no caller waits for.
   */
  setTimeout: (callback: () => void, ms: number, background?: boolean) => Timer
  clear: (timer: Timer) => void
}

/** Nearly 25 days. Node.js fires longer timers immediately. */
const LONGEST_TIMER = 2 ** 31 - 1
/** Node.js counts from the last full millisecond: without this, a timer could fire up to 1 ms before its deadline. */
const ROUNDING = 1

export const systemClock: Clock = Object.freeze({
  // Not performance.now(): Node.js loads a module on its first use, which takes longer than a query.
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
    // In test environments that emulate a browser, timers are numbers.
    if (background) (timer as Partial<NodeJS.Timeout>).unref?.()
    return timer
  },
  clear: (timer: Timer): void => { clearTimeout(timer as NodeJS.Timeout | undefined) }
})

/** Calls `onLate`, which must make the work fail, if the work takes longer than `ms` milliseconds. `background`: see {@link Clock.setTimeout}. */
export async function inTime<T> (work: Promise<T>, ms: number, onLate: () => void, clock: Clock, background: boolean = false): Promise<T> {
  const timer = clock.setTimeout(onLate, Math.max(0, ms), background)
  try {
    return await work
  } finally {
    clock.clear(timer)
  }
}

/** Resolves after `ms` milliseconds, or rejects with the reason of the first signal that is aborted. */
export async function sleep (ms: number, clock: Clock = systemClock, signals: readonly AbortSignal[] = []): Promise<void> {
  // Not throwIfAborted(): polyfills of AbortSignal may lack it.
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
