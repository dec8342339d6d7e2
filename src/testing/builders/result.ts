import { errorOfFailure } from '../../bolt/error-of-failure.js'
import type { QueryConnection } from '../../bolt/query-connection.js'
import { NO_OWNER, RecordStream } from '../../bolt/record-stream.js'
import { QueryRun } from '../../session/query-run.js'
import { Result } from '../../session/result.js'
import type { RecordShape } from '../../types/record.js'
import { type Failure, failureMetadata } from '../wire/failure.js'
import { type Records, rowsOf } from './rows.js'
import { END, NEWEST_CAPABILITIES, type QueryParts, SERVER, START } from './summary.js'
import { endMetadata, type SummaryParts } from './summary-metadata.js'

/** For results without records. */
interface Keys {
  /** Default: those of the first record. */
  keys?: readonly string[]
}

/**
 * A result, as `session.run` returns it, for code that takes one: to be awaited, iterated or subscribed to.
 *
 *     await namesOf(result([{ name: 'Ada' }, { name: 'Bob' }]))
 *     await namesOf(result(failure('Neo.TransientError.General.DatabaseUnavailable', 'Come back later.')))
 *
 * @throws TypeError if the records do not have the same keys, or a value is of no type that a database has
 */
export function result (records: Records | Failure, { query = '', parameters = {}, keys, ...parts }: SummaryParts & QueryParts & Keys = {}): Result<RecordShape<string>> {
  const stream = new RecordStream(NO_OWNER, Infinity)
  stream.start(connection(), query, parameters)
  if (isFailure(records)) {
    stream.onFailure(errorOfFailure(failureMetadata(NEWEST_CAPABILITIES, records.code, records.message, records.details)))
  } else {
    const { keys: names, rows } = rowsOf(records, keys)
    stream.onSuccess({ ...START, fields: names })
    for (const row of rows) stream.onRecord(row)
    stream.onSuccess({ ...endMetadata(parts, NEWEST_CAPABILITIES, names.length, rows.length), ...END })
  }
  return new Result<RecordShape<string>>(new QueryRun({ text: query, parameters: { ...parameters } }, stream))
}

/** What is asked for is there already. */
function connection (): QueryConnection {
  return { capabilities: NEWEST_CAPABILITIES, serverInfo: SERVER, lastQuery: undefined, querySent: () => {}, request: () => {}, flush: () => {} }
}

function isFailure (records: Records | Failure): records is Failure {
  return !Array.isArray(records)
}
