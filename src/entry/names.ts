// Everything public except the driver: the common names of `neobolt` and `neobolt/lite`.
export { auth } from '../auth/tokens.js'
export { authTokenManagers } from '../auth/token-manager.js'
export { clientCertificateProviders } from '../auth/client-certificate.js'
export { cypher } from '../cypher/cypher.js'
export { routing } from '../driver/execute-query.js'
export { isRetriableError, isRetryableError, Neo4jError } from '../error.js'
export { toJson } from '../hydration/json.js'
export { hydration } from '../hydration/presets.js'
export { logging } from '../log.js'
export { mappingDecorators } from '../mapping/decorators.js'
export { StandardCase } from '../mapping/name-conventions.js'
export { RecordObjectMapping } from '../mapping/record-object-mapping.js'
export { rule } from '../mapping/rules.js'
export { error, graph, integer, session, spatial, temporal } from './namespaces.js'
export { EncryptionService, EnvelopeEncryptionProfile, LocalKeyEncapsulationService, localKeyEncapsulationService } from '../encryption/index.js'
export { bookmarkManager } from '../session/bookmark-manager.js'
export { ManagedTransaction } from '../session/managed-transaction.js'
export { Result } from '../session/result.js'
export { resultTransformers } from '../session/result-transformers.js'
export { Session } from '../session/session.js'
export { Transaction } from '../session/transaction.js'
export { CHANNELS } from '../tracing/names.js'
export { GqlStatusObject } from '../types/gql-status.js'
export {
  isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship, Node, Path, PathSegment, Relationship, UnboundRelationship
} from '../types/graph.js'
export { int, Integer, isInt } from '../types/integer.js'
export { Notification, notificationCategory, notificationClassification, notificationSeverityLevel } from '../types/notification.js'
export {
  notificationFilterDisabledCategory, notificationFilterDisabledClassification, notificationFilterMinimumSeverityLevel
} from '../types/notification-filter.js'
export { Plan, ProfiledPlan } from '../types/plan.js'
export { ProtocolVersion } from '../types/protocol-version.js'
export { Record } from '../types/record.js'
export { EagerResult } from '../types/eager-result.js'
export { ServerInfo } from '../types/server-info.js'
export { isPoint, Point } from '../types/spatial.js'
export { QueryStatistics } from '../types/statistics.js'
export { ResultSummary } from '../types/summary.js'
export {
  Date, DateTime, Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime, LocalDateTime, LocalTime, Time
} from '../types/temporal/index.js'
export { isUnsupportedType, UnsupportedType } from '../types/unsupported.js'
export { isUUID, UUID, uuid } from '../types/uuid.js'
export { isVector, Vector, vector } from '../types/vector.js'

export type { AuthTokenAndExpiration, AuthTokenManager, AuthTokenManagers } from '../auth/token-manager.js'
export type {
  ClientCertificate, ClientCertificateProvider, ClientCertificateProviders, RotatingClientCertificateProvider
} from '../auth/client-certificate.js'
export type { BatchOutcome } from '../batch-outcome.js'
export type { BatchConfig, BatchProgress } from '../bulk/batch-config.js'
export type { SessionConfig } from '../driver/session-config.js'
export type { QueryConfig, RoutingControl } from '../driver/execute-query.js'
export type { Config, EncryptionLevel, TrustStrategy } from '../driver/options.js'
export type { BookmarkManager, BookmarkManagerConfig } from '../session/bookmark-manager.js'
export type { Query, TransactionConfig } from '../session/query.js'
export type { MappedQueryResult, QueryResult, ResultObserver } from '../session/result.js'
export type { ColumnType } from '../columns/column-type.js'
export type { ColumnBatch, Columns } from '../session/result-columns.js'
export type { ResultTransformer } from '../session/result-transformers.js'
export type { ManagedTransactionWork } from '../session/session.js'
export type { AccessMode as SessionMode } from '../bolt/messages.js'
export type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
export type { LoggingConfig, LoggerFunction, LogLevel } from '../log.js'
export type { PoolStats } from '../pool-stats.js'
export type {
  ConnectionClosedEvent, ConnectTrace, PoolAcquireTrace, PoolLeakEvent, PoolReleaseEvent, QueryTrace, RetryEvent, RoutingTrace, TracedPool,
  TransactionBeginEvent, TransactionTrace
} from '../tracing/payloads.js'
export type { AuthToken } from '../types/auth-token.js'
export type { NumberOrInteger } from '../types/integer.js'
export type { NotificationCategory, NotificationClassification, NotificationPosition, NotificationSeverityLevel } from '../types/notification.js'
export type {
  NotificationFilter, NotificationFilterDisabledCategory, NotificationFilterDisabledClassification, NotificationFilterMinimumSeverityLevel
} from '../types/notification-filter.js'
export type { RecordShape } from '../types/record.js'
export type { VectorType } from '../types/vector.js'

// Names of types that also exist at run time. A type named here hides the value of that name.
export type { Rule, Rules } from '../mapping/rule.js'
export type {
  EncapsulatedKey, EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository, EncryptionProfile, KeyEncapsulationService, SecretKey
} from '../encryption/index.js'
export * from './type-names.js'

// Types that the declarations use, for programs that are compiled without them. If a program has them, the declarations merge.
declare global {
  /** From lib.esnext.disposable.d.ts, for `await using` with sessions, transactions and drivers. */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
  /** From lib.dom.d.ts or `@types/node`. */
  interface AbortSignal {
    readonly aborted: boolean
  }
}
