import { ABORTED, isTimeout, namedAfter } from '../abort.js'
import type { BatchOutcome } from '../batch-outcome.js'
import { type Neo4jError, newError } from '../error.js'
import { asNeo4jError, messageOf } from '../foreign-error.js'

/** The reason why the call ends before its last row. */
export type StopReason =
  { readonly kind: 'batch', readonly error: unknown, readonly row: number } |
  { readonly kind: 'source', readonly error: unknown } |
  { readonly kind: 'callback', readonly name: 'laneKey' | 'onProgress', readonly error: unknown } |
  { readonly kind: 'signal', readonly signal: AbortSignal }

/** The error of a call that did not write all rows. Not retriable: a retry would write rows twice. `batchOutcome` says what was written. */
export function stopped (reason: StopReason, outcome: BatchOutcome): Neo4jError {
  const error = errorOf(reason)
  error.message += ` The first ${outcome.committedUpTo} rows are committed; error.batchOutcome has the rest.`
  error.retriable = error.retryable = false
  Object.defineProperty(error, 'batchOutcome', { value: outcome, configurable: true, writable: true })
  return error
}

function errorOf (reason: StopReason): Neo4jError {
  switch (reason.kind) {
    case 'batch': return ofBatch(asNeo4jError(reason.error), reason.row)
    case 'source': return caused(`The rows could not be read. ${messageOf(reason.error)}`, reason.error)
    case 'callback': return caused(`${reason.name} failed. ${messageOf(reason.error)}`, reason.error)
    case 'signal': return aborted(reason.signal)
  }
}

/** Has the code and status of the batch's own error, which is its cause. */
function ofBatch (error: Neo4jError, row: number): Neo4jError {
  const { code, gqlStatus, gqlStatusDescription, diagnosticRecord } = error
  return newError(`The batch that begins with row ${row} failed. ${error.message}`, code, error, gqlStatus, gqlStatusDescription, diagnosticRecord)
}

function caused (message: string, cause: unknown): Neo4jError {
  return newError(message, undefined, asNeo4jError(cause) === cause || cause instanceof Error ? cause as Error : undefined)
}

/** Like the error of other aborted calls, but without `phase` and `outcome`: some batches are committed, others are not. */
function aborted (signal: AbortSignal): Neo4jError {
  return namedAfter(signal, newError(`executeBatches was aborted by its signal${isTimeout(signal) ? ', which timed out' : ''}.`, ABORTED))
}
