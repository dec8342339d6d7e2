import { isError, isNeo4jError, type Neo4jError, newError } from './error.js'
import { describeValue } from './json.js'
import { describeKind, shorten, textOf } from './text.js'

const LONGEST_REASON = 200

/**
 * The one conversion of what code of the program has thrown, or rejected a promise with: anything at all.
 *
 * A Neo4jError stays what it is; every other Error becomes the `cause` of one that has its message; what is not an
 * Error is described in the message.
 */
export function asNeo4jError (reason: unknown): Neo4jError {
  if (isNeo4jError(reason)) return reason
  return newError(messageOf(reason), undefined, isError(reason) ? reason : undefined)
}

/** What a provider of the program failed with; wrapped if it is not an Error. @param name the provider, for the message */
export function providerError (reason: unknown, name: string): Error {
  return isError(reason)
    ? reason
    : newError(`${name} failed with something that is not an Error: ${typeof reason === 'string' ? shorten(reason) : describeKind(reason)}`)
}

/** What an error says, or what was thrown instead of one. */
export function messageOf (reason: unknown): string {
  if (isError(reason)) return String(reason.message)
  if (typeof reason === 'string') return reason
  const shown = typeof reason === 'object' && reason !== null ? describeValue(reason, LONGEST_REASON) : textOf(reason, LONGEST_REASON)
  return `A callback of the program failed with ${shown}, which is not an Error.`
}

/** Keeps a promise that has no other handler from being reported as unhandled. */
export function ignoreRejection (promise: Promise<unknown>): void {
  promise.catch(() => {})
}

/**
 * Reports a fault in the program's own callbacks as Node reports every uncaught error.
 *
 * By a rejected promise, because timers and microtasks of test frameworks replace `process.nextTick` and its like.
 */
export function reportUncaught (error: unknown): void {
  void Promise.reject(error)
}
