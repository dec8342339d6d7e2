import { auth } from './auth/tokens.js'
import { authTokenManagers } from './auth/token-manager.js'
import { clientCertificateProviders } from './auth/client-certificate.js'
import { Driver } from './driver/driver.js'
import { routing } from './driver/execute-query.js'
import { driver } from './driver/factory.js'
import { hasReachableServer } from './driver/reachable.js'
import { isRetriableError, isRetryableError, Neo4jError } from './error.js'
import { mappingDecorators } from './mapping/decorators.js'
import { StandardCase } from './mapping/name-conventions.js'
import { RecordObjectMapping } from './mapping/registry.js'
import { rule } from './mapping/rules.js'
import { error, graph, integer, logging, session, spatial, temporal, types } from './namespaces.js'
import { bookmarkManager } from './session/bookmark-manager.js'
import { ManagedTransaction } from './session/managed-transaction.js'
import { Result } from './session/result.js'
import { resultTransformers } from './session/result-transformers.js'
import { Session } from './session/session.js'
import { Transaction } from './session/transaction.js'
import { GqlStatusObject } from './types/gql-status.js'
import {
  isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship, Node, Path, PathSegment, Relationship, UnboundRelationship
} from './types/graph.js'
import { int, Integer, isInt } from './types/integer.js'
import { Notification, notificationCategory, notificationClassification, notificationSeverityLevel } from './types/notification.js'
import {
  notificationFilterDisabledCategory, notificationFilterDisabledClassification, notificationFilterMinimumSeverityLevel
} from './types/notification-filter.js'
import { Plan, ProfiledPlan } from './types/plan.js'
import { ProtocolVersion } from './types/protocol-version.js'
import { Record } from './types/record.js'
import { EagerResult } from './types/result-eager.js'
import { ServerInfo } from './types/server-info.js'
import { isPoint, Point } from './types/spatial.js'
import { QueryStatistics } from './types/statistics.js'
import { ResultSummary } from './types/summary.js'
import {
  Date, DateTime, Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime, LocalDateTime, LocalTime, Time
} from './types/temporal/index.js'
import { isUnsupportedType, UnsupportedType } from './types/unsupported.js'
import { isUUID, UUID, uuid } from './types/uuid.js'
import { isVector, Vector, vector } from './types/vector.js'

export type { AuthTokenAndExpiration, AuthTokenManager, AuthTokenManagers } from './auth/token-manager.js'
export type {
  ClientCertificate, ClientCertificateProvider, ClientCertificateProviders, RotatingClientCertificateProvider
} from './auth/client-certificate.js'
export type { SessionConfig } from './driver/driver.js'
export type { QueryConfig, RoutingControl } from './driver/execute-query.js'
export type { Config, EncryptionLevel, TrustStrategy } from './driver/options.js'
export type { Rule, Rules } from './mapping/rule.js'
export type { BookmarkManager, BookmarkManagerConfig } from './session/bookmark-manager.js'
export type { Query, TransactionConfig } from './session/query.js'
export type { MappedQueryResult, QueryResult, ResultObserver } from './session/result.js'
export type { ResultTransformer } from './session/result-transformers.js'
export type { ManagedTransactionWork } from './session/session.js'
export type { AccessMode as SessionMode } from './bolt/messages.js'
export type { LoggingConfig, LoggerFunction, LogLevel } from './log.js'
export type { AuthToken } from './types/auth-token.js'
export type { NumberOrInteger } from './types/integer.js'
export type { NotificationCategory, NotificationClassification, NotificationPosition, NotificationSeverityLevel } from './types/notification.js'
export type {
  NotificationFilter, NotificationFilterDisabledCategory, NotificationFilterDisabledClassification, NotificationFilterMinimumSeverityLevel
} from './types/notification-filter.js'
export type { RecordShape } from './types/record.js'
export type { VectorType } from './types/vector.js'

/** All names as one object: `import neo4j from 'neobolt'`. */
const neo4j = {
  authTokenManagers,
  driver,
  hasReachableServer,
  int,
  isInt,
  isPoint,
  isDuration,
  isLocalTime,
  isTime,
  isDate,
  isLocalDateTime,
  isDateTime,
  isNode,
  isPath,
  isPathSegment,
  isRelationship,
  isUnboundRelationship,
  isUnsupportedType,
  integer,
  Neo4jError,
  isRetriableError,
  isRetryableError,
  auth,
  logging,
  types,
  session,
  routing,
  error,
  graph,
  spatial,
  temporal,
  Driver,
  Session,
  Transaction,
  ManagedTransaction,
  Result,
  EagerResult,
  ResultSummary,
  Plan,
  ProfiledPlan,
  QueryStatistics,
  Notification,
  GqlStatusObject,
  ServerInfo,
  Record,
  Node,
  Relationship,
  UnboundRelationship,
  Path,
  PathSegment,
  Point,
  Integer,
  Duration,
  LocalTime,
  Time,
  Date,
  LocalDateTime,
  DateTime,
  bookmarkManager,
  resultTransformers,
  notificationCategory,
  notificationClassification,
  notificationSeverityLevel,
  notificationFilterDisabledCategory,
  notificationFilterDisabledClassification,
  notificationFilterMinimumSeverityLevel,
  clientCertificateProviders,
  isVector,
  vector,
  Vector,
  rule,
  mappingDecorators,
  RecordObjectMapping,
  StandardCase,
  ProtocolVersion,
  UUID,
  uuid,
  isUUID,
  UnsupportedType
}

export {
  authTokenManagers,
  driver,
  hasReachableServer,
  int,
  isInt,
  isPoint,
  isDuration,
  isLocalTime,
  isTime,
  isDate,
  isLocalDateTime,
  isDateTime,
  isNode,
  isPath,
  isPathSegment,
  isRelationship,
  isUnboundRelationship,
  isUnsupportedType,
  integer,
  Neo4jError,
  isRetriableError,
  isRetryableError,
  auth,
  logging,
  types,
  session,
  routing,
  error,
  graph,
  spatial,
  temporal,
  Driver,
  Session,
  Transaction,
  ManagedTransaction,
  Result,
  EagerResult,
  ResultSummary,
  Plan,
  ProfiledPlan,
  QueryStatistics,
  Notification,
  GqlStatusObject,
  ServerInfo,
  Record,
  Node,
  Relationship,
  UnboundRelationship,
  Path,
  PathSegment,
  Point,
  Integer,
  Duration,
  LocalTime,
  Time,
  Date,
  LocalDateTime,
  DateTime,
  bookmarkManager,
  resultTransformers,
  notificationCategory,
  notificationClassification,
  notificationSeverityLevel,
  notificationFilterDisabledCategory,
  notificationFilterDisabledClassification,
  notificationFilterMinimumSeverityLevel,
  clientCertificateProviders,
  isVector,
  vector,
  Vector,
  rule,
  mappingDecorators,
  RecordObjectMapping,
  StandardCase,
  ProtocolVersion,
  UUID,
  uuid,
  isUUID,
  UnsupportedType
}

export default neo4j
