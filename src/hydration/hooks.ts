import type { Node, Path, Relationship } from '../types/graph.js'
import type { Integer, NumberOrInteger } from '../types/integer.js'
import type { Point } from '../types/spatial.js'
import type { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../types/temporal/index.js'
import type { UnsupportedType } from '../types/unsupported.js'
import type { UUID } from '../types/uuid.js'
import type { Vector, VectorArray } from '../types/vector.js'

/** Converts a value for the program. Declared as a method, so that it accepts functions for values with one type of integers. */
type Hook<T> = { hook (value: T): unknown }['hook']

/**
 * Conversions of the values in records, by type. They apply to values in lists, maps and properties, too, from the inside out,
 * but not to ids, nor to summaries. null cancels a hook of the session or the driver for that type.
 */
export interface HydrationHooks {
  /**
   * `'number'`, `'bigint'`, or `'safe'`: a number if that is exact, otherwise a bigint. These override the driver's
   * `disableLosslessIntegers` and `useBigInt` and are as fast. They also apply to ids and to the fields of points and temporal values.
   * A function is called with each integer value as an {@link Integer}; ids and fields are then Integers.
   */
  Integer?: 'number' | 'bigint' | 'safe' | Hook<Integer> | null
  Date?: Hook<Date<NumberOrInteger>> | null
  DateTime?: Hook<DateTime<NumberOrInteger>> | null
  Duration?: Hook<Duration<NumberOrInteger>> | null
  LocalDateTime?: Hook<LocalDateTime<NumberOrInteger>> | null
  LocalTime?: Hook<LocalTime<NumberOrInteger>> | null
  Time?: Hook<Time<NumberOrInteger>> | null
  Point?: Hook<Point<NumberOrInteger>> | null
  /** Called after the hooks for its properties. */
  Node?: Hook<Node<NumberOrInteger>> | null
  Relationship?: Hook<Relationship<NumberOrInteger>> | null
  /** Called after the hooks for its nodes and relationships. */
  Path?: Hook<Path<NumberOrInteger>> | null
  Bytes?: Hook<Int8Array> | null
  UnsupportedType?: Hook<UnsupportedType> | null
  UUID?: Hook<UUID> | null
  Vector?: Hook<Vector<VectorArray>> | null
  /** `'typed'`: a list that is not empty and contains only floats is read into a `Float64Array`. */
  floats?: 'typed' | null
}

/** Converts values of the program's classes to parameters. */
export interface DehydrationHook {
  /** Whether the hook converts a value. Called for every value in the parameters except null and undefined, including strings, numbers and lists. */
  isTypeInstance: (value: unknown) => boolean
  /** Converts a value that `isTypeInstance` accepted. The result is sent as it is; no other hook is called for it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- isTypeInstance has accepted it
  dehydrate: (value: any) => unknown
}
