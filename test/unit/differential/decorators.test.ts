import neo4j from 'neo4j-driver'
import * as neo4jCore from 'neo4j-driver-core'
import { mappingDecorators } from '../../../src/mapping/decorators.js'
import { RecordObjectMapping } from '../../../src/mapping/record-object-mapping.js'
import { int } from '../../../src/types/integer.js'
import { Node } from '../../../src/types/graph.js'
import { Record as OurRecord } from '../../../src/types/record.js'
import { outcome } from '../../helpers/outcome.js'

const ours: any = { mappingDecorators, int, Node, Record: OurRecord, mapping: RecordObjectMapping }
const theirs: any = { ...neo4j.types, mappingDecorators: neo4jCore.mappingDecorators, int: neo4j.int, mapping: neo4j.RecordObjectMapping }

// Node 20 has decorators by way of the compiler, but not yet the symbol that their metadata needs.
const symbols = Symbol as { metadata?: symbol }
symbols.metadata ??= Symbol('Symbol.metadata')

afterEach(() => {
  ours.mapping.clearMappingRegistry()
  theirs.mapping.clearMappingRegistry()
})

function define (d: any): new () => object {
  @d.mappedClass()
  class Home {
    @d.stringProperty()
    city = ''
  }
  @d.mappedClass()
  class Person {
    @d.stringProperty()
    name: unknown
    @d.mapPropertyFromName('year')
    @d.numberProperty({ isInteger: true })
    born: unknown
    @d.optionalProperty()
    @d.bigIntProperty()
    shoes: unknown
    @d.listProperty()
    @d.stringProperty()
    names: unknown
    @d.convertPropertyToType(Home)
    @d.nodeProperty()
    home: unknown
    @d.objectProperty(Home)
    work: unknown
  }
  return Person
}

const keys = ['name', 'year', 'names', 'home', 'work']
const values = (library: any): any[] => ['Ada', library.int(1815), ['A', 'L'], new library.Node(library.int(1), [], { city: 'London' }), { city: 'Paris' }]

/** Maps a record to the decorated class, with one of its values replaced. */
function mapWith (library: any, key?: string, value?: unknown): unknown {
  const Person = define(library.mappingDecorators)
  const row = values(library).map((given, i) => keys[i] === key ? value : given)
  return new library.Record(keys, row).as(Person)
}

describe('mapping decorators beside those of neo4j-driver', () => {
  it('have the same names', () => {
    expect(Object.keys(mappingDecorators).sort()).toEqual(Object.keys(neo4jCore.mappingDecorators).sort())
  })

  it('map a record to the same object', () => {
    expect(outcome(() => mapWith(ours))).toEqual(outcome(() => mapWith(theirs)))
    expect(mapWith(ours)).toMatchObject({ name: 'Ada', born: 1815, names: ['A', 'L'], home: { city: 'London' }, work: { city: 'Paris' } })
  })

  it.each(keys)('refuse a wrong %s in the same words', key => {
    expect(outcome(() => mapWith(ours, key, false))).toEqual(outcome(() => mapWith(theirs, key, false)))
  })

  it.each(Object.keys(mappingDecorators).filter(name => name !== 'mappedClass'))('%s leaves a rule of the same shape', name => {
    const ruleOf = (library: any): unknown => {
      const context = { name: 'field', metadata: { field: { from: 'other', convert: String } } as Record<string, any> }
      library.mappingDecorators[name](name === 'objectProperty' ? {} : undefined)(undefined, context)
      const { field } = context.metadata
      // The official object rule carries all rule factories with it, to no effect.
      return Object.keys(field).filter(key => !/^as[A-Z]/.test(key)).map(key => [key, typeof field[key]])
    }
    expect(ruleOf(ours)).toEqual(ruleOf(theirs))
  })
})
