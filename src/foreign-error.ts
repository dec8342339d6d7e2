import { describe as describeKind, shorten } from './assert.js'
import { isError, isNeo4jError, type Neo4jError, newError } from './error.js'
import { stringify } from './json.js'

const LONGEST_REASON = 200

/**
 * The one conversion of what code of the user's has thrown, or rejected a promise with: anything at all.
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
  return `A callback of the program failed with ${describe(reason)}, which is not an Error.`
}

function describe (reason: unknown): string {
  try {
    const text = typeof reason === 'object' && reason !== null ? stringify(reason) : String(reason)
    return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text
  } catch {
    return `a value of type ${typeof reason}`
  }
}

/** Keeps a promise that nobody else waits for from being reported as unhandled. */
export function ignoreRejection (promise: Promise<unknown>): void {
  promise.catch(() => {})
}

/**
 * Reports a fault in the program's own callbacks as Node reports every error that nobody catches.
 *
 * By a rejected promise, because timers and microtasks of test frameworks replace `process.nextTick` and its like.
 */
export function reportUncaught (error: unknown): void {
  void Promise.reject(error)
}
