import { Node, Path, PathSegment, Relationship, UnboundRelationship } from '../types/graph.js'
import type { MakeInteger } from '../types/integer.js'
import { Record } from '../types/record.js'
import { Point } from '../types/spatial.js'
import * as temporal from '../types/temporal/hydrate.js'

/**
 * One value of each kind that a server sends, for the codec to hold on to.
 *
 * V8 drops the hidden class of objects, and with it all optimised code that knows it, when a garbage collection finds none
 * of them alive: for a driver that is between two results, so the next one would begin slowly again. One that lives prevents that.
 */
export function oneOfEachShape (int: MakeInteger): readonly object[] {
  const zero = int(0)
  const node = new Node(zero as never, [], {}, '')
  const unbound = new UnboundRelationship(zero as never, '', {}, '')
  const relationship = new Relationship(zero as never, zero as never, zero as never, '', {}, '', '', '')
  const segment = new PathSegment(node, relationship, node)
  return [
    new Record([], []), node, unbound, relationship, segment, new Path(node, node, [segment]),
    new Point(zero, 0.5, 0.5), new Point(zero, 0.5, 0.5, 0.5),
    temporal.hydrateDate(0, int), temporal.hydrateTime(0, 0, int), temporal.hydrateLocalTime(0, int), temporal.hydrateLocalDateTime(0, 0, int),
    temporal.hydrateDateTimeWithOffset(0, 0, 0, int), temporal.hydrateDuration(zero, zero, zero, zero)
  ]
}
