import { isNetworkError, isSameEverywhere, PROCEDURE_NOT_FOUND, PROTOCOL_ERROR, SERVICE_UNAVAILABLE } from '../error-codes.js'
import { isAnswer } from '../error-origin.js'
import { type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'

/** Whether another router may succeed after this error. */
export function mayAskAnother (error: Neo4jError): boolean {
  const isAboutServer = isAnswer(error) || error.code === PROTOCOL_ERROR || isNetworkError(error)
  return isAboutServer && !isSameEverywhere(error)
}

/** Single servers and replicas of Neo4j 3.5 have no routing table, and a retry does not change that. undefined for other errors. */
export function explainNoRouting (error: Neo4jError, router: ServerAddress): Neo4jError | undefined {
  if (error.code !== PROCEDURE_NOT_FOUND) return undefined
  const explained = newError(
    `Server at ${router.asHostPort()} can't perform routing. Make sure you are connecting to a causal cluster, ` +
    'or use a bolt:// URL for a single server.', SERVICE_UNAVAILABLE, error)
  explained.retriable = explained.retryable = false
  return explained
}

/** The error for a write in access mode READ. The server is the right one for that mode, so neither another server nor a retry helps. */
export function writeInReadMode (server: ServerAddress, error: Neo4jError): Neo4jError {
  return newError(
    `A query that writes was run in access mode READ on a server that does not take writes (${server.toString()}); ` +
    `use executeWrite, or the access mode WRITE. ${error.message}`, error.code, error, error.gqlStatus, error.gqlStatusDescription, error.diagnosticRecord)
}

/** The error of a caller whose time limit has passed before there was a routing table. */
export function noTableInTime (database: string | undefined, limit: Limit): Neo4jError {
  return newError(`Connection acquisition timed out in ${limit.timeout} ms. ` +
    `No router has sent the routing table of ${database === undefined ? 'the home database' : `database '${database}'`} yet.`)
}
