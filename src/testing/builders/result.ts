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

/** The keys of results without records. */
interface Keys {
  /** Default: the keys of the first record. */
  keys?: readonly string[]
}

/**
 * Makes a result as `session.run` returns it, for code that awaits, iterates over or subscribes to a result.
 * @example
 * await namesOf(result([{ name: 'Ada' }, { name: 'Bob' }]))
 * await namesOf(result(failure('Neo.TransientError.General.DatabaseUnavailable', 'Come back later.')))
 *
 * @param records the records, or a failure that the result fails with
 * @param parts the query, the keys, and parts of the summary; all are optional
 * @throws TypeError if the records do not have the same keys, or a database cannot have the type of a value
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

/** Requests need not be sent: the response is there already. */
function connection (): QueryConnection {
  return { capabilities: NEWEST_CAPABILITIES, serverInfo: SERVER, lastQuery: undefined, querySent: () => {}, request: () => {}, flush: () => {} }
}

function isFailure (records: Records | Failure): records is Failure {
  return !Array.isArray(records)
}
