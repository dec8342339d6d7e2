import { newError } from '../error.js'
import { describeKind } from '../text.js'
import { isInt } from '../types/integer.js'

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** The index of the lane that a row belongs to: equal for rows with equal keys. @throws Neo4jError if `key` is not a valid key */
export function laneOf (key: unknown, lanes: number, row: number): number {
  const type = typeof key
  if (type !== 'string' && type !== 'number' && type !== 'bigint' && type !== 'boolean' && !isInt(key)) {
    throw newError(`laneKey expected to return a string, number, bigint, boolean or Integer but returned, for row ${row}: ${describeKind(key)}`)
  }
  return hash(String(key)) % lanes
}

/** FNV-1a over the UTF-16 code units of the text. */
function hash (text: string): number {
  let value = FNV_OFFSET
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME)
  // Mixes in higher bits: the lowest bits vary little for short texts.
  return (value ^ value >>> 15) >>> 0
}
