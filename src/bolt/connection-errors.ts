import { PROTOCOL_ERROR } from '../error-codes.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import type { ServerAddress } from '../net/address.js'

// Errors of lost connections. `code` is the driver's code for them; times are in milliseconds.

export function loginNotAnswered (address: ServerAddress, timeout: number, code: string): Neo4jError {
  return newError(`The server at ${address.toString()} did not answer in ${timeout} ms (connectionAcquisitionTimeout) when LOGOFF and LOGON changed the user of a connection.`, code)
}

export function resetNotAnswered (address: ServerAddress, timeout: number, code: string): Neo4jError {
  return newError(`The server at ${address.toString()} did not answer RESET in ${timeout} ms.`, code)
}

export function serverSilent (address: ServerAddress, limit: number, code: string): Neo4jError {
  return newError(`Connection lost. Server didn't respond in ${limit}ms (${address.toString()})`, code)
}

/** The error of an invalid response: names the server and the request. */
export function unreadable (error: Error, address: ServerAddress, request: string | undefined): Neo4jError {
  const what = isNeo4jError(error) ? error.message : `The server's message could not be read: ${error.message}`
  const asked = request === undefined ? 'no pending request' : `after ${request}`
  return newError(`${what} (${address.toString()}, ${asked})`, isNeo4jError(error) ? error.code : PROTOCOL_ERROR, error)
}
