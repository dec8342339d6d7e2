import { abortedOf, abortError, type AbortOutcome, type Signals } from '../abort.js'
import { type Clock, sleep } from '../clock.js'
import { isError, isRetryableError, type Neo4jError } from '../error.js'

/** The delay before the first retry in milliseconds, its growth factor, and the fraction of random variation. */
const INITIAL_DELAY = 1000
const MULTIPLIER = 2
/** Longer delays would double the time that the election of a leader takes. */
const LONGEST_DELAY = 4000
const JITTER = 0.2

export interface RetryOptions {
  /** In milliseconds. */
  readonly maxRetryTime: number
  readonly clock: Clock
  /** The user's signals, which end the delay between attempts. */
  readonly signals: Signals | undefined
  /**
   * Called after a failure that will be retried, with the error, the delay before the next attempt in milliseconds, and the number
   * of the failed attempt, from 1. @returns further signals that end the delay, with the error of the last attempt. They are made
   * only now because they are expensive.
   */
  readonly beforePause: (error: unknown, delay: number, attempt: number) => AbortSignal[]
}

/**
 * Retries work that fails with transient errors, for up to `maxRetryTime` milliseconds after its first failure. The work
 * gets the errors of its earlier attempts.
 *
 * The delay doubles up to 4 s, and varies randomly by a fifth, so that many clients do not retry at the same time.
 * @throws the error of the last attempt, with those of the earlier attempts in `suppressed`
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

/** The outcome of the failed attempts. */
export function outcomeAfter (failures: readonly unknown[]): AbortOutcome {
  if (failures.length === 0) return 'notSent'
  return failures.some(failure => (failure as Partial<Neo4jError> | null | undefined)?.outcome === 'unknown') ? 'unknown' : 'rolledBack'
}

function withEarlierFailures (error: unknown, failures: unknown[]): unknown {
  // The error may be the program's own, and not extensible.
  if (failures.length > 0 && isError(error) && Object.isExtensible(error)) {
    Object.defineProperty(error, 'suppressed', { value: failures, configurable: true, writable: true })
  }
  return error
}
