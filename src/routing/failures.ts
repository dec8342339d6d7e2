import type { Deadline } from '../clock.js'
import { type Neo4jError, newError, SERVICE_UNAVAILABLE, SESSION_EXPIRED } from '../error.js'
import type { ServerAddress } from '../net/address.js'

const SECURITY = 'Neo.ClientError.Security.'
const AUTHORIZATION_EXPIRED = 'Neo.ClientError.Security.AuthorizationExpired'
const NO_SUCH_PROCEDURE = 'Neo.ClientError.Procedure.ProcedureNotFound'

/** What every router of a cluster would say: asking another makes no sense. */
const SAME_EVERYWHERE = new Set([
  NO_SUCH_PROCEDURE,
  'Neo.ClientError.Database.DatabaseNotFound',
  'Neo.ClientError.Transaction.InvalidBookmark',
  'Neo.ClientError.Transaction.InvalidBookmarkMixture',
  'Neo.ClientError.Statement.ArgumentError',
  'Neo.ClientError.Statement.TypeError',
  'Neo.ClientError.Request.Invalid'
])

const NOT_A_WRITER = new Set([
  'Neo.ClientError.Cluster.NotALeader',
  'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase'
])

/** Codes of errors that come from a connection's end, or from the failure to make one. */
export function isNetworkError ({ code }: Neo4jError): boolean {
  return code === SESSION_EXPIRED || code === SERVICE_UNAVAILABLE
}

/** The server has no such database at the moment, though it ought to. */
export function isDatabaseUnavailable ({ code }: Neo4jError): boolean {
  return code === 'Neo.TransientError.General.DatabaseUnavailable'
}

/** The server was asked to write, and is not the one who writes. */
export function isNotAWriter ({ code }: Neo4jError): boolean {
  return NOT_A_WRITER.has(code)
}

/** Whether the next router may give what this one has failed to. */
export function mayAskAnother ({ code }: Neo4jError): boolean {
  const isTheServers = code.startsWith('Neo.') || code === 'ProtocolError' || code === SESSION_EXPIRED || code === SERVICE_UNAVAILABLE
  return isTheServers && !SAME_EVERYWHERE.has(code) && (!code.startsWith(SECURITY) || code === AUTHORIZATION_EXPIRED)
}

/** Single servers of Neo4j 3.5 have no routing table. That does not change by trying again. */
export function explainNoRouting (error: Neo4jError, router: ServerAddress): Neo4jError {
  if (error.code !== NO_SUCH_PROCEDURE) return error
  const explained = newError(
    `Server at ${router.asHostPort()} can't perform routing. Make sure you are connecting to a causal cluster, ` +
    'or use a bolt:// URL for a single server.', SERVICE_UNAVAILABLE, error)
  explained.retriable = explained.retryable = false
  return explained
}

/** The time that a caller has for its connection is over before there was a table. */
export function noTableInTime (database: string | undefined, deadline: Deadline): Neo4jError {
  return newError(`Connection acquisition timed out in ${deadline.timeout} ms. ` +
    `No router has sent the routing table of ${database === undefined ? 'the home database' : `database '${database}'`} yet.`)
}
