import { setMaxListeners } from 'node:events'
import { type Neo4jError, newError } from './error.js'

const ABORTED = 'ABORT_ERR'

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

/** A signal of the driver's own that all running work listens to: many listeners are not a leak. */
export function sharedController (): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

/**
 * The error of a call that its user's signal has ended: as of functions of Node, `code` is `ABORT_ERR` and `name`
 * `AbortError`, or `TimeoutError` for `AbortSignal.timeout()`; `cause` is the signal's reason.
 */
export function abortError ({ reason }: AbortSignal): Neo4jError {
  const error = newError('The operation was aborted by its signal.', ABORTED)
  // By its name alone: it may come from another realm, whose errors are not instances of ours.
  const isTimeout = (reason as Partial<Error> | null | undefined)?.name === 'TimeoutError'
  if (isTimeout) error.message = 'The operation was aborted by its signal, whose time was up.'
  error.name = isTimeout ? 'TimeoutError' : 'AbortError'
  error.cause = reason as Error
  return error
}
