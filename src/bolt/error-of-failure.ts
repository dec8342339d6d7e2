import { correctedCode, PROTOCOL_ERROR, UNKNOWN_ERROR } from '../error-codes.js'
import { type GQLError, type Neo4jError, newError, newGQLError } from '../error.js'
import type { DiagnosticRecord } from '../gql.js'
import { describeValue } from '../json.js'
import { isMap } from '../types/metadata.js'

/** The metadata of FAILURE: `code` and `message`; since Bolt 5.7, a GQL status instead. */
interface FailureMetadata {
  code?: string
  neo4j_code?: string
  message?: string
  gql_status?: string
  description?: string
  diagnostic_record?: Partial<DiagnosticRecord>
  cause?: FailureMetadata
}

/** Further nested causes are dropped; servers send a handful. */
const MOST_CAUSES = 100

/** The error that a FAILURE describes. @throws a `ProtocolError` if its fields have the wrong types */
export function errorOfFailure (failure: FailureMetadata): Neo4jError {
  const causes = chainOf(failure)
  if (causes === undefined) {
    throw newError(`The server sent a FAILURE whose fields are of the wrong types: ${describeValue(failure)}`, PROTOCOL_ERROR)
  }
  const code = failure.neo4j_code ?? failure.code ?? UNKNOWN_ERROR
  return newError(
    withHint(failure.message ?? 'The server sent no message.'), correctedCode(code), causeOf(causes),
    failure.gql_status ?? undefined, failure.description ?? undefined, diagnosticRecordOf(failure))
}

/** The server's message uses the server's terms: `session.run` is an implicit transaction. */
const NEEDS_AUTO_COMMIT = /IN TRANSACTIONS' can only be executed in an implicit transaction/

/** The message, prefixed with advice if the driver's API is the cause. */
function withHint (message: string): string {
  return NEEDS_AUTO_COMMIT.test(message)
    ? `This query commits its own transactions, so it cannot be part of a transaction: use session.run() instead of executeQuery(), a transaction function or a transaction. ${message}`
    : message
}

/** The causes of a failure, from the nearest to the deepest; undefined if the failure or a cause is malformed. */
function chainOf (failure: FailureMetadata): FailureMetadata[] | undefined {
  const chain: FailureMetadata[] = []
  for (let next: FailureMetadata | undefined | null = failure; next != null && chain.length <= MOST_CAUSES; next = next.cause) {
    if (!isFailure(next)) return undefined
    chain.push(next)
  }
  return chain.slice(1)
}

function isFailure (failure: unknown): failure is FailureMetadata {
  if (!isMap(failure)) return false
  const { code, neo4j_code: neo4jCode, message, gql_status: status, description, diagnostic_record: record } = failure
  return [code, neo4jCode, message, status, description].every(text => text == null || typeof text === 'string') &&
    (record == null || isMap(record))
}

function causeOf (causes: FailureMetadata[]): GQLError | undefined {
  return causes.reduceRight<GQLError | undefined>((deeper, cause) => newGQLError(
    cause.message ?? '', deeper, cause.gql_status ?? undefined, cause.description ?? undefined, diagnosticRecordOf(cause)), undefined)
}

/** The server omits fields with default values. */
function diagnosticRecordOf ({ diagnostic_record: record, gql_status: status }: FailureMetadata): DiagnosticRecord | undefined {
  return status == null ? undefined : { OPERATION: '', OPERATION_CODE: '0', CURRENT_SCHEMA: '/', ...record }
}
