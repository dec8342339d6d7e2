/**
 * Sets the brand of a class. The brand is a property of the prototype, so it takes no memory per object, and values
 * made by another copy of the driver are recognized.
 */
export function setBrand (prototype: object, brand: string): void {
  Object.defineProperty(prototype, brand, { value: true })
}

/**
 * Whether the class of `value` has a brand.
 *
 * Only a non-enumerable property of the prototype counts, which only the code of a class can set. A property of `value`
 * itself or an enumerable one of its prototype does not: outside data, such as parsed JSON, must not pass for a driver value.
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
