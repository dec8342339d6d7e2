import { Record as DriverRecord, type RecordShape } from '../../types/record.js'
import { rowsOf } from './rows.js'

/**
 * Makes a record as a query returns it.
 * @example
 * record({ name: 'Ada', born: 1815 }).get('born') // an Integer
 *
 * @param values the values by key; integers become `Integer`, see {@link float}
 * @throws TypeError if a database cannot have the type of a value
 */
export function record (values: object): DriverRecord<RecordShape<string>> {
  const { keys, rows } = rowsOf([values])
  return new DriverRecord(keys, rows[0])
}
