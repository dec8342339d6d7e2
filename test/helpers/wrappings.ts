/** Ways in which programs, test doubles and tracing tools stand in for an object. */
export type Wrap = <T extends object>(original: T) => T

/** Other objects in the place of the original, which stays as it is: most values can't be changed. */
export const standIns: Array<[name: string, wrap: Wrap]> = [
  ['a Proxy without traps', original => new Proxy(original, {})],
  ['a Proxy that hands its receiver on', original => new Proxy(original, { get: (target, key, receiver): unknown => Reflect.get(target, key, receiver) })],
  ['a Proxy that binds methods', original => new Proxy(original, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) as unknown : value
    }
  })],
  ['a Proxy of a reactive framework', reactive],
  ['Object.create', <T extends object>(original: T) => Object.create(original) as T]
]

export const wrappings: typeof standIns = [
  ...standIns,
  ['spies that call through', original => {
    for (const name of methodsOf(original)) jest.spyOn(original as Record<string, () => void>, name)
    return original
  }],
  ['an instance of a subclass', original => {
    const { constructor } = original as { constructor: new () => object }
    class Subclass extends constructor {}
    return Object.setPrototypeOf(original, Subclass.prototype) as typeof original
  }]
]

/** Wraps what is a plain object or one of a class, and all of that kind that is reached from it. */
function reactive<T extends object> (original: T): T {
  return new Proxy(original, {
    get: (target, key, receiver): unknown => {
      const value: unknown = Reflect.get(target, key, receiver)
      return Object.prototype.toString.call(value) === '[object Object]' ? reactive(value as object) : value
    }
  })
}

/** The public methods of an object and its classes. */
export function methodsOf (object: object): string[] {
  const names = new Set<string>()
  for (let owner: object | null = object; owner !== null && owner !== Object.prototype; owner = Object.getPrototypeOf(owner) as object | null) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name !== 'constructor' && !name.startsWith('_') && typeof value === 'function') names.add(name)
    }
  }
  return [...names].sort()
}
