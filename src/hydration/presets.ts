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
/** For values whose content the hooks have already converted. */
const asItIs = (value: unknown): unknown => value

/** JavaScript values wherever the conversion is lossless. */
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

/** Presets of {@link HydrationHooks}, which can be extended: `{ ...neo4j.hydration.native, Date: f }`. */
export const hydration = Object.freeze({
  /**
   * JavaScript values wherever the conversion is lossless: integers as numbers if exact, otherwise as bigint; a DateTime as a JavaScript
   * `Date` if it has the offset 0, no time zone id and whole milliseconds, and is in the range of `Date`.
   */
  native,
  /** Values that `JSON.stringify` can represent, in the format of `neo4j.toJson`. */
  json: json as HydrationHooks,
  /**
   * Temporal values as objects of Temporal: Date as `PlainDate`, LocalTime as `PlainTime`, LocalDateTime as `PlainDateTime`,
   * DateTime as `ZonedDateTime`, Duration as `Temporal.Duration`. Values that Temporal has no class for, or cannot represent, are not converted.
   *
   * @param temporal an implementation of Temporal. Default: the global `Temporal`
   * @throws TypeError if there is no implementation, or it lacks a class
   */
  temporal: (temporal?: TemporalClasses): HydrationHooks => temporalHooks(temporal)
})

function isOfStandardDate (dateTime: DateTime<NumberOrInteger>): boolean {
  const { timeZoneId, timeZoneOffsetSeconds: offset, nanosecond } = dateTime
  return timeZoneId == null && offset != null && wholeNumber(offset) === 0 && wholeNumber(nanosecond) % NANOS_PER_MILLISECOND === 0 &&
    !Number.isNaN(dateTime.toStandardDate().getTime())
}
