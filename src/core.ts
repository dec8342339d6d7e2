import { inspect } from 'node:util'

/**
 * Gives a public object its inner one.
 *
 * The property is not enumerable, so that printing and copying a handle show nothing of the inside; and it is not a
 * private field, so that a handle also works behind a Proxy, a spy or `Object.create`.
 */
export function setCore (handle: object, core: object): void {
  Object.defineProperty(handle, '_core', { value: core })
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
