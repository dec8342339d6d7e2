import { Node, Path, PathSegment, Relationship, UnboundRelationship } from '../types/graph.js'
import { Integer } from '../types/integer.js'
import { Record } from '../types/record.js'

/**
 * A record and one value of each graph class, for the codec to keep.
 *
 * When a garbage collection finds no live object of a hidden class, V8 drops the hidden class and the optimized code that depends
 * on it. That happens between two results, and the next one would start slowly. One live object of each class prevents it.
 */
export function hiddenClassKeepAlives (): unknown[] {
  const zero = Integer.ZERO
  const node = new Node(zero, [], {}, '')
  const unbound = new UnboundRelationship(zero, '', {}, '')
  const relationship = new Relationship(zero, zero, zero, '', {}, '', '', '')
  const segment = new PathSegment(node, relationship, node)
  return [new Record([], []), node, unbound, relationship, segment, new Path(node, node, [segment])]
}
