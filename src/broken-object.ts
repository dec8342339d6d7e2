/**
 * A broken object replaces a value that could not be decoded: it can be held, listed and stringified,
 * and every other use of it throws the reason. One bad value then does not lose the rest of the record.
 */
const BRAND = '__isBrokenObject__'
const REASON = '__reason__'

/** Wraps `target` so that whatever is done with it throws `reason`. */
export function createBrokenObject<T extends object> (reason: Error, target: T = {} as T): T {
  const fail = (): never => { throw reason }
  return new Proxy(target, {
    get: (_, key) => {
      switch (key) {
        case BRAND:
          return true
        case REASON:
          return reason
        // JSON.stringify asks for it before its replacer may speak.
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
 * Whether `value` was made by {@link createBrokenObject}, of this or another copy of the driver. Data that has a
 * property of the brand's name was not: it lets itself be asked for its prototype.
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
