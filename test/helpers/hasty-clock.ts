import { type Clock, systemClock } from '../../src/clock.js'

/** A clock on which time passes so many times as fast: delays of seconds are over in milliseconds. */
export function hastyClock (factor: number): Clock {
  const start = Date.now()
  return {
    now: () => systemClock.now() * factor,
    date: () => start + (Date.now() - start) * factor,
    setTimeout: (callback, ms, background) => systemClock.setTimeout(callback, ms / factor, background),
    clear: systemClock.clear
  }
}

/** For drivers with such a clock: what the machine itself needs for its work does not become less. */
export const PATIENCE = { connectionTimeout: 1000_000, connectionAcquisitionTimeout: 1000_000, maxTransactionRetryTime: 1000_000 }
