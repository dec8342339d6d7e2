import { Node, Path, PathSegment, Relationship } from '../../types/graph.js'
import { isNode, isRelationship } from '../../types/graph.js'
import { int } from '../../types/integer.js'
import { describeKind } from '../../text.js'
import { driverMap } from './driver-value.js'

/** Ids given by a test. Omitted ids are generated, unique within the process. */
export interface Ids {
  /** The numeric id. Default: counts from 1, separately for nodes and relationships. */
  id?: number | bigint
  /** The element id. Default: like `4:00000000-0000-0000-0000-000000000000:1`, with the numeric id at the end. */
  elementId?: string
}

/** The database part of generated element ids. */
const DATABASE_ID = '00000000-0000-0000-0000-000000000000'
let nodes = 0
let relationships = 0

/**
 * Makes a node as a query returns it.
 * @example
 * node(['Person'], { name: 'Ada', born: 1815 })
 *
 * @param labels one or more labels
 * @param properties integers become `Integer`; see {@link float}
 * @param ids see {@link Ids}
 * @throws TypeError if a database cannot have the type of a property
 */
export function node (labels: string | readonly string[], properties: object = {}, { id = ++nodes, elementId = `4:${DATABASE_ID}:${id}` }: Ids = {}): Node {
  return new Node(int(id), typeof labels === 'string' ? [labels] : [...labels], driverMap(properties, 'properties'), elementId)
}

/**
 * Makes a relationship as a query returns it.
 * @example
 * relationship(ada, 'KNOWS', bob, { since: 1833 })
 *
 * @param start the node that it begins at
 * @param type its type
 * @param end the node that it ends at
 * @param properties integers become `Integer`; see {@link float}
 * @param ids see {@link Ids}
 * @throws TypeError if `start` or `end` is not a node, or a database cannot have the type of a property
 */
export function relationship (
  start: Node, type: string, end: Node, properties: object = {}, { id = ++relationships, elementId = `5:${DATABASE_ID}:${id}` }: Ids = {}
): Relationship {
  for (const node of [start, end]) {
    if (!isNode(node)) throw new TypeError(`A relationship begins and ends at a node, but this is ${describeKind(node)}: relationship(start, type, end, properties).`)
  }
  return new Relationship(int(id), start.identity, end.identity, type, driverMap(properties, 'properties'), elementId, start.elementId, end.elementId)
}

/**
 * Makes a path as a query returns it.
 * @example
 * path(ada, knows, bob)
 *
 * @param start the first node
 * @param steps relationships and nodes, alternating
 * @throws TypeError if a relationship does not connect its neighbors, in either direction
 */
export function path (start: Node, ...steps: ReadonlyArray<Node | Relationship>): Path {
  if (!isNode(start) || steps.length % 2 !== 0) throw new TypeError('A path is a node, then relationships and nodes in turn: path(ada, knows, bob).')
  const segments: PathSegment[] = []
  let from = start
  for (let i = 0; i < steps.length; i += 2) {
    const [step, to] = [steps[i], steps[i + 1]]
    if (!isRelationship(step) || !isNode(to)) throw new TypeError(`A path is a node, then relationships and nodes in turn, but step ${i + 1} is something else.`)
    const ends = [step.startNodeElementId, step.endNodeElementId]
    if (![[from, to], [to, from]].some(([a, b]) => ends[0] === a.elementId && ends[1] === b.elementId)) {
      throw new TypeError(`A path goes along its relationships, but ${step.toString()} does not join ${from.toString()} and ${to.toString()}.`)
    }
    segments.push(new PathSegment(from, step, to))
    from = to
  }
  return new Path(start, from, segments)
}
