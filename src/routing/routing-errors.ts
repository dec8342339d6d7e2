import { isNetworkError, isSameEverywhere, PROCEDURE_NOT_FOUND, PROTOCOL_ERROR, SERVICE_UNAVAILABLE } from '../error-codes.js'
import { isAnswer } from '../error-origin.js'
import { type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'

/** Whether the next router may give what this one has failed to. */
export function mayAskAnother (error: Neo4jError): boolean {
  const isAboutServer = isAnswer(error) || error.code === PROTOCOL_ERROR || isNetworkError(error)
  return isAboutServer && !isSameEverywhere(error)
}

/** Single servers and replicas of Neo4j 3.5 have no routing table. That does not change by trying again. undefined for other errors. */
export function explainNoRouting (error: Neo4jError, router: ServerAddress): Neo4jError | undefined {
  if (error.code !== PROCEDURE_NOT_FOUND) return undefined
  const explained = newError(
    `Server at ${router.asHostPort()} can't perform routing. Make sure you are connecting to a causal cluster, ` +
    'or use a bolt:// URL for a single server.', SERVICE_UNAVAILABLE, error)
  explained.retriable = explained.retryable = false
  return explained
}

/** The server is the right one for what the program said that it does: no other will do, and trying again does not help. */
export function writeInReadMode (server: ServerAddress, error: Neo4jError): Neo4jError {
  return newError(
    `A query that writes was run in access mode READ on a server that does not take writes (${server.toString()}); ` +
    `use executeWrite, or the access mode WRITE. ${error.message}`, error.code, error, error.gqlStatus, error.gqlStatusDescription, error.diagnosticRecord)
}

/** The time that a caller has for its connection is over before there was a table. */
export function noTableInTime (database: string | undefined, limit: Limit): Neo4jError {
  return newError(`Connection acquisition timed out in ${limit.timeout} ms. ` +
    `No router has sent the routing table of ${database === undefined ? 'the home database' : `database '${database}'`} yet.`)
}
