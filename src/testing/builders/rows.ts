import { isObject } from '../../assert.js'
import { describeKind } from '../../text.js'
import { Record as DriverRecord } from '../../types/record.js'
import { driverValue } from './driver-value.js'

/** The records of an answer: objects of values by key, records, or lists of values for the given `keys`. */
export type Records = ReadonlyArray<object | readonly unknown[] | DriverRecord>

export interface Rows {
  readonly keys: string[]
  /** The values of each row in the order of the keys, as a driver returns them. */
  readonly rows: unknown[][]
}

/** @throws TypeError if the records do not have the same keys, or a database cannot have the type of a value */
export function rowsOf (records: Records, keys: readonly string[] = keysOf(records)): Rows {
  if (!Array.isArray(records)) throw new TypeError(`Records come as a list, but these are ${describeKind(records)}: { records: [{ name: 'Ada' }] }.`)
  return { keys: [...keys], rows: records.map((record, index) => rowOf(record, keys, `records[${index}]`)) }
}

function keysOf (records: Records): readonly string[] {
  const first: unknown = records[0]
  if (first === undefined) return []
  if (Array.isArray(first)) throw new TypeError('Records that are lists of values need names for them: { keys: [\'name\'], records: [[\'Ada\']] }.')
  return isRecord(first) ? first.keys as string[] : Object.keys(first as object)
}

function rowOf (record: unknown, keys: readonly string[], path: string): unknown[] {
  if (Array.isArray(record)) {
    if (record.length !== keys.length) throw new TypeError(`${path} has ${record.length} values for ${keys.length} keys (${keys.join(', ')}).`)
    return record.map((value, index) => driverValue(value, `${path}[${index}]`))
  }
  if (!isObject(record)) throw new TypeError(`${path} is ${describeKind(record)}, and not an object or a list of values.`)
  const values = (isRecord(record) ? record.toObject() : record) as Record<string, unknown>
  const unknown = Object.keys(values).filter(key => !keys.includes(key))
  const missing = keys.filter(key => !Object.hasOwn(values, key))
  if (unknown.length > 0 || missing.length > 0) {
    throw new TypeError(`All records of an answer have the same keys (${keys.join(', ')}), but ${path} has ${Object.keys(values).join(', ') || 'none'}.`)
  }
  return keys.map(key => driverValue(values[key], `${path}.${key}`))
}

/** Also recognizes a record of another copy of the driver. */
function isRecord (value: unknown): value is DriverRecord {
  return value instanceof DriverRecord || (isObject(value) && value.constructor?.name === 'Record' && 'toObject' in value)
}
