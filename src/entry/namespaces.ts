import type { AccessMode } from '../bolt/messages.js'
import { EncryptionService, EnvelopeEncryptionProfile } from '../encryption/index.js'
import { PROTOCOL_ERROR, SERVICE_UNAVAILABLE, SESSION_EXPIRED } from '../error-codes.js'
import { Result } from '../session/result.js'
import { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship, Node, Path, PathSegment, Relationship, UnboundRelationship } from '../types/graph.js'
import { inSafeRange, Integer, toNumber, toString } from '../types/integer.js'
import { Record } from '../types/record.js'
import { EagerResult } from '../types/eager-result.js'
import { ResultSummary } from '../types/summary.js'
import { isPoint, Point } from '../types/spatial.js'
import {
  Date, DateTime, Duration, isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime, LocalDateTime, LocalTime, Time
} from '../types/temporal/index.js'
import { ProtocolVersion } from '../types/protocol-version.js'
import { UUID } from '../types/uuid.js'
import { Vector } from '../types/vector.js'
import { EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository, Rule, Rules } from './type-names.js'

/** `neo4j.session`: the access modes of sessions. */
export const session: { READ: AccessMode, WRITE: AccessMode } = { READ: 'READ', WRITE: 'WRITE' }

/** `neo4j.error`: codes of the driver's own errors. */
export const error = { SERVICE_UNAVAILABLE, SESSION_EXPIRED, PROTOCOL_ERROR }

/** `neo4j.integer`: conversions of {@link Integer}. */
export const integer = { toNumber, toString, inSafeRange }

/** `neo4j.graph`: type checks of graph values. */
export const graph = { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship }
/** `neo4j.spatial`: type checks of spatial values. */
export const spatial = { isPoint }
/** `neo4j.temporal`: type checks of temporal values. */
export const temporal = { isDuration, isLocalTime, isTime, isDate, isLocalDateTime, isDateTime }

/** `neo4j.types`: the classes of all values. */
export const types = {
  Node,
  Relationship,
  UnboundRelationship,
  PathSegment,
  Path,
  Result,
  EagerResult,
  ResultSummary,
  Record,
  Point,
  Date,
  DateTime,
  Duration,
  LocalDateTime,
  LocalTime,
  Time,
  Integer,
  Vector,
  UUID,
  ProtocolVersion,
  EnvelopeEncryptionProfile,
  EncryptionService,
  Rule,
  Rules,
  EncapsulatedKeyRecordRepository,
  EncapsulatedKeyRecord
}
