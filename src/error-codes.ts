/**
 * The error codes that the driver acts on, and their meaning. No other file compares codes.
 *
 * The codes of servers are documented in the operations manual under "Neo4j status codes".
 */

/** No server could be reached, or the connection was lost. */
export const SERVICE_UNAVAILABLE = 'ServiceUnavailable'
/** The server can no longer serve the session; a retry or a new session uses another server. */
export const SESSION_EXPIRED = 'SessionExpired'
/** One side sent something that the Bolt protocol does not allow at that point. */
export const PROTOCOL_ERROR = 'ProtocolError'
/** The code of errors without a code of their own, such as wrong arguments. */
export const NOT_AVAILABLE = 'N/A'

/** A FAILURE without a code. */
export const UNKNOWN_ERROR = 'Neo.DatabaseError.General.UnknownError'
export const UNAUTHORIZED = 'Neo.ClientError.Security.Unauthorized'
export const TOKEN_EXPIRED = 'Neo.ClientError.Security.TokenExpired'
/** The server requires every user to be authenticated again. */
export const AUTHORIZATION_EXPIRED = 'Neo.ClientError.Security.AuthorizationExpired'
export const PROCEDURE_NOT_FOUND = 'Neo.ClientError.Procedure.ProcedureNotFound'

/** Anything with a code. */
interface Coded {
  readonly code: string
}

const SECURITY = 'Neo.ClientError.Security.'

/** The codes of rejected credentials. */
const REFUSALS: ReadonlySet<string> = new Set([
  'Neo.ClientError.Security.CredentialsExpired', 'Neo.ClientError.Security.Forbidden', TOKEN_EXPIRED, UNAUTHORIZED
])

/** Errors that every router of a cluster would answer with: asking another router makes no sense. */
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

/** Codes that old servers report as transient although the user requested the termination: a retry would be wrong. */
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

/** The code that newer servers report for the same error. */
export function correctedCode (code: string): string {
  return NOT_TRANSIENT.get(code) ?? code
}

/** Whether the error is about the authenticated user. */
export function isSecurityError ({ code }: Coded): boolean {
  return code.startsWith(SECURITY)
}

/** Whether the server rejected the credentials. */
export function isRefusal ({ code }: Coded): boolean {
  return REFUSALS.has(code)
}

/** Whether the connection was lost or could not be opened. */
export function isNetworkError ({ code }: Coded): boolean {
  return code === SESSION_EXPIRED || code === SERVICE_UNAVAILABLE
}

/** Whether the server does not have the database at the moment, although it should. */
export function isDatabaseUnavailable ({ code }: Coded): boolean {
  return code === 'Neo.TransientError.General.DatabaseUnavailable'
}

/** Whether the server was asked to write but is not the leader. */
export function isNotAWriter ({ code }: Coded): boolean {
  return NOT_A_WRITER.has(code)
}

/** Whether every router would answer the same. */
export function isSameEverywhere (error: Coded): boolean {
  return SAME_EVERYWHERE.has(error.code) || (isSecurityError(error) && error.code !== AUTHORIZATION_EXPIRED)
}
