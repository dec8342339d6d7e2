import { isNativeError } from 'node:util/types'
import type { BatchOutcome } from './batch-outcome.js'
import { isRetryableCode, NOT_AVAILABLE } from './error-codes.js'
import { defaultDiagnosticRecord, type DiagnosticRecord } from './gql.js'
import { stringify } from './json.js'
import type { PoolStats } from './pool-stats.js'

/** The source of an error, from `_classification` in the diagnostic record. */
export type ErrorClassification = 'DATABASE_ERROR' | 'CLIENT_ERROR' | 'TRANSIENT_ERROR' | 'UNKNOWN'

export type Neo4jErrorCode = string

/** GQLSTATUS for "general processing exception - unexpected error". */
const UNEXPECTED_STATUS = '50N42'
const UNEXPECTED_DESCRIPTION = 'error: general processing exception - unexpected error. '

/**
 * An error described by a GQL status: the base class of {@link Neo4jError}, and the class of its GQL causes.
 *
 * `gqlStatus` is the five-character GQLSTATUS, `diagnosticRecord` has the server's details.
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

  /** Whether this error, or an error in its chain of GQL causes, has the given five-character GQLSTATUS. */
  containsGqlCause (gqlStatus: string): boolean {
    return this.findByGqlStatus(gqlStatus) !== undefined
  }

  /** The first error with the given five-character GQLSTATUS in the chain of causes, starting with this one; undefined if there is none. */
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
 * The error of every failing call of the driver, except for wrong arguments, which may be a TypeError.
 *
 * `code` is the server's code (`Neo.ClientError.…`) or one of the driver's: `ServiceUnavailable`, `SessionExpired`,
 * `ProtocolError`, `ABORT_ERR`, `N/A`. `retriable` says whether a transaction function runs its work again. It is also
 * false if it is unknown whether a transaction was committed, unless that transaction is `idempotent`.
 */
export class Neo4jError extends GQLError {
  code: Neo4jErrorCode
  /** Whether running the same transaction again may succeed. */
  retriable: boolean
  /** The same as `retriable`. */
  retryable: boolean
  /**
   * The phase that a call was in when its signal ended it (`code` is then `ABORT_ERR`): waiting for its turn or for a connection
   * in use (`queue`), for a new connection or a routing table (`connect`), for BEGIN (`begin`), for the server to accept a query (`run`),
   * reading records (`stream`), waiting between two attempts (`backoff`), or for the answer to COMMIT (`commit`). Otherwise absent.
   */
  declare phase?: 'queue' | 'connect' | 'begin' | 'run' | 'stream' | 'backoff' | 'commit'
  /**
   * The outcome of a call that its signal ended, or whose commit was never confirmed: nothing was sent to the server
   * (`notSent`), no changes were kept (`rolledBack`), or the changes may be committed (`unknown`). Otherwise absent.
   */
  declare outcome?: 'notSent' | 'rolledBack' | 'unknown'
  /** The pools at the time of the error, if no connection was free within `connectionAcquisitionTimeout`. Otherwise absent. */
  declare readonly poolStats?: PoolStats
  /** What a failed call of `driver.executeBatches()` has written, and where to continue. Otherwise absent. */
  declare readonly batchOutcome?: BatchOutcome
  /** Present with `poolStats`: the (at most three) longest-held connections to that server, the longest-held first. */
  declare readonly borrowers?: ReadonlyArray<{
    /** How long the connection has been lent, in milliseconds. */
    readonly ageMs: number
    readonly mode: 'READ' | 'WRITE'
    /** undefined means the user's home database. */
    readonly database: string | undefined
    /** The text of the last query sent, shortened to 1,000 characters; undefined if none was sent. Never its parameters. */
    readonly query: string | undefined
  }>

  /** The index, from 0, of the record for which a hydration hook failed or which does not match a schema. Otherwise absent. */
  declare readonly recordIndex?: number
  /** Present with `recordIndex`: the path within the record, such as `['n', 'name']`. */
  declare readonly path?: ReadonlyArray<string | number>
  /** The issues that a schema reported for the record. Not shown when the error is printed: their messages may repeat values. */
  declare readonly issues?: ReadonlyArray<{ readonly message: string, readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined }>

  constructor (message: string, code: Neo4jErrorCode, gqlStatus: string, gqlStatusDescription: string, diagnosticRecord?: DiagnosticRecord, cause?: Error) {
    super(message, gqlStatus, gqlStatusDescription, diagnosticRecord, cause)
    this.name = 'Neo4jError'
    this.code = code
    this.retriable = this.retryable = isRetryableCode(code)
  }

  /** Whether `error` is a Neo4jError after which running the same transaction again may succeed. */
  static isRetriable (error?: any | null): boolean {
    return isNeo4jError(error) && error.retryable
  }

  /** Alias of {@link Neo4jError.isRetriable}. */
  static isRetryable (error?: any | null): boolean {
    return isNeo4jError(error) && error.retryable
  }
}

// The brand is on the prototype, so that errors of another copy of this package are recognized.
Object.defineProperty(GQLError.prototype, '__isGQLError__', { value: true })

/** Makes a {@link Neo4jError}; the defaults are those of an error that the driver itself reports. */
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

/** Whether `error` is a Neo4jError after which running the same transaction again may succeed. */
export const isRetriableError = Neo4jError.isRetriable
/** Alias of {@link isRetriableError}. */
export const isRetryableError = Neo4jError.isRetryable

/** Whether `value` is an Error, including errors of another realm (a `vm` context, a test runner) and DOMException. */
export function isError (value: unknown): value is Error {
  return value instanceof Error || isNativeError(value) || Object.prototype.toString.call(value) === '[object DOMException]'
}

/** Whether `error` is a {@link GQLError}, of this or another copy of the package. */
export function isGQLError (error: unknown): error is GQLError {
  // Reads the brand from the prototype: a property of the error itself may come from data.
  return error instanceof Error && (Object.getPrototypeOf(error) as Partial<GQLError>).__isGQLError__ === true
}

/** Whether `error` is a {@link Neo4jError}, of this or another copy of the package. */
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
