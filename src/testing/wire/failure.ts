import type { Capabilities } from '../../bolt/versions.js'

/** The details of a FAILURE since Bolt 5.7; older versions only have code and message. */
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

/** An error as an answer; see {@link failure}. */
export interface Failure {
  readonly kind: 'failure'
  readonly code: string
  readonly message: string
  readonly details: FailureDetails
}

/**
 * Makes an error for a server to answer with. As in Neo4j, all further requests are IGNORED until the client sends RESET.
 * @example
 * failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'There is a person of that name already.')
 *
 * @param code the Neo4j code
 * @param message the message
 * @param details the GQL status and its description, for Bolt 5.7 and newer
 */
export function failure (code: string, message: string, details: FailureDetails = {}): Failure {
  return { kind: 'failure', code, message, details }
}

/** The metadata of a FAILURE in one version of Bolt. */
export function failureMetadata ({ gqlErrors }: Capabilities, code: string, message: string, details: FailureDetails): Record<string, unknown> {
  return gqlErrors ? { neo4j_code: code, ...statusMetadata({ message, ...details }) } : { code, message }
}

function statusMetadata ({ message, gqlStatus = '50N42', description = `error: ${message}`, diagnosticRecord = {}, cause }: FailureCause): Record<string, unknown> {
  return { message, gql_status: gqlStatus, description, diagnostic_record: diagnosticRecord, cause: cause && statusMetadata(cause) }
}
