import { isNativeError } from 'node:util/types'
import type { BatchOutcome } from './batch-outcome.js'
import { isRetryableCode, NOT_AVAILABLE } from './error-codes.js'
import { defaultDiagnosticRecord, type DiagnosticRecord } from './gql.js'
import { stringify } from './json.js'
import type { PoolStats } from './pool-stats.js'

/** Source of the error, from the diagnostic record's `_classification`. */
export type ErrorClassification = 'DATABASE_ERROR' | 'CLIENT_ERROR' | 'TRANSIENT_ERROR' | 'UNKNOWN'

export type Neo4jErrorCode = string

/** GQLSTATUS for «general processing exception - unexpected error». */
const UNEXPECTED_STATUS = '50N42'
const UNEXPECTED_DESCRIPTION = 'error: general processing exception - unexpected error. '

/**
 * An error described by a GQL status: the cause of a {@link Neo4jError}, or its base.
 *
 * `gqlStatus` is the five-character GQLSTATUS, `diagnosticRecord` the server's details.
 */
export class GQLError extends Error {
  /** @internal */
  declare readonly __isGQLError__: true
  gqlStatus: string
  gqlStatusDescription: string
  diagnosticRecord: DiagnosticRecord | undefined
  classification: ErrorClassification
  rawClassification?: string
  override cause?: Error

  constructor (message: string, gqlStatus: string, gqlStatusDescription: string, diagnosticRecord?: DiagnosticRecord, cause?: Error) {
    super(message, cause != null ? { cause } : undefined)
    this.name = 'GQLError'
    this.cause = cause ?? undefined
    this.gqlStatus = gqlStatus
    this.gqlStatusDescription = gqlStatusDescription
    this.diagnosticRecord = diagnosticRecord
    this.classification = classificationOf(diagnosticRecord)
    this.rawClassification = diagnosticRecord?._classification ?? undefined
  }

  /** Whether this error, or one in its chain of GQL causes, has the given status. */
  containsGqlCause (gqlStatus: string): boolean {
    return this.findByGqlStatus(gqlStatus) !== undefined
  }

  /** The first error in the chain of causes, this one included, that has the given status. */
  findByGqlStatus (gqlStatus: string): GQLError | Neo4jError | undefined {
    if (this.gqlStatus === gqlStatus) {
      return this
    }
    return isGQLError(this.cause) ? this.cause.findByGqlStatus(gqlStatus) : undefined
  }

  /** The diagnostic record as JSON. */
  get diagnosticRecordAsJsonString (): string {
    return stringify(this.diagnosticRecord, { useCustomToString: true })
  }
}

/**
 * What every failing call of the driver throws.
 *
 * `code` is the server's (`Neo.ClientError.…`) or one of the driver's own: `ServiceUnavailable`,
 * `SessionExpired`, `ProtocolError`, `N/A`. `retriable` says whether a transaction function repeats its work.
 * It is false also when it is not known whether a transaction was committed, unless that transaction is `idempotent`.
 */
export class Neo4jError extends GQLError {
  code: Neo4jErrorCode
  retriable: boolean
  retryable: boolean
  /**
   * Where a call was when its signal ended it (`code` is `ABORT_ERR` then): waiting for its turn or for a connection in use
   * (`queue`), for a connection or a routing table to be made (`connect`), for BEGIN, for a query to be accepted (`run`),
   * reading records (`stream`), between two tries (`backoff`), waiting for the answer to COMMIT. Otherwise absent.
   */
  declare phase?: 'queue' | 'connect' | 'begin' | 'run' | 'stream' | 'backoff' | 'commit'
  /**
   * What became of the work of a call that its signal ended, or whose commit was never confirmed: the server got nothing of
   * it (`notSent`), nothing of it is left (`rolledBack`), or it may have been committed (`unknown`). Otherwise absent.
   */
  declare outcome?: 'notSent' | 'rolledBack' | 'unknown'
  /** The pools at that moment, if the error says that no connection was free in time (`connectionAcquisitionTimeout`). */
  declare readonly poolStats?: PoolStats
  /** What was written by a call of `driver.executeBatches()` that failed, and where to go on. Otherwise absent. */
  declare readonly batchOutcome?: BatchOutcome
  /** Together with `poolStats`: who had connections to that server for longest, at most three, the first one first. */
  declare readonly borrowers?: ReadonlyArray<{
    /** For how long, in milliseconds. */
    readonly ageMs: number
    readonly mode: 'READ' | 'WRITE'
    /** undefined for the user's home database. */
    readonly database: string | undefined
    /** The text of the query that was sent last, shortened to 1,000 characters; undefined if none was. Never parameters. */
    readonly query: string | undefined
  }>

