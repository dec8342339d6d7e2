import { inspect } from 'node:util'

/**
 * Gives a public object its inner one, as `_core`.
 *
 * The property is not enumerable, so that printing and copying a handle show nothing of the inside; and it is not a
 * private field, so that a handle also works behind a Proxy, a spy or `Object.create`. Handles that each query needs anew
 * (sessions, transactions, results) assign `_core` instead: defining three properties took 6 % of an `executeQuery`.
 * Their inner objects keep everything private, so that copies show no more than their classes.
 */
export function setCore (handle: object, core: object): void {
  // Configurable, or a proxy could not give anything else for it, such as another proxy.
  Object.defineProperty(handle, '_core', { value: core, configurable: true })
}

/**
 * Marks the objects of a class as inner ones. Reactive frameworks wrap all that they reach in proxies, behind which
 * private fields do not work, but leave alone what calls itself something else than an `Object`.
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

/** The prototype itself, and objects that lack their inner one, get printed, too. */
function shown<T extends object> (handle: T, describe: (handle: T) => object): object {
  return '_core' in handle ? describe(handle) : {}
}
