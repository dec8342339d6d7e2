/**
 * Marks all objects of a class as what they are. The mark stands on the prototype: it costs nothing per object, and
 * values made by another copy of the driver are recognised.
 */
export function setBrand (prototype: object, brand: string): void {
  Object.defineProperty(prototype, brand, { value: true })
}

/** Whether `value` carries a mark. */
export function hasBrand (value: unknown, brand: string): boolean {
  return (value as Record<string, unknown> | null | undefined)?.[brand] === true
}
