import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError } from '../error.js'
import { describeValue } from '../json.js'
import type { Metadata } from './response-handler.js'

/** Checks the fields of a SUCCESS that the driver uses again. @throws Neo4jError with code `ProtocolError` if a field has the wrong type */
export function assertMetadata ({ bookmark, db }: Metadata): void {
  if (bookmark != null && typeof bookmark !== 'string') {
    throw newError(`The server sent a bookmark that is not a string: ${describeValue(bookmark)}.`, PROTOCOL_ERROR)
  }
  if (db != null && typeof db !== 'string') {
    throw newError(`The server sent the name of a database that is not a string: ${describeValue(db)}.`, PROTOCOL_ERROR)
  }
}

/** The keys in the response to RUN. @throws Neo4jError with code `ProtocolError` if they are not strings */
export function keysOf ({ fields }: Metadata): string[] {
  const keys: unknown = fields ?? []
  if (!isListOfStrings(keys)) {
    throw newError(`The server sent keys that are not a list of strings: ${describeValue(keys)}.`, PROTOCOL_ERROR)
  }
  return keys
}

function isListOfStrings (value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}
