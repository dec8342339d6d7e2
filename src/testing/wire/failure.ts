import type { Capabilities } from '../../bolt/versions.js'

/** What a FAILURE says from Bolt 5.7 on; older versions get code and message only. */
export interface FailureDetails {
  /** Default: `50N42`, an unexpected error. */
  gqlStatus?: string
  /** Default: the message. */
  description?: string
  diagnosticRecord?: Record<string, unknown>
  cause?: FailureCause
}

export interface FailureCause extends FailureDetails {
  message: string
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
  return gqlErrors ? { neo4j_code: code, ...statusMetadata({ message, ...details }) } : { code, message }
}

function statusMetadata ({ message, gqlStatus = '50N42', description = `error: ${message}`, diagnosticRecord = {}, cause }: FailureCause): Record<string, unknown> {
  return { message, gql_status: gqlStatus, description, diagnostic_record: diagnosticRecord, cause: cause && statusMetadata(cause) }
}
