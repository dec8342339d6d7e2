import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import { StandardCase as TheirCase } from 'neo4j-driver-core'
import { mapParameters } from '../../../src/mapping/map-parameters.js'
import { StandardCase } from '../../../src/mapping/name-conventions.js'
import { RecordObjectMapping } from '../../../src/mapping/record-object-mapping.js'
import { rule } from '../../../src/mapping/rules.js'
import { Node, Relationship, UnboundRelationship } from '../../../src/types/graph.js'
import { int } from '../../../src/types/integer.js'
import { Record as OurRecord } from '../../../src/types/record.js'
import { outcome } from '../../helpers/outcome.js'

/** Not public there: `run` calls it. */
const official = jest.requireActual('neo4j-driver-core/lib/mapping.highlevel')

const ours: any = { rule, int, Node, Relationship, UnboundRelationship, Record: OurRecord, mapping: RecordObjectMapping, mapParameters }
const theirs: any = {
  ...neo4j.types, rule: neo4j.rule, int: neo4j.int, mapping: neo4j.RecordObjectMapping, mapParameters: official.validateAndCleanParameters
}

class Person {
  name = ''
  born
  constructor (born = 0) {
    this.born = born
  }
}
class Named { declare name: string }

const forget = (library: any): void => {
  library.mapping.clearMappingRegistry()
  library.mapping.translateIdentifiers((name: string) => name)
}

afterEach(() => { [ours, theirs].forEach(forget) })

const same = (act: (library: any) => unknown): void => {
  expect(outcome(() => act(ours))).toEqual(outcome(() => act(theirs)))
}

const record = (library: any): any => new library.Record(['name', 'born', 'NAME'], ['Ada', library.int(1815), 'ADA'])

describe('mapping a record beside neo4j-driver', () => {
  it.each<[string, (library: any) => any[]]>([
    ['a class alone', () => [Person]],
    ['a class whose properties the constructor does not set', () => [Named]],
    ['a class and rules', ({ rule }) => [Person, { name: rule.asString(), born: rule.asNumber({ isInteger: true }) }]],
    ['rules alone', ({ rule }) => [{ name: rule.asString(), year: rule.asInteger({ from: 'born' }) }]],
    ['a rule that the value breaks', ({ rule }) => [Person, { name: rule.asNumber() }]],
    ['a rule that a plain object breaks', ({ rule }) => [{ name: rule.asNumber() }]],
    ['a rule for a name that is not there', ({ rule }) => [{ shoe: rule.asNumber() }]],
    ['an optional rule for a name that is not there', ({ rule }) => [{ shoe: rule.asNumber({ optional: true }) }]],
    ['an error of the program in an optional rule', () => [{ name: { optional: true, convert: () => { throw new RangeError('mine') } } }]],
    ['rules that inherit rules', ({ rule }) => [Person, Object.create({ name: rule.asNumber() })]],
    ['no rules', () => [{}]],
    ['null', () => [null]],
    ['nothing', () => []],
    ['a class that cannot be made', () => [class { constructor () { throw new Error('no') } }]]
  ])('with %s does the same', (_, args) => {
    same(library => record(library).as(...args(library)))
  })

  it('finds the rules registered for a class, and for others of the same name', () => {
    const other = { Person: class { name = 1 } }.Person
    for (const wanted of [Person, other, Named]) {
      same(library => {
        library.mapping.register(Person, { name: library.rule.asString({ convert: (name: string) => `Lady ${name}` }) })
        return record(library).as(wanted)
      })
    }
  })

  it('prefers the rules given to those registered', () => {
    same(library => {
      library.mapping.register(Person, { name: library.rule.asNumber() })
      return record(library).as(Person, { name: library.rule.asString() })
    })
  })

  it('forgets what was registered, but not the translation of names', () => {
    same(library => {
      library.mapping.register(Person, { name: library.rule.asNumber() })
      library.mapping.translateIdentifiers((name: string) => name.toUpperCase())
      library.mapping.clearMappingRegistry()
      return record(library).as(Named, { name: {} })
    })
  })

  it('translates names where no rule names one', () => {
    same(library => {
      library.mapping.translateIdentifiers((name: string) => name.toUpperCase())
      return record(library).as({ name: library.rule.asString(), born: library.rule.asInteger({ from: 'born' }) })
    })
  })

  it.each(['Node', 'Relationship', 'UnboundRelationship'])('maps the properties of a %s alike', kind => {
    for (const wanted of [Person, Named]) {
      same(library => {
        const args = { Node: [['A']], Relationship: [library.int(1), library.int(2), 'T'], UnboundRelationship: ['T'] }[kind]!
        return new library[kind](library.int(0), ...args, { name: 'Ada' }).as(wanted, { name: library.rule.asString() })
      })
    }
  })
})

describe('mapping parameters beside neo4j-driver', () => {
  it.each<[string, (library: any) => any[]]>([
    ['no rules', () => [{ a: 1 }]],
    ['no rules for a class', () => [new Person()]],
    ['conversion', ({ rule }) => [{ a: 1, b: 2, c: 3 }, { a: rule.asNumber({ isInteger: true }), b: rule.asNumber() }]],
    ['another name', ({ rule }) => [{ a: 1 }, { a: rule.asNumber({ from: 'b' }) }]],
    ['a value that breaks a rule', ({ rule }) => [{ a: 'x' }, { a: rule.asNumber() }]],
    ['a missing value', ({ rule }) => [{ a: 1 }, { b: rule.asNumber() }]],
    ['a missing optional value', ({ rule }) => [{ a: null }, { a: rule.asNumber({ optional: true }), b: rule.asNumber({ optional: true }) }]],
    ['a conversion to nothing', () => [{ a: 1 }, { a: { parameterConversion: () => null } }]],
    ['objects in lists', ({ rule }) => [{ a: [{ b: 1 }, { b: 2 }] }, { a: rule.asList({ apply: rule.asObject({ b: rule.asNumber({ isInteger: true, from: 'c' }) }) }) }]]
  ])('with %s does the same', (_, args) => {
    same(library => library.mapParameters(...args(library)))
  })

  it('uses the rules registered for the class of the parameters, and the translation of names', () => {
    same(library => {
      library.mapping.register(Person, { name: library.rule.asString(), born: library.rule.asNumber({ isInteger: true }) })
      library.mapping.translateIdentifiers((name: string) => name.toUpperCase())
      return library.mapParameters(new Person(1815))
    })
  })

  it('lets parameters without a prototype pass, at which neo4j-driver fails', () => {
    const params = Object.assign(Object.create(null), { a: 1 })
    expect(mapParameters(params)).toBe(params)
    expect(() => official.validateAndCleanParameters(params)).toThrow(TypeError)
  })
})

describe('translating names beside neo4j-driver', () => {
  const cases = Object.values(StandardCase)

  it('knows the same conventions', () => {
    expect(StandardCase).toEqual({ ...TheirCase })
    expect(Object.keys(RecordObjectMapping).sort()).toEqual(Object.keys(neo4j.RecordObjectMapping).sort())
  })

  it.each(cases.flatMap(database => cases.map(code => [database, code])))('gives the same names in %s for names in %s', (database, code) => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-é'), maxLength: 12 })
    fc.assert(fc.property(word, name => {
      same(library => library.mapping.getCaseTranslator(database, code)(name))
    }))
  })

  it('refuses the same conventions in the same words', () => {
    for (const [database, code] of [['Title Case', 'camelCase'], ['camelCase', 'Title Case'], ['toString', 'camelCase'], [undefined, undefined]]) {
      same(library => library.mapping.getCaseTranslator(database, code))
    }
  })
})
