import { Record as DriverRecord, type RecordShape } from '../../types/record.js'
import { rowsOf } from './rows.js'

/**
 * A record, as a query returns it.
 *
 *     record({ name: 'Ada', born: 1815 }).get('born') // an Integer
 *
 * @throws TypeError if a value is of no type that a database has
 */
export function record (values: object): DriverRecord<RecordShape<string>> {
  const { keys, rows } = rowsOf([values])
  return new DriverRecord(keys, rows[0])
}
