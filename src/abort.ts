import { setMaxListeners } from 'node:events'
import { type Neo4jError, newError } from './error.js'
import { describeValue } from './json.js'

export const ABORTED = 'ABORT_ERR'

/** The phase that a call was in when its signal ended it, and the outcome of its work. */
export type AbortPhase = NonNullable<Neo4jError['phase']>
export type AbortOutcome = NonNullable<Neo4jError['outcome']>

/** The signals that may end one call: the signal of its own config and the signal of its session. */
export type Signals = readonly AbortSignal[]

/** The callbacks of each signal that has any. The driver adds one listener per signal, however many calls use the signal. */
const heard = new WeakMap<AbortSignal, SignalCallbacks>()

/** One callback, in the list of its signal. A list takes callbacks out in any order at no cost; a Set would be resized with each. */
class Callback {
  previous: Callback | undefined
  next: Callback | undefined

  constructor (readonly call: () => void) {
    this.previous = undefined
    this.next = undefined
  }
}

class SignalCallbacks {
  readonly #signal: AbortSignal
  #first: Callback | undefined
  #last: Callback | undefined

  constructor (signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#onAbort)
    heard.set(signal, this)
  }

  add (callback: Callback): void {
    const last = this.#last
    callback.previous = last
    if (last === undefined) this.#first = callback
    else last.next = callback
    this.#last = callback
  }

  /** Removes a callback, unless that was done before. Removing the last one removes the listener from the signal. */
  remove (callback: Callback): void {
    const { previous, next } = callback
    if (previous === undefined && this.#first !== callback) return
    if (previous === undefined) this.#first = next
    else previous.next = next
    if (next === undefined) this.#last = previous
    else next.previous = previous
    callback.previous = callback.next = undefined
    if (this.#first === undefined) this.#stop()
  }

  readonly #onAbort = (): void => {
    // One after the other, because a callback may remove others.
    for (let callback = this.#first; callback !== undefined; callback = this.#first) {
      this.remove(callback)
      callback.call()
    }
  }

  #stop (): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    heard.delete(this.#signal)
  }
}

/**
 * Calls `callback` once when the signal is aborted; never if the signal is already aborted.
 * @returns a function that removes the callback. Removing the last callback removes the driver's listener from the signal.
 */
export function onAbort (signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) return () => {}
  const callbacks = heard.get(signal) ?? new SignalCallbacks(signal)
  const entry = new Callback(callback)
  callbacks.add(entry)
  return () => { callbacks.remove(entry) }
}

/** Calls `callback` once, with the first of the signals to be aborted. @returns a function that removes the callback */
export function onFirstAbort (signals: Signals, callback: (signal: AbortSignal) => void): () => void {
  if (signals.length === 1) return onAbort(signals[0], () => { callback(signals[0]) })
  const stops: Array<() => void> = []
  const stop = (): void => { for (const stopOne of stops) stopOne() }
  for (const signal of signals) {
    stops.push(onAbort(signal, () => {
      stop()
      callback(signal)
    }))
  }
  return stop
}

/** undefined if there are none, the common case, which allocates nothing. `AbortSignal.any` would retain the signals it joins. */
export function signalsOf (own: AbortSignal | undefined, session: AbortSignal | undefined): Signals | undefined {
  if (own === undefined) return session === undefined ? undefined : [session]
  return session === undefined || session === own ? [own] : [own, session]
}

/** The first signal that is already aborted. */
export function abortedOf (signals: Signals | undefined): AbortSignal | undefined {
  return signals?.find(({ aborted }) => aborted)
}

/**
 * Accepts anything that works like an AbortSignal, such as a polyfill. `null` means no signal, as in `fetch`.
 * @throws TypeError for anything else
 */
export function checkSignal (signal: unknown): AbortSignal | undefined {
  if (signal != null && typeof (signal as Partial<AbortSignal>).addEventListener !== 'function') {
    throw new TypeError(`config.signal expected to be an AbortSignal but was: ${describeValue(signal)}`)
  }
  return (signal as AbortSignal | null | undefined) ?? undefined
}

/** A controller whose signal all running work of the driver listens to: many listeners on it are not a leak. */
export function sharedController (): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

const WHERE: Readonly<Record<AbortPhase, string>> = {
  queue: 'while waiting for its turn',
  connect: 'while waiting for a connection or a routing table',
  begin: 'while beginning its transaction',
  run: 'while its work was running',
  stream: 'while its records were being read',
  backoff: 'while waiting for its next attempt',
  commit: 'while waiting for the answer to COMMIT'
}

const WHAT: Readonly<Record<AbortOutcome, string>> = {
  notSent: 'nothing was sent',
  rolledBack: 'none of its changes are in the database',
  unknown: 'it is not known whether it was committed'
}

/**
 * The error of a call that the user's signal has ended, created for each call. As in Node.js, `code` is `ABORT_ERR`,
 * `name` is `AbortError`, or `TimeoutError` for `AbortSignal.timeout()`, and `cause` is the signal's reason.
 */
export function abortError (signal: AbortSignal, phase: AbortPhase, outcome: AbortOutcome): Neo4jError {
  const error = newError(
    `The operation was aborted by its signal${isTimeout(signal) ? ', which timed out,' : ''} ${WHERE[phase]}: ${WHAT[outcome]}.`, ABORTED)
  error.phase = phase
  error.outcome = outcome
  return namedAfter(signal, error)
}

/** Decides by name only: the reason may come from another realm, whose errors are not instances of this realm's classes. */
export function isTimeout ({ reason }: AbortSignal): boolean {
  return (reason as Partial<Error> | null | undefined)?.name === 'TimeoutError'
}

/** Gives the error the name and the cause of a call that this signal has ended. */
export function namedAfter (signal: AbortSignal, error: Neo4jError): Neo4jError {
  error.name = isTimeout(signal) ? 'TimeoutError' : 'AbortError'
  error.cause = signal.reason as Error
  return error
}
