import { abortError } from '../abort.js'
import type { TransactionParts } from './transaction-core.js'
import { type Neo4jError, newError } from '../error.js'

/**
 * The connection was lost before the server answered COMMIT. `mayHaveWritten`: doing the work again might do it twice, which
 * only its program can allow.
 */
export function lostCommit (error: Neo4jError, { config }: Pick<TransactionParts, 'config'>, mayHaveWritten: boolean, abortedBy: AbortSignal | undefined): Neo4jError {
  if (abortedBy !== undefined) {
    const aborted = abortError(abortedBy, 'commit', mayHaveWritten ? 'unknown' : 'rolledBack')
    aborted.message += ` The connection was lost before the server confirmed the commit. ${error.message}`
    return aborted
  }
  if (!mayHaveWritten) return error
  const doubt = newError(
    `The connection was lost before the server confirmed the commit; it is not known whether the transaction was committed. ${error.message}`,
    error.code, error)
  doubt.retriable = doubt.retryable = config.idempotent
  doubt.outcome = 'unknown'
  return doubt
}
