import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'

export function wrongSize (size: number, keys: string[]): Neo4jError {
  return newError(`The server sent a record of ${size} values for ${keys.length} keys (${keys.join(', ')}).`, PROTOCOL_ERROR)
}

/** The reason why reading a result into columns ends early. */
export const MISFIT = 'a value did not fit its column'

/** The error for records that another reader has taken, and that no cursor has any more. */
export function readAlready (): Neo4jError {
  return newError('The records of this result have been read already, in part or all of them. ' +
    'Read a result once, or let all its readers begin before its first record has come.')
}

export function readAsColumns (): Neo4jError {
  return newError('The records of this result are read into columns: it can be read once, and in no other way.')
}

export function readAsRecords (): Neo4jError {
  return newError('The records of this result have come already, or are being read by somebody else, so that it cannot be read into columns. ' +
    'Call columns() or columnBatches() right behind run(), without waiting for anything in between, and read the result in no other way.')
}

export function withoutId (): Neo4jError {
  return newError('The server gave this query no id, and another one was run since: the rest of its records cannot be asked for. ' +
    'Read a result to its end before the next query of its transaction.', PROTOCOL_ERROR)
}

export function cutShort (by: string): Neo4jError {
  return newError(`The records of this result are not complete: ${by} before all of them were read, and the rest was thrown away. ` +
    'Await the result, or read it to its end, before that.')
}
