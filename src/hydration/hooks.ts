import type { Node, Path, Relationship } from '../types/graph.js'
import type { Integer, NumberOrInteger } from '../types/integer.js'
import type { Point } from '../types/spatial.js'
import type { Date, DateTime, Duration, LocalDateTime, LocalTime, Time } from '../types/temporal/index.js'
import type { UnsupportedType } from '../types/unsupported.js'
import type { UUID } from '../types/uuid.js'
import type { Vector, VectorArray } from '../types/vector.js'

/** Makes what the program gets of a value. By a method, so that it may also be declared for values with integers of one kind. */
type Hook<T> = { hook (value: T): unknown }['hook']

/**
 * What becomes of the values in records, by type: of those in lists, maps and properties, too, the innermost first. Not of
 * ids, nor of anything in summaries. null: the type comes as without hooks, whatever the session's or the driver's hooks say.
 */
export interface HydrationHooks {
  /**
   * `'number'`, `'bigint'`, or `'safe'`: a number where that is exact, else a bigint. These replace the driver's
   * `disableLosslessIntegers` and `useBigInt`, and are as fast: ids and the parts of points and temporal values come so as well.
   * A function gets integers that are values, as {@link Integer}; ids and parts are Integers then.
   */
  Integer?: 'number' | 'bigint' | 'safe' | Hook<Integer> | null
  Date?: Hook<Date<NumberOrInteger>> | null
  DateTime?: Hook<DateTime<NumberOrInteger>> | null
  Duration?: Hook<Duration<NumberOrInteger>> | null
  LocalDateTime?: Hook<LocalDateTime<NumberOrInteger>> | null
  LocalTime?: Hook<LocalTime<NumberOrInteger>> | null
  Time?: Hook<Time<NumberOrInteger>> | null
  Point?: Hook<Point<NumberOrInteger>> | null
  /** Its properties have been through the hooks. */
  Node?: Hook<Node<NumberOrInteger>> | null
  Relationship?: Hook<Relationship<NumberOrInteger>> | null
  /** Its nodes and relationships have been through the hooks. */
  Path?: Hook<Path<NumberOrInteger>> | null
  Bytes?: Hook<Int8Array> | null
  UnsupportedType?: Hook<UnsupportedType> | null
  UUID?: Hook<UUID> | null
  Vector?: Hook<Vector<VectorArray>> | null
  /** `'typed'`: a list of floats and nothing else, one at least, comes as a `Float64Array`. */
  floats?: 'typed' | null
}

/** How values of a class of the program's become parameters. */
export interface DehydrationHook {
  /** Asked for every value in the parameters but null and undefined: also for strings, numbers and lists. */
  isTypeInstance: (value: unknown) => boolean
  /** What is sent in its place, as it is: no other hook gets it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- it is what isTypeInstance has accepted
  dehydrate: (value: any) => unknown
}
