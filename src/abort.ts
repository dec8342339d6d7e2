import { setMaxListeners } from 'node:events'
import { type Neo4jError, newError } from './error.js'
import { describeValue } from './json.js'

export const ABORTED = 'ABORT_ERR'

/** Where a call was when its signal ended it, and what became of its work. */
export type AbortPhase = NonNullable<Neo4jError['phase']>
export type AbortOutcome = NonNullable<Neo4jError['outcome']>

/** The signals that may end one call: that of its own config, and that of its session. */
export type Signals = readonly AbortSignal[]

/** The callbacks for each signal. The driver adds one listener to a signal, however many calls use it. */
const heard = new WeakMap<AbortSignal, { callbacks: Set<() => void>, stop: () => void }>()

/**
 * Calls back, once, when the signal is aborted; never, if it is aborted already. @returns a function that ends this:
 * after the last one, the signal has no listener of ours any more.
 */
export function onAbort (signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) return () => {}
  let entry = heard.get(signal)
  if (entry === undefined) {
    const callbacks = new Set<() => void>()
    const listener = (): void => {
      heard.delete(signal)
      // Not a copy of the set: one of them may end the listening of another.
      for (const call of callbacks) call()
    }
    signal.addEventListener('abort', listener, { once: true })
    entry = { callbacks, stop: () => { signal.removeEventListener('abort', listener) } }
    heard.set(signal, entry)
  }
  // A function of its own for each caller: the same one may be given twice.
  const call = (): void => { callback() }
  const { callbacks, stop } = entry
  callbacks.add(call)
  return () => {
    if (callbacks.delete(call) && callbacks.size === 0) {
      stop()
      heard.delete(signal)
    }
  }
}

/** Calls back, once, with the first of the signals that is aborted. @returns a function that ends this */
export function onFirstAbort (signals: Signals, callback: (signal: AbortSignal) => void): () => void {
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

/** undefined if there is none, as for nearly all calls: nothing is made then. Not `AbortSignal.any`, which keeps what it joins. */
export function signalsOf (own: AbortSignal | undefined, session: AbortSignal | undefined): Signals | undefined {
  if (own === undefined) return session === undefined ? undefined : [session]
  return session === undefined || session === own ? [own] : [own, session]
}

/** The first of them that is aborted already. */
export function abortedOf (signals: Signals | undefined): AbortSignal | undefined {
  return signals?.find(({ aborted }) => aborted)
}

/**
 * Anything that is used as an AbortSignal will do, such as one of a polyfill. null is none, as for `fetch`.
 * @throws TypeError if it is something else
 */
export function checkSignal (signal: unknown): AbortSignal | undefined {
  if (signal != null && typeof (signal as Partial<AbortSignal>).addEventListener !== 'function') {
    throw new TypeError(`config.signal expected to be an AbortSignal but was: ${describeValue(signal)}`)
  }
  return (signal as AbortSignal | null | undefined) ?? undefined
}

/** A signal of the driver's own that all running work listens to: many listeners are not a leak. */
export function sharedController (): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

const WHERE: Readonly<Record<AbortPhase, string>> = {
  queue: 'while it waited for its turn',
  connect: 'while it waited for a connection or a routing table',
  begin: 'while its transaction was begun',
  run: 'while its work was under way',
  stream: 'while its records were read',
  backoff: 'while it waited for its next try',
  commit: 'while it waited for the answer to COMMIT'
}

const WHAT: Readonly<Record<AbortOutcome, string>> = {
  notSent: 'nothing of it was sent',
  rolledBack: 'nothing of it is left in the database',
  unknown: 'it is not known whether it was committed'
}

/**
 * The error of a call that its user's signal has ended, a new one for each: as of functions of Node, `code` is `ABORT_ERR`
 * and `name` `AbortError`, or `TimeoutError` for `AbortSignal.timeout()`; `cause` is the signal's reason.
 */
export function abortError (signal: AbortSignal, phase: AbortPhase, outcome: AbortOutcome): Neo4jError {
  const error = newError(
    `The operation was aborted by its signal${isTimeout(signal) ? ', whose time was up,' : ''} ${WHERE[phase]}: ${WHAT[outcome]}.`, ABORTED)
  error.phase = phase
  error.outcome = outcome
  return namedAfter(signal, error)
}

/** By its name alone: it may come from another realm, whose errors are not instances of ours. */
export function isTimeout ({ reason }: AbortSignal): boolean {
  return (reason as Partial<Error> | null | undefined)?.name === 'TimeoutError'
}

/** The error, with the name and the cause that a call ended by this signal has. */
export function namedAfter (signal: AbortSignal, error: Neo4jError): Neo4jError {
  error.name = isTimeout(signal) ? 'TimeoutError' : 'AbortError'
  error.cause = signal.reason as Error
  return error
}
