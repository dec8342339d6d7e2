import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import * as graph from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { outcome } from '../../helpers/outcome.js'

type Library = typeof graph
type Guard = (value: unknown) => boolean
const official = neo4j.types as unknown as Library
const officialGuards = neo4j as unknown as Library

/** Makes the same value with either copy of the driver. */
type Make = (library: Library, integer: (value: number) => any) => any

const id = fc.oneof(
  fc.nat().map((value): Make => (_, integer) => integer(value)),
  fc.nat().map((value): Make => () => value),
  fc.bigInt({ min: 0n }).map((value): Make => () => value)
)
const elementId = fc.oneof(fc.string(), fc.constantFrom(undefined, null as unknown as undefined))
const properties = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.bigInt(), fc.array(fc.integer()), fc.constant(null)))

const node = fc.tuple(id, fc.array(fc.string()), properties, elementId).map(([identity, labels, props, element]): Make =>
  (library, integer) => new library.Node(identity(library, integer), labels, props, element))
const unbound = fc.tuple(id, fc.string(), properties, elementId).map(([identity, type, props, element]): Make =>
  (library, integer) => new library.UnboundRelationship(identity(library, integer), type, props, element))
const relationship = fc.tuple(id, id, id, fc.string(), properties, elementId, elementId, elementId)
  .map(([identity, start, end, type, props, ...elements]): Make => (library, integer) =>
    new library.Relationship(identity(library, integer), start(library, integer), end(library, integer), type, props, ...elements))
const bound = fc.tuple(unbound, id, id).map(([make, start, end]): Make => (library, integer) =>
  make(library, integer).bind(start(library, integer), end(library, integer)))
const boundToNodes = fc.tuple(unbound, node, node).map(([make, start, end]): Make => (library, integer) =>
  make(library, integer).bindTo(start(library, integer), end(library, integer)))
const segment = fc.tuple(node, relationship, node).map(([start, rel, end]): Make => (library, integer) =>
  new library.PathSegment(start(library, integer), rel(library, integer), end(library, integer)))
const path = fc.tuple(node, node, fc.array(segment, { maxLength: 3 })).map(([start, end, segments]): Make => (library, integer) =>
  new library.Path(start(library, integer), end(library, integer), segments.map(make => make(library, integer))))

const kinds = { node, relationship, unbound, bound, boundToNodes, segment, path }

describe('graph values beside those of neo4j-driver', () => {
  it.each(Object.entries(kinds))('a %s has the same fields, text and JSON', (_, kind: fc.Arbitrary<Make>) => {
    fc.assert(fc.property(kind, make => {
      const ours = (): any => make(graph, int)
      const theirs = (): any => make(official, neo4j.int)
      expect(outcome(ours)).toEqual(outcome(theirs))
      expect(outcome(() => ours().toString())).toEqual(outcome(() => theirs().toString()))
      expect(outcome(() => JSON.stringify(ours()))).toEqual(outcome(() => JSON.stringify(theirs())))
    }))
  })

  it.each(Object.entries(kinds))('a %s is recognised by the same guards of both drivers', (_, kind: fc.Arbitrary<Make>) => {
    const guards = ['isNode', 'isRelationship', 'isUnboundRelationship', 'isPath', 'isPathSegment'] as const
    fc.assert(fc.property(kind, make => {
      for (const value of [make(graph, int), make(official, neo4j.int)]) {
        expect(guards.map(guard => (graph[guard] as Guard)(value))).toEqual(guards.map(guard => (officialGuards[guard] as Guard)(value)))
      }
    }), { numRuns: 5 })
  })

  it('refuses the same missing arguments', () => {
    const { Node, Path, Relationship, UnboundRelationship } = graph as any
    const theirs = official as any
    expect(outcome(() => new Node())).toEqual(outcome(() => new theirs.Node()))
    expect(outcome(() => new Relationship())).toEqual(outcome(() => new theirs.Relationship()))
    expect(outcome(() => new UnboundRelationship())).toEqual(outcome(() => new theirs.UnboundRelationship()))
    expect(outcome(() => new Path())).toEqual(outcome(() => new theirs.Path()))
  })

  it.each([null, undefined, 0, '', {}, [], { __isNode__: 1 }])('takes %p for a node exactly if neo4j-driver does', value => {
    expect(graph.isNode(value)).toBe(neo4j.isNode(value as any))
  })
})
