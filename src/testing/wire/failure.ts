import type { Capabilities } from '../../bolt/versions.js'

/** What a FAILURE says from Bolt 5.7 on; older versions get code and message only. */
export interface FailureDetails {
  gqlStatus?: string
  description?: string
  diagnosticRecord?: Record<string, unknown>
  cause?: { message: string, gqlStatus: string, description?: string, diagnosticRecord?: Record<string, unknown> }
}

/** An answer that is an error; see {@link failure}. */
export interface Failure {
  readonly kind: 'failure'
  readonly code: string
  readonly message: string
  readonly details: FailureDetails
}

/**
 * An error that the server answers with. Until the client's RESET, everything else is then IGNORED, as Neo4j does.
 *
 *     failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'There is a person of that name already.')
 */
export function failure (code: string, message: string, details: FailureDetails = {}): Failure {
  return { kind: 'failure', code, message, details }
}

/** What a FAILURE carries in one version of Bolt. */
export function failureMetadata ({ gqlErrors }: Capabilities, code: string, message: string, details: FailureDetails): Record<string, unknown> {
  if (!gqlErrors) return { code, message }
  const { gqlStatus = '50N42', description, diagnosticRecord = {}, cause } = details
  return { neo4j_code: code, ...statusMetadata({ message, gqlStatus, description, diagnosticRecord }), cause: cause && statusMetadata(cause) }
}

function statusMetadata ({ message, gqlStatus, description, diagnosticRecord = {} }: FailureDetails & { message: string }): Record<string, unknown> {
  return { message, gql_status: gqlStatus, description: description ?? `error: ${message}`, diagnostic_record: diagnosticRecord }
}
