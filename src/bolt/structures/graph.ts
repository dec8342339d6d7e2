import { PROTOCOL_ERROR } from '../../error-codes.js'
import { newError } from '../../error.js'
import type { PackStreamReader } from '../../packstream/reader.js'
import { UnwritableValueError } from '../../packstream/unwritable-value.js'
import { textOf } from '../../text.js'
import {
  isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship, Node, Path, PathSegment, Relationship, UnboundRelationship
} from '../../types/graph.js'
import { assertSize, type Family, type Writing, writing } from './family.js'

export const NODE = 0x4e
export const RELATIONSHIP = 0x52
export const UNBOUND_RELATIONSHIP = 0x72
export const PATH = 0x50

/** Only servers send graph values; they have element ids since Bolt 5.0. */
export const graph: Family = {
  readings: ({ elementId }) => [
    [NODE, elementId ? readNode : readOldNode],
    [RELATIONSHIP, elementId ? readRelationship : readOldRelationship],
    [UNBOUND_RELATIONSHIP, elementId ? readUnboundRelationship : readOldUnboundRelationship],
    [PATH, readPath]
  ],
  writings: () => [
    refusal(isNode, 'nodes'),
    refusal(isRelationship, 'relationships'),
    refusal(isUnboundRelationship, 'unbound relationships'),
    refusal(isPath, 'paths'),
    refusal(isPathSegment, 'path segments')
  ]
}

function readNode (reader: PackStreamReader, size: number): unknown {
  assertSize('Node', size, 4)
  return new Node(reader.readInteger(), reader.readNames(), reader.readMap(), reader.readElementId())
}

function readOldNode (reader: PackStreamReader, size: number): unknown {
  assertSize('Node', size, 3)
  return new Node(reader.readInteger(), reader.readNames(), reader.readMap())
}

function readRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('Relationship', size, 8)
  return new Relationship(
    reader.readInteger(), reader.readInteger(), reader.readInteger(), reader.readName(), reader.readMap(),
    reader.readElementId(), reader.readElementId(), reader.readElementId())
}

function readOldRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('Relationship', size, 5)
  return new Relationship(reader.readInteger(), reader.readInteger(), reader.readInteger(), reader.readName(), reader.readMap())
}

function readUnboundRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('UnboundRelationship', size, 4)
  return new UnboundRelationship(reader.readInteger(), reader.readName(), reader.readMap(), reader.readElementId())
}

function readOldUnboundRelationship (reader: PackStreamReader, size: number): unknown {
  assertSize('UnboundRelationship', size, 3)
  return new UnboundRelationship(reader.readInteger(), reader.readName(), reader.readMap())
}

/**
 * A path is sent as its distinct nodes and relationships, and a list of steps: pairs of a relationship's number (from 1,
 * negative if traversed against its direction) and a node's index (from 0). The steps define the ends of the relationships.
 */
function readPath (reader: PackStreamReader, size: number): unknown {
  assertSize('Path', size, 3)
  const nodes = reader.readList()
  const relationships = reader.readList()
  const steps = reader.readListSize()
  const segments: PathSegment[] = []
  const start = nodes[0]
  if (!(start instanceof Node) || steps % 2 !== 0) {
    throw newError(`The server sent a path that does not begin with a node, or ends in the middle of a step (${steps} numbers).`, PROTOCOL_ERROR)
  }
  let from = start
  for (let i = 0; i < steps; i += 2) {
    const step = reader.readNumber()
    const to = nodes[reader.readNumber()]
    const index = Math.abs(step) - 1
    let relationship = relationships[index]
    if (relationship instanceof UnboundRelationship && to instanceof Node) {
      relationship = relationships[index] = step > 0 ? relationship.bindTo(from, to) : relationship.bindTo(to, from)
    }
    if (!(relationship instanceof Relationship) || !(to instanceof Node)) {
      throw newError(`The server sent a path that refers to a relationship or node that is not part of it (step ${i / 2}).`, PROTOCOL_ERROR)
    }
    segments.push(new PathSegment(from, relationship, to))
    from = to
  }
  return new Path(start, from, segments)
}

function refusal<T> (is: (value: unknown) => value is T, what: string): Writing {
  return writing(is, (_, value) => {
    throw new UnwritableValueError(`It is not allowed to pass ${what} in query parameters, given: ${textOf(value)}`, value)
  })
}
