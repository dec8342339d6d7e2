import { Node, Path, PathSegment, Relationship, UnboundRelationship } from '../types/graph.js'
import { Integer } from '../types/integer.js'
import { Record } from '../types/record.js'

/**
 * A record and one value of each kind that a graph is made of, for the codec to hold on to.
 *
 * V8 drops the hidden class of objects, and with it all optimised code that knows it, when a garbage collection finds none
 * of them alive: for a driver that is between two results, so the next one would begin slowly again. One that lives prevents that.
 */
export function hiddenClassKeepAlives (): unknown[] {
  const zero = Integer.ZERO
  const node = new Node(zero, [], {}, '')
  const unbound = new UnboundRelationship(zero, '', {}, '')
  const relationship = new Relationship(zero, zero, zero, '', {}, '', '', '')
  const segment = new PathSegment(node, relationship, node)
  return [new Record([], []), node, unbound, relationship, segment, new Path(node, node, [segment])]
}
