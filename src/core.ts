import { inspect } from 'node:util'

/**
 * Gives a public object (a handle) its core, as `_core`.
 *
 * The property is not enumerable, so printing or copying a handle does not expose the core. It is not a private field,
 * so a handle also works behind a Proxy, a spy or `Object.create`. Handles that every query makes (sessions, transactions,
 * results) assign `_core` instead: defining three properties took 6 % of an `executeQuery`. Their cores keep everything
 * private, so that copies show no more than their classes.
 */
export function setCore (handle: object, core: object): void {
  // Configurable: otherwise a proxy could not return another value for it, such as another proxy.
  Object.defineProperty(handle, '_core', { value: core, configurable: true })
}

/**
 * Marks the objects of a class as internal. Reactive frameworks wrap every object they reach in a proxy, behind which
 * private fields do not work, except for objects whose `toStringTag` is not `Object`.
 */
export function markAsInner (prototype: object): void {
  Object.defineProperty(prototype, Symbol.toStringTag, { value: 'Inner' })
}

/** Makes `util.inspect` and `JSON.stringify` show a short form of the objects of a class, whatever their options. */
export function showAs<T extends object> (prototype: T, describe: (handle: T) => object): void {
  Object.defineProperty(prototype, inspect.custom, {
    configurable: true,
    value (this: T, _depth: number, options: object, print: (value: unknown, options: object) => string): string {
      const name = (this.constructor as { name?: string } | undefined)?.name ?? ''
      return `${name} ${print(shown(this, describe), options)}`
    }
  })
  Object.defineProperty(prototype, 'toJSON', {
    configurable: true,
    writable: true,
    value (this: T) { return shown(this, describe) }
  })
}

/** The prototype itself and objects without a core can be printed, too. */
function shown<T extends object> (handle: T, describe: (handle: T) => object): object {
  return '_core' in handle ? describe(handle) : {}
}
