import type { Node, Path, Relationship } from '../types/graph.js'
import type { NumberOrInteger } from '../types/integer.js'
import { NANOS_PER_MILLISECOND } from '../types/temporal/civil.js'
import { wholeNumber } from '../types/temporal/fields.js'
import type { DateTime } from '../types/temporal/index.js'
import type { HydrationHooks } from './hooks.js'
import { type AllHooks, NOT_FINITE } from './hydrator.js'
import { jsonBytes, jsonDuration, jsonNode, jsonNumber, jsonPath, jsonPoint, jsonRelationship, jsonUnsupported, jsonVector } from './json.js'
import { type TemporalClasses, temporalHooks } from './temporal-preset.js'

const text = (value: object): string => value.toString()
/** What is inside of a value has been through the hooks. */
const asItIs = (value: unknown): unknown => value

/** Values of JavaScript where nothing is lost. */
const native: HydrationHooks = Object.freeze({
  Integer: 'safe',
  DateTime: (dateTime: DateTime<NumberOrInteger>) => isOfStandardDate(dateTime) ? dateTime.toStandardDate() : dateTime
})

const json: AllHooks = Object.freeze({
  Integer: jsonNumber,
  Bytes: jsonBytes,
  Date: text,
  DateTime: text,
  Duration: jsonDuration,
  LocalDateTime: text,
  LocalTime: text,
  Time: text,
  UUID: text,
  Point: jsonPoint,
  Vector: jsonVector,
  Node: (node: Node<NumberOrInteger>) => jsonNode(node, asItIs),
  Relationship: (relationship: Relationship<NumberOrInteger>) => jsonRelationship(relationship, asItIs),
  Path: (path: Path<NumberOrInteger>) => jsonPath(path, asItIs),
  UnsupportedType: jsonUnsupported,
  floats: null,
  [NOT_FINITE]: String
})

/** Ready-made {@link HydrationHooks}; `{ ...neo4j.hydration.native, Date: f }` adds to them. */
export const hydration = Object.freeze({
  /**
   * Values of JavaScript where nothing is lost: integers as numbers where that is exact, else as bigint; a DateTime as a JavaScript
   * `Date` if it is in UTC by its offset, has no time zone id and no part of a millisecond, and is in the range of a `Date`.
   */
  native,
  /** Everything as `JSON.stringify` can hold it, in the form of `neo4j.toJson`. */
  json: json as HydrationHooks,
  /**
   * Temporal values as those of Temporal: Date as `PlainDate`, LocalTime as `PlainTime`, LocalDateTime as `PlainDateTime`,
   * DateTime as `ZonedDateTime`, Duration as `Temporal.Duration`; what Temporal has no class for, or can't hold, stays as it is.
   *
   * @param temporal an implementation; default: the global one, where there is one
   * @throws TypeError if there is none
   */
  temporal: (temporal?: TemporalClasses): HydrationHooks => temporalHooks(temporal)
})

function isOfStandardDate (dateTime: DateTime<NumberOrInteger>): boolean {
  const { timeZoneId, timeZoneOffsetSeconds: offset, nanosecond } = dateTime
  return timeZoneId == null && offset != null && wholeNumber(offset) === 0 && wholeNumber(nanosecond) % NANOS_PER_MILLISECOND === 0 &&
    !Number.isNaN(dateTime.toStandardDate().getTime())
}
