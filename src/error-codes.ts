/**
 * The codes of errors that the driver makes decisions by, and what they mean for it: the one place that reads them.
 *
 * Codes of servers are documented on the page «Neo4j status codes» of the operations manual.
 */

/** No server could be reached, or the connection was lost. */
export const SERVICE_UNAVAILABLE = 'ServiceUnavailable'
/** The session's server can no longer serve it; a new session, or a retry, finds another. */
export const SESSION_EXPIRED = 'SessionExpired'
/** One side said something that the Bolt protocol does not allow at that point. */
export const PROTOCOL_ERROR = 'ProtocolError'
/** The code of errors that have none, such as wrong arguments. */
export const NOT_AVAILABLE = 'N/A'

/** A FAILURE without a code. */
export const UNKNOWN_ERROR = 'Neo.DatabaseError.General.UnknownError'
export const UNAUTHORIZED = 'Neo.ClientError.Security.Unauthorized'
export const TOKEN_EXPIRED = 'Neo.ClientError.Security.TokenExpired'
/** The server wants every user to be checked anew. */
export const AUTHORIZATION_EXPIRED = 'Neo.ClientError.Security.AuthorizationExpired'
export const PROCEDURE_NOT_FOUND = 'Neo.ClientError.Procedure.ProcedureNotFound'

/** What has a code. */
interface Coded {
  readonly code: string
}

const SECURITY = 'Neo.ClientError.Security.'

/** The codes by which a server says «wrong user or password». */
const REFUSALS: ReadonlySet<string> = new Set([
  'Neo.ClientError.Security.CredentialsExpired', 'Neo.ClientError.Security.Forbidden', TOKEN_EXPIRED, UNAUTHORIZED
])

/** What every router of a cluster would say: asking another makes no sense. */
const SAME_EVERYWHERE: ReadonlySet<string> = new Set([
  'Neo.ClientError.Database.DatabaseNotFound',
  'Neo.ClientError.Transaction.InvalidBookmark',
  'Neo.ClientError.Transaction.InvalidBookmarkMixture',
  'Neo.ClientError.Statement.ArgumentError',
  'Neo.ClientError.Statement.TypeError',
  'Neo.ClientError.Request.Invalid'
])

const NOT_A_WRITER: ReadonlySet<string> = new Set([
  'Neo.ClientError.Cluster.NotALeader',
  'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase'
])

/** Codes that old servers call transient although the user asked for what happened: repeating would be wrong. */
const NOT_TRANSIENT: ReadonlyMap<string, string> = new Map([
  ['Neo.TransientError.Transaction.Terminated', 'Neo.ClientError.Transaction.Terminated'],
  ['Neo.TransientError.Transaction.LockClientStopped', 'Neo.ClientError.Transaction.LockClientStopped']
])

/** Whether a transaction function may repeat its work after an error of this code. */
export function isRetryableCode (code: string | undefined): boolean {
  return code === SERVICE_UNAVAILABLE ||
    code === SESSION_EXPIRED ||
    code === AUTHORIZATION_EXPIRED ||
    code?.includes('TransientError') === true
}

/** The code under which newer servers report the same. */
export function correctedCode (code: string): string {
  return NOT_TRANSIENT.get(code) ?? code
}

/** The error is about the user that is logged in. */
export function isSecurityError ({ code }: Coded): boolean {
  return code.startsWith(SECURITY)
}

/** The server does not accept the user. */
export function isRefusal ({ code }: Coded): boolean {
  return REFUSALS.has(code)
}

/** The error comes from a connection's end, or from the failure to make one. */
export function isNetworkError ({ code }: Coded): boolean {
  return code === SESSION_EXPIRED || code === SERVICE_UNAVAILABLE
}

/** The server has no such database at the moment, though it ought to. */
export function isDatabaseUnavailable ({ code }: Coded): boolean {
  return code === 'Neo.TransientError.General.DatabaseUnavailable'
}

/** The server was asked to write, and is not the leader. */
export function isNotAWriter ({ code }: Coded): boolean {
  return NOT_A_WRITER.has(code)
}

/** Whether every router would answer the same. */
export function isSameEverywhere (error: Coded): boolean {
  return SAME_EVERYWHERE.has(error.code) || (isSecurityError(error) && error.code !== AUTHORIZATION_EXPIRED)
}
