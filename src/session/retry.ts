import { abortedOf, abortError, type AbortOutcome, type Signals } from '../abort.js'
import { type Clock, sleep } from '../clock.js'
import { isError, isRetryableError, type Neo4jError } from '../error.js'

/** Milliseconds before the first retry, what they are multiplied with each time, and how far chance may move them. */
const INITIAL_DELAY = 1000
const MULTIPLIER = 2
/** With longer ones, work would wait for as long again as the election of a leader took. */
const LONGEST_DELAY = 4000
const JITTER = 0.2

export interface RetryOptions {
  /** Milliseconds. */
  readonly maxRetryTime: number
  readonly clock: Clock
  /** The user's, which end the waiting between attempts. */
  readonly signals: Signals | undefined
  /**
   * Called after a failure that another attempt follows, with the pause before that, in milliseconds, and the number of the
   * attempt that failed, from 1. @returns signals that end the pause as well, with the error of the last attempt. They are
   * costly to make.
   */
  readonly beforePause: (error: unknown, delay: number, attempt: number) => AbortSignal[]
}

/**
 * Does work again while it fails with transient errors, for up to `maxRetryTime` milliseconds since it failed first. The work
 * gets the errors of its earlier attempts.
 *
 * The delay doubles up to 4 s, give or take a fifth, so that many clients do not come back at once.
 * @throws the error of the last attempt, with those of the earlier ones in its `suppressed`.
 */
export async function retry<T> (work: (failures: readonly unknown[]) => Promise<T>, { maxRetryTime, clock, signals, beforePause }: RetryOptions): Promise<T> {
  const failures: unknown[] = []
  let firstFailure = 0
  for (let delay = INITIAL_DELAY; ; delay = Math.min(delay * MULTIPLIER, LONGEST_DELAY)) {
    try {
      return await work(failures)
    } catch (error) {
      if (failures.length === 0) firstFailure = clock.now()
      const expired = failures.length > 0 ? clock.now() - firstFailure > maxRetryTime : maxRetryTime === 0
      if (expired || !isRetryableError(error)) throw withEarlierFailures(error, failures)
      failures.push(error)
      const pause = delay * (1 - JITTER + 2 * JITTER * Math.random())
      const closing = beforePause(error, pause, failures.length)
      try {
        await sleep(pause, clock, signals === undefined ? closing : [...signals, ...closing])
      } catch {
        const aborted = abortedOf(signals)
        if (aborted !== undefined) throw withEarlierFailures(abortError(aborted, 'backoff', outcomeAfter(failures)), failures)
        throw withEarlierFailures(error, failures.slice(0, -1))
      }
    }
  }
}

/** What is left of the attempts that failed. */
export function outcomeAfter (failures: readonly unknown[]): AbortOutcome {
  if (failures.length === 0) return 'notSent'
  return failures.some(failure => (failure as Partial<Neo4jError> | null | undefined)?.outcome === 'unknown') ? 'unknown' : 'rolledBack'
}

function withEarlierFailures (error: unknown, failures: unknown[]): unknown {
  // The error may be the program's own, and frozen.
  if (failures.length > 0 && isError(error) && Object.isExtensible(error)) {
    Object.defineProperty(error, 'suppressed', { value: failures, configurable: true, writable: true })
  }
  return error
}
