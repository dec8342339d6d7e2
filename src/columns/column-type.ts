import { describeKind } from '../text.js'

/**
 * The array type of a column: `bigint` (BigInt64Array), `int32` (Int32Array), `float64` (Float64Array), `boolean`
 * (Uint8Array of 0 and 1), or `any` (an array of values as in records).
 */
export type ColumnType = 'bigint' | 'int32' | 'float64' | 'boolean' | 'any'

/** Column types by column name. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>

export const COLUMN_TYPES: readonly ColumnType[] = ['bigint', 'int32', 'float64', 'boolean', 'any']

/** @throws TypeError that names the column with an invalid type */
export function checkColumnTypes (given: unknown): ColumnTypes {
  if (given == null) return {}
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new TypeError(`types expected to be an object of column names and types but was: ${describeKind(given)}`)
  }
  for (const [key, type] of Object.entries(given)) {
    if (!COLUMN_TYPES.includes(type as ColumnType)) {
      const shown = typeof type === 'string' ? JSON.stringify(type) : describeKind(type)
      throw new TypeError(`types.${key} expected to be one of ${COLUMN_TYPES.join(', ')} but was: ${shown}`)
    }
  }
  return { ...given }
}
