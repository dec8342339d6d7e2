/**
 * A broken object replaces a value that could not be decoded, so that one bad value does not lose the rest of the
 * record. It can be held, listed and stringified; every other use of it throws the reason.
 */
const BRAND = '__isBrokenObject__'
const REASON = '__reason__'

/** Wraps `target` so that every operation on it throws `reason`. */
export function createBrokenObject<T extends object> (reason: Error, target: T = {} as T): T {
  const fail = (): never => { throw reason }
  return new Proxy(target, {
    get: (_, key) => {
      switch (key) {
        case BRAND:
          return true
        case REASON:
          return reason
        // JSON.stringify reads it before it calls its replacer.
        case 'toJSON':
          return undefined
        default:
          return fail()
      }
    },
    set: fail,
    apply: fail,
    construct: fail,
    defineProperty: fail,
    deleteProperty: fail,
    getOwnPropertyDescriptor: fail,
    getPrototypeOf: fail,
    has: fail,
    isExtensible: fail,
    ownKeys: fail,
    preventExtensions: fail,
    setPrototypeOf: fail
  })
}

/**
 * Whether `value` was made by {@link createBrokenObject}, by this or another copy of the driver. A plain object with a
 * property of the brand's name is not: reading its prototype does not throw.
 */
export function isBrokenObject (value: unknown): boolean {
  if (value === null || typeof value !== 'object' || (value as Record<string, unknown>)[BRAND] !== true) return false
  try {
    Object.getPrototypeOf(value)
    return false
  } catch {
    return true
  }
}

/** Why a broken object is broken. */
export function getBrokenObjectReason (value: object): Error {
  return (value as Record<string, unknown>)[REASON] as Error
}
