import { type Neo4jError, newError } from '../error.js'
import * as marker from '../packstream/markers.js'
import type { Column } from './column.js'
import { BIGINT } from './column.js'

const WANTED = { bigint: 'an integer', int32: 'an integer', float64: 'a number', boolean: 'a boolean' }

export function isIntegerMarker (byte: number): boolean {
  return byte < 0x80 || byte >= 0xf0 || (byte >= marker.INT_8 && byte <= marker.INT_64)
}

/** The type of the value that begins with this byte. The value itself is never shown. */
function describeMarker (byte: number): string {
  if (isIntegerMarker(byte)) return 'an integer'
  if (byte === marker.FLOAT_64) return 'a float'
  if (byte === marker.TRUE || byte === marker.FALSE) return 'a boolean'
  if (byte < marker.TINY_LIST || (byte >= marker.STRING_8 && byte <= marker.STRING_32)) return 'a string'
  if (byte < marker.TINY_MAP || (byte >= marker.LIST_8 && byte <= marker.LIST_32)) return 'a list'
  if (marker.isMap(byte)) return 'a map'
  if (marker.isBytes(byte)) return 'a byte array'
  return 'a value of another type'
}

/** The error for integers and floats in a column without a declared type. */
export function mixedNumbers ({ key, kind }: Column, row: number): Neo4jError {
  const [found, before] = kind === BIGINT ? ['a float', 'integers'] : ['an integer', 'floats']
  return newError(
    `Column '${key}' mixes integers and floats: row ${row} has ${found}, those before it have ${before}. ` +
    `Declare the column: types: { '${key}': 'float64' } takes integers that a float holds exactly, 'any' keeps each value as it is.`)
}

/** The error for a value that the declared type of its column cannot hold. */
export function misfit ({ key, declared }: Column, row: number, byte: number): Neo4jError {
  const type = declared as keyof typeof WANTED
  const found = describeMarker(byte)
  if (found === 'an integer' && type === 'int32') {
    return newError(`Column '${key}' is declared as int32, but row ${row} has an integer of more than 32 bits. Declare it as bigint.`)
  }
  if (found === 'an integer' && type === 'float64') {
    return newError(`Column '${key}' is declared as float64, but row ${row} has an integer beyond 2^53, which a float does not hold exactly. ` +
      'Declare it as bigint, or as any.')
  }
  return newError(`Column '${key}' is declared as ${type}, but row ${row} has ${found}, not ${WANTED[type]} or null.`)
}

export function unknownColumn (key: string, keys: readonly string[]): Neo4jError {
  return newError(`types names the column '${key}', which the result does not have. Its columns are: ${keys.join(', ')}.`)
}
