/**
 * What a call gives, said in a form that two copies of the driver have in common: class names instead of classes,
 * all own properties in their order, and errors as values.
 */
export function outcome (call: () => unknown): unknown {
  try {
    return describeValue(call())
  } catch (error) {
    return { thrown: describeError(error as Error) }
  }
}

export function describeValue (value: any): unknown {
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' ? `function ${value.name as string}` : value
  }
  if (value instanceof Error) {
    return describeError(value)
  }
  if (Array.isArray(value)) {
    return value.map(describeValue)
  }
  if (ArrayBuffer.isView(value)) {
    return { class: value.constructor.name, items: Array.from(value as Uint8Array) }
  }
  return {
    class: Object.getPrototypeOf(value)?.constructor.name,
    frozen: Object.isFrozen(value),
    own: Object.getOwnPropertyNames(value).map(name => [name, Object.keys(value).includes(name), describeValue(value[name])])
  }
}

/** How much of a message is compared: our errors repeat at most the beginning of a long value. */
const MOST_COMPARED = 100

/** Line breaks inside a message, and names of variables that the JavaScript engine puts in, are nothing that a program relies on. */
function describeError (error: Error & { code?: string }): object {
  const message = error.message.replace(/\s+/g, ' ').replace(/^.* is not a function$/, 'is not a function').slice(0, MOST_COMPARED)
  return { name: error.name, code: error.code, message }
}
