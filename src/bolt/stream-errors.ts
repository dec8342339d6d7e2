import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'

export function wrongSize (size: number, keys: readonly string[]): Neo4jError {
  return newError(`The server sent a record of ${size} values for ${keys.length} keys (${keys.join(', ')}).`, PROTOCOL_ERROR)
}

/** The reason why reading a result into columns ends early. */
export const MISFIT = 'a value did not fit its column'

/** The error for records that another reader has taken, and that no cursor has any more. */
export function readAlready (): Neo4jError {
  return newError('Some or all records of this result have already been read. ' +
    'Read a result only once, or start all its readers before its first record arrives.')
}

export function readAsColumns (): Neo4jError {
  return newError('This result is being read into columns, so it cannot be read again or in any other way.')
}

export function readAsRecords (): Neo4jError {
  return newError('The records of this result have already arrived, or are being read in another way, so it cannot be read into columns. ' +
    'Call columns() or columnBatches() right after run(), without awaiting anything in between, and do not read the result in any other way.')
}

export function withoutId (): Neo4jError {
  return newError('The server assigned no id to this query, and another query has been run since, so its remaining records cannot be requested. ' +
    'Read a result to its end before the next query of its transaction.', PROTOCOL_ERROR)
}

export function cutShort (by: string): Neo4jError {
  return newError(`The records of this result are incomplete: ${by} before all of them were read, and the rest was discarded. ` +
    'Await the result, or read it to its end, first.')
}
