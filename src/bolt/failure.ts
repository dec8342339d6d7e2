import { type GQLError, type Neo4jError, newError, newGQLError, PROTOCOL_ERROR } from '../error.js'
import type { DiagnosticRecord } from '../gql.js'
import { stringify } from '../json.js'

/** What FAILURE carries: `code` and `message`; from Bolt 5.7 on, GQL statuses instead. */
export interface FailureMetadata {
  code?: string
  neo4j_code?: string
  message?: string
  gql_status?: string
  description?: string
  diagnostic_record?: Partial<DiagnosticRecord>
  cause?: FailureMetadata
}

/** Codes that old servers call transient although the user asked for what happened: repeating would be wrong. */
const NOT_TRANSIENT: Readonly<Record<string, string>> = {
  'Neo.TransientError.Transaction.Terminated': 'Neo.ClientError.Transaction.Terminated',
  'Neo.TransientError.Transaction.LockClientStopped': 'Neo.ClientError.Transaction.LockClientStopped'
}

export function errorOfFailure (failure: FailureMetadata): Neo4jError {
  const code = failure.neo4j_code ?? failure.code ?? 'Neo.DatabaseError.General.UnknownError'
  for (const text of [code, failure.message ?? '', failure.gql_status ?? '']) {
    if (typeof text !== 'string') throw newError(`The server sent a failure that is not described by texts: ${stringify(failure)}`, PROTOCOL_ERROR)
  }
  return newError(
    failure.message ?? 'The server gave no message.', NOT_TRANSIENT[code] ?? code, causeOf(failure),
    failure.gql_status, failure.description, diagnosticRecordOf(failure))
}

function causeOf ({ cause }: FailureMetadata): GQLError | undefined {
  return cause == null
    ? undefined
    : newGQLError(cause.message ?? '', causeOf(cause), cause.gql_status, cause.description, diagnosticRecordOf(cause))
}

/** The server leaves out what has its default value. */
function diagnosticRecordOf ({ diagnostic_record: record, gql_status: status }: FailureMetadata): DiagnosticRecord | undefined {
  return status === undefined ? undefined : { OPERATION: '', OPERATION_CODE: '0', CURRENT_SCHEMA: '/', ...record }
}
