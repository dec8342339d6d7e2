import official from 'neo4j-driver'
import neo4j from '../../../src/index.js'
import { methodsOf, standIns, type Wrap } from '../../helpers/wrappings.js'

type Driver = typeof neo4j

/** One of each kind of value, made by a driver. */
function valuesOf (neo: Driver): Record<string, object> {
  const { Node, Relationship, UnboundRelationship, Path, PathSegment } = neo.types
  const [start, end] = [new Node(1, ['A'], { n: 1 }, 'e1'), new Node(2, ['B'], {}, 'e2')]
  const relationship = new Relationship(3, 1, 2, 'KNOWS', { since: 1 }, 'e3', 'e1', 'e2')
  const summary = new neo.types.ResultSummary('RETURN 1', { a: 1 }, {
    stats: { 'nodes-created': 2 }, type: 'r', plan: { operatorType: 'X', identifiers: ['n'], args: {}, children: [] },
    notifications: [{ code: 'Neo.ClientNotification.X', title: 't', description: 'd', severity: 'WARNING', position: { offset: 1, line: 1, column: 2 } }]
  } as never, undefined)
  return {
    integer: neo.int('9223372036854775807'),
    record: new neo.types.Record(['n', 'm'], [1, neo.int(2)]),
    node: start,
    relationship,
    'unbound relationship': new UnboundRelationship(3, 'KNOWS', {}, 'e3'),
    segment: new PathSegment(start, relationship, end),
    path: new Path(start, end, [new PathSegment(start, relationship, end)]),
    point: new neo.types.Point(neo.int(4326), 1.5, 2.5),
    duration: new neo.types.Duration(1, 2, 3, 4),
    'local time': new neo.types.LocalTime(1, 2, 3, 4),
    time: new neo.types.Time(1, 2, 3, 4, 3600),
    date: new neo.types.Date(2024, 2, 29),
    'local date-time': new neo.types.LocalDateTime(2024, 2, 29, 1, 2, 3, 4),
    'date-time': new neo.types.DateTime(2024, 2, 29, 1, 2, 3, 4, 3600),
    'date-time of a zone': new neo.types.DateTime(2024, 2, 29, 1, 2, 3, 4, undefined, 'Europe/Berlin'),
    vector: neo.vector(Float32Array.of(1, 2)),
    uuid: neo.uuid('123e4567-e89b-12d3-a456-426614174000'),
    summary,
    statistics: summary.counters,
    plan: summary.plan as object,
    notification: summary.notifications[0]
  }
}

/** Methods that need an argument, and what they get. */
const ARGUMENTS: Record<string, (neo: Driver) => unknown[]> = {
  get: () => ['n'], has: () => ['n'], forEach: () => [() => {}], map: () => [(value: unknown) => String(value)], as: () => [{}]
}
const OF_INTEGERS = new Set(['add', 'subtract', 'multiply', 'div', 'modulo', 'and', 'or', 'xor', 'equals', 'notEquals', 'compare', 'lessThan', 'greaterThan', 'greaterThanOrEqual', 'lessThanOrEqual'])

/** What each method answers, and what the functions that recognize values and write them as text say of it. */
function answersOf (neo: Driver, name: string, wrap: Wrap): Record<string, string> {
  const value = wrap(valuesOf(neo)[name]) as Record<string, (...args: unknown[]) => unknown>
  const answers: Record<string, string> = {}
  const ask = (question: string, answer: () => unknown): void => {
    try {
      answers[question] = String(answer())
    } catch (error) {
      answers[question] = `throws ${(error as Error).name}`
    }
  }
  for (const method of methodsOf(valuesOf(official as unknown as Driver)[name])) {
    ask(method, () => value[method](...ARGUMENTS[method]?.(neo) ?? (OF_INTEGERS.has(method) ? [neo.int(2)] : [])))
  }
  ask('keys', () => Object.keys(value).sort())
  for (const [family, test] of Object.entries({ ...neo.graph, ...neo.spatial, ...neo.temporal, isInt: neo.isInt, isVector: neo.isVector, isUUID: neo.isUUID })) {
    ask(family, () => (test as (value: unknown) => boolean)(value))
  }
  ask('JSON', () => JSON.stringify(value))
  return answers
}

describe.each(Object.keys(valuesOf(neo4j)))('a %s', name => {
  it.each(standIns)('answers behind %s as in neo4j-driver', (_, wrap) => {
    const [plain, ours] = [answersOf(neo4j, name, original => original), answersOf(neo4j, name, wrap)]
    const [theirsPlain, theirs] = [answersOf(official as unknown as Driver, name, original => original), answersOf(official as unknown as Driver, name, wrap)]
    // What works there works here: whatever the wrapping does not change there, it does not change here.
    const unchanged = Object.keys(theirs).filter(question => theirs[question] === theirsPlain[question])
    expect(unchanged.length).toBeGreaterThan(5)
    const pick = (answers: Record<string, string>): Record<string, string> => Object.fromEntries(unchanged.map(question => [question, answers[question]]))
    expect(pick(ours)).toEqual(pick(plain))
  })
})