  /** The record, counted from 0, that a hydration hook failed at, or that does not match a schema. Otherwise absent. */
  declare readonly recordIndex?: number
  /** Together with it: where in the record that was, such as `['n', 'name']`. */
  declare readonly path?: ReadonlyArray<string | number>
  /** What a schema found wrong with the record. Not shown when the error is printed: such messages may repeat values. */
  declare readonly issues?: ReadonlyArray<{ readonly message: string, readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined }>

  constructor (message: string, code: Neo4jErrorCode, gqlStatus: string, gqlStatusDescription: string, diagnosticRecord?: DiagnosticRecord, cause?: Error) {
    super(message, gqlStatus, gqlStatusDescription, diagnosticRecord, cause)
    this.name = 'Neo4jError'
    this.code = code
    this.retriable = this.retryable = isRetryableCode(code)
  }

  /** Whether a transaction that failed with this error may succeed if it is run again. */
  static isRetriable (error?: any | null): boolean {
    return isNeo4jError(error) && error.retryable
  }

  /** The same as {@link Neo4jError.isRetriable}. */
  static isRetryable (error?: any | null): boolean {
    return isNeo4jError(error) && error.retryable
  }
}

// The brand is on the prototype, so that errors of another copy of this package are recognised.
Object.defineProperty(GQLError.prototype, '__isGQLError__', { value: true })

/** Makes a {@link Neo4jError}; what is left out gets the values that a driver-side error has. */
export function newError (
  message: string,
  code: Neo4jErrorCode = NOT_AVAILABLE,
  cause?: Error,
  gqlStatus: string = UNEXPECTED_STATUS,
  gqlStatusDescription: string = UNEXPECTED_DESCRIPTION + message,
  diagnosticRecord: DiagnosticRecord = defaultDiagnosticRecord
): Neo4jError {
  return new Neo4jError(message, code, gqlStatus, gqlStatusDescription, diagnosticRecord, cause)
}

/** Makes a {@link GQLError}, with the defaults of {@link newError}. */
export function newGQLError (
  message: string,
  cause?: Error,
  gqlStatus: string = UNEXPECTED_STATUS,
  gqlStatusDescription: string = UNEXPECTED_DESCRIPTION + message,
  diagnosticRecord: DiagnosticRecord = defaultDiagnosticRecord
): GQLError {
  return new GQLError(message, gqlStatus, gqlStatusDescription, diagnosticRecord, cause)
}

/** Whether a transaction that failed with this error may succeed if it is run again. */
export const isRetriableError = Neo4jError.isRetriable
/** The same as {@link isRetriableError}. */
export const isRetryableError = Neo4jError.isRetryable

/** Whether it is an Error, also one of another realm (as of a `vm` context, or of a test runner) and a DOMException. */
export function isError (value: unknown): value is Error {
  return value instanceof Error || isNativeError(value) || Object.prototype.toString.call(value) === '[object DOMException]'
}

/** Recognises errors of every copy of this package in the process. */
export function isGQLError (error: unknown): error is GQLError {
  // The brand of an error's class: a property of the error itself may come from data.
  return error instanceof Error && (Object.getPrototypeOf(error) as Partial<GQLError>).__isGQLError__ === true
}

/** Like {@link isGQLError}, for errors that carry a `code`. */
export function isNeo4jError (error: unknown): error is Neo4jError {
  return isGQLError(error) && 'code' in error
}

function classificationOf (record?: DiagnosticRecord): ErrorClassification {
  switch (record?._classification) {
    case 'DATABASE_ERROR':
    case 'CLIENT_ERROR':
    case 'TRANSIENT_ERROR':
      return record._classification
    default:
      return 'UNKNOWN'
  }
}
