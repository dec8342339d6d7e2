import neo4j from 'neo4j-driver'
import { rule } from '../../../src/mapping/rules.js'
import { Node, Path, Relationship } from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { Point } from '../../../src/types/spatial.js'
import * as temporal from '../../../src/types/temporal/index.js'
import { uuid } from '../../../src/types/uuid.js'
import { vector } from '../../../src/types/vector.js'
import { outcome } from '../../helpers/outcome.js'

/** What a test needs of one copy of the driver. */
const ourLibrary: any = { rule, int, Node, Path, Relationship, Point, ...temporal, uuid, vector }
const theirLibrary: any = { ...neo4j.types, rule: neo4j.rule, int: neo4j.int, uuid: neo4j.uuid, vector: neo4j.vector }

const text = ['P1M2DT3S', '12:30:15', '12:30:15+01:00', '2026-03-29', '2026-03-29T02:30:00', '2026-03-29T02:30:00+01:00', 'aabbccddeeff00112233445566778899']

/** One of everything that a rule may meet, made by one copy of the driver. */
function samples (library: any): unknown[] {
  const { int, Node, Path, Relationship, Point, Duration, LocalTime, Time, Date: Day, LocalDateTime, DateTime, uuid, vector } = library
  const node = new Node(int(1), ['A'], {})
  return [
    undefined, null, true, 'text', ...text, 1.5, 3, NaN, 5n, int(7), [], [1, 2.5], ['a'], [null], {}, { a: 1 },
    node, new Relationship(int(1), int(2), int(3), 'T', {}), new Path(node, node, []), new Point(int(7203), 1, 2),
    new Duration(1, 2, 3, 4), new LocalTime(1, 2, 3, 4), new Time(1, 2, 3, 4, 3600), new Day(2026, 3, 29),
    new LocalDateTime(2026, 3, 29, 1, 2, 3, 4), new DateTime(2026, 3, 29, 1, 2, 3, 4, 3600),
    vector(Int8Array.of(1, 2)), vector(Float32Array.of(1, 2, 3)), Int8Array.of(1, 2), uuid(text[6]), new Date(Date.UTC(2026, 2, 29, 1, 2, 3, 4))
  ]
}

const own = (value: unknown): string => `own ${String(value)}`
const configurations: Record<string, any> = {
  'no configuration': undefined,
  'an empty one': {},
  optional: { optional: true, from: 'elsewhere' },
  'own convert': { convert: own },
  'own validate': { validate: () => { throw new Error('never good') } },
  isInteger: { isInteger: true },
  acceptNumber: { acceptNumber: true },
  stringify: { stringify: true },
  'stringify false': { stringify: false },
  jsNativeDate: { jsNativeDate: true },
  'stringify and jsNativeDate': { stringify: true, jsNativeDate: true },
  'stringify and own convert': { stringify: true, convert: own },
  'jsNativeDate and own parameterConversion': { jsNativeDate: true, parameterConversion: own },
  'everything at once': { stringify: true, jsNativeDate: true, asTypedList: true, convert: own },
  asTypedList: { asTypedList: true },
  'asTypedList and own convert': { asTypedList: true, convert: own },
  dimension: { dimension: 2 },
  type: { type: 'INT8' }
}

function shape (rule: object): unknown {
  return Object.entries(rule).map(([name, part]) => typeof part === 'function' || name === 'apply' ? [name, typeof part] : [name, part])
}

/** What a rule makes of everything. */
function answers (library: any, makeRule: () => any): unknown {
  const made = outcome(makeRule)
  if ((made as any).thrown !== undefined) {
    return made
  }
  const { validate, convert, parameterConversion } = makeRule()
  return [shape(makeRule()), samples(library).map(value => [
    outcome(() => validate?.(value, 'Person#field')),
    outcome(() => convert?.(value, 'Person#field')),
    outcome(() => parameterConversion?.(value))
  ])]
}

const factories = Object.keys(neo4j.rule).filter(name => name !== 'asObject')

describe('rules beside those of neo4j-driver', () => {
  it('are made by factories of the same names', () => {
    expect(Object.keys(rule).sort()).toEqual(Object.keys(neo4j.rule).sort())
    expect(Object.isFrozen(rule)).toBe(Object.isFrozen(neo4j.rule))
  })

  it.each(factories.flatMap(factory => Object.keys(configurations).map(name => [factory, name])))('%s with %s does the same', (factory, name) => {
    const config = configurations[name]
    expect(answers(ourLibrary, () => ourLibrary.rule[factory](config)))
      .toEqual(answers(theirLibrary, () => theirLibrary.rule[factory](config)))
  })

  it.each<[string, (library: any) => any]>([
    ['a rule', ({ rule }) => rule.asNumber()],
    ['an optional rule', ({ rule }) => rule.asString({ optional: true })],
    ['a rule with parameter conversion', ({ rule }) => rule.asDuration({ stringify: true, optional: true })],
    ['a list in the list', ({ rule }) => rule.asList({ apply: rule.asNumber() })],
    ['an empty rule', () => ({})]
  ])('asList that applies %s does the same', (_, apply) => {
    const configured = (library: any): unknown => answers(library, () => library.rule.asList({ apply: apply(library) }))
    expect(configured(ourLibrary)).toEqual(configured(theirLibrary))
  })

  it.each<[string, (library: any) => any[]]>([
    ['rules', ({ rule }) => [{ a: rule.asNumber() }]],
    ['optional rules', ({ rule }) => [{ a: rule.asNumber({ optional: true }), b: rule.asString({ optional: true, from: 'c' }) }]],
    ['parameter conversion', ({ rule }) => [{ a: rule.asNumber({ isInteger: true }), x: { ...rule.asString(), from: 'a' } }]],
    ['a class', () => [class Thing { a = 5 }]],
    ['a class and rules', ({ rule }) => [class Thing { b = 5 }, { a: rule.asNumber({ convert: (value: number) => value + 1 }) }]],
    ['an object inside', ({ rule }) => [{ a: rule.asObject({ b: rule.asString() }) }]]
  ])('asObject with %s does the same', (_, args) => {
    const objects = [...samples(ourLibrary).slice(2), { a: 1, c: 'text' }, { a: { b: 'text' } }, { a: { b: 1 } }, { x: 1 }]
    const configured = (library: any): unknown => {
      const { validate, convert, parameterConversion } = library.rule.asObject(...args(library))
      return objects.map(value => [
        outcome(() => validate(value, 'Person#field')), outcome(() => convert(value, 'Person#field')), outcome(() => parameterConversion(value))
      ])
    }
    expect(configured(ourLibrary)).toEqual(configured(theirLibrary))
  })
})
