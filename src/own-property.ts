/** Gives an object a property of any name. A plain assignment to `__proto__` would change its prototype instead. */
export function setOwn (object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}
