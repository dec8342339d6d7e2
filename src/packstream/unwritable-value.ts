import { textOf } from '../text.js'
import { MAX_NESTING } from './markers.js'

/** An Error with the value that could not be written, from which the sender finds the parameter's name. */
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

/** Whether an object arrives as a map, as most do; of the others, only a look at all kinds can tell. */
export function isPlainMap (value: object): value is Record<string, unknown> {
  // No value of a kind of its own has this prototype, unless it can be iterated (or is a list: to be asked before).
  return Object.getPrototypeOf(value) === Object.prototype && !isIterable(value)
}

/** Whether an object arrives as a list: everything that can be iterated and is not a value of a kind of its own. */
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
