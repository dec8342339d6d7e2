/** See {@link float}. */
export class Float {
  readonly value: number

  constructor (value: number) {
    this.value = value
  }
}

/**
 * Marks a whole number that is a float in the database, such as 2.0. Without it, whole numbers are integers, as in Cypher.
 * @example
 * server.on('RETURN 2.0 AS x', { records: [{ x: float(2) }] })
 */
export function float (value: number): Float {
  return new Float(value)
}
