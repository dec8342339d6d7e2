import { isError, isNeo4jError, type Neo4jError, newError } from './error.js'
import { describeValue } from './json.js'
import { describeKind, shorten, textOf } from './text.js'

const LONGEST_REASON = 200

/**
 * Converts anything that the program's code has thrown, or rejected a promise with.
 *
 * A Neo4jError is returned unchanged; any other Error becomes the `cause` of a Neo4jError with the same message; a value
 * that is not an Error is described in the message.
 */
export function asNeo4jError (reason: unknown): Neo4jError {
  if (isNeo4jError(reason)) return reason
  return newError(messageOf(reason), undefined, isError(reason) ? reason : undefined)
}

/** The error of a failed provider of the program; wraps values that are not Errors. @param name the provider, for the message */
export function providerError (reason: unknown, name: string): Error {
  return isError(reason)
    ? reason
    : newError(`${name} failed with something that is not an Error: ${typeof reason === 'string' ? shorten(reason) : describeKind(reason)}`)
}

/** The message of an error, or a description of a value that was thrown instead of an Error. */
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
 * Reports an error in the program's own callbacks the way Node.js reports every uncaught error.
 *
 * It rejects a promise, because the fake timers of test frameworks replace `process.nextTick` and similar functions.
 */
export function reportUncaught (error: unknown): void {
  void Promise.reject(error)
}
