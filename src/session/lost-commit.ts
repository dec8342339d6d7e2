import { abortError } from '../abort.js'
import { type Neo4jError, newError } from '../error.js'

interface LostCommit {
  /** Whether a retry might do the work twice. */
  readonly mayHaveWritten: boolean
  /** Whether the program allows that. */
  readonly idempotent: boolean
  /** The signal that was aborted after COMMIT was sent. */
  readonly abortedBy: AbortSignal | undefined
}

/** The error of a transaction whose connection was lost before the server answered COMMIT. */
export function lostCommit (error: Neo4jError, { mayHaveWritten, idempotent, abortedBy }: LostCommit): Neo4jError {
  if (abortedBy !== undefined) {
    const aborted = abortError(abortedBy, 'commit', mayHaveWritten ? 'unknown' : 'rolledBack')
    aborted.message += ` The connection was lost before the server confirmed the commit. ${error.message}`
    return aborted
  }
  if (!mayHaveWritten) return error
  const doubt = newError(
    `The connection was lost before the server confirmed the commit; it is not known whether the transaction was committed. ${error.message}`,
    error.code, error)
  doubt.retriable = doubt.retryable = idempotent
  doubt.outcome = 'unknown'
  return doubt
}
