import { textOf } from '../text.js'
import { MAX_NESTING } from './markers.js'

/** An error with the value that could not be written, from which the sender derives the parameter's name. */
export class UnwritableValueError extends Error {
  readonly value: unknown

  constructor (message: string, value: unknown) {
    super(message)
    this.value = value
  }
}

export function nestingError (value: unknown): UnwritableValueError {
  return new UnwritableValueError(`Values can't be nested deeper than ${MAX_NESTING} levels; does one contain itself?`, value)
}

/** Whether an object is certainly sent as a map, as most are; for other objects, all kinds have to be checked. */
export function isPlainMap (value: object): value is Record<string, unknown> {
  // No other kind of value has this prototype, except for lists, which the caller checks first, and iterables.
  return Object.getPrototypeOf(value) === Object.prototype && !isIterable(value)
}

/** Whether an object is iterable: it is sent as a list, unless it is a value of another kind. */
export function isIterable (value: object): value is Iterable<unknown> {
  return typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function'
}

/** @throws UnwritableValueError if the iterable throws */
export function itemsOf (iterable: Iterable<unknown>): unknown[] {
  try {
    return Array.from(iterable)
  } catch (error) {
    const reason = textOf((error as Partial<Error> | null | undefined)?.message ?? error)
    throw new UnwritableValueError(`Cannot pack given iterable, ${reason}: ${textOf(iterable)}`, iterable)
  }
}
