/**
 * Marks all objects of a class as what they are. The mark is a property of the prototype: it costs nothing per object,
 * and values made by another copy of the driver are recognized.
 */
export function setBrand (prototype: object, brand: string): void {
  Object.defineProperty(prototype, brand, { value: true })
}

/**
 * Whether the class of `value` carries a mark.
 *
 * Only a mark that the code of a class can have set counts. A property of `value` itself does not, nor does an
 * enumerable one of its prototype: data from outside, such as parsed JSON, must not pass for a value of the driver.
 */
export function hasBrand (value: unknown, brand: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value) as Record<string, unknown> | null
  return prototype?.[brand] === true && !isListed(prototype, brand)
}

function isListed (prototype: object, key: string): boolean {
  for (let owner: object | null = prototype; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    const property = Object.getOwnPropertyDescriptor(owner, key)
    if (property !== undefined) return property.enumerable === true
  }
  return true
}
