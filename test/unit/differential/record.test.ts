import fc from 'fast-check'
import neo4j from 'neo4j-driver'
import { Record as OurRecord, makeFieldLookup } from '../../../src/types/record.js'
import { outcome } from '../../helpers/outcome.js'

type AnyRecord = any
const Ours = OurRecord as AnyRecord
const Theirs = neo4j.types.Record as AnyRecord

const key = fc.oneof(fc.string(), fc.constantFrom('a', 'b', 'c', 'toString', 'constructor', '', '0'))
  .filter(value => value !== '__proto__')
const row = fc.array(fc.tuple(key, fc.oneof(fc.integer(), fc.string(), fc.constantFrom(null, undefined))), { maxLength: 6 })
/** A row whose values may be fewer or more than its keys. */
const ragged = fc.tuple(row, fc.integer({ min: -1, max: 1 })).map(([entries, more]) => {
  const values = entries.map(([, value]) => value)
  return [entries.map(([name]) => name), more < 0 ? values.slice(0, -1) : more > 0 ? [...values, 'more'] : values] as const
})

const both = (call: (record: AnyRecord) => unknown): void => {
  fc.assert(fc.property(ragged, ([keys, values]) => {
    expect(outcome(() => call(new Ours(keys, values)))).toEqual(outcome(() => call(new Theirs(keys, values))))
  }))
}

describe('a record beside the one of neo4j-driver', () => {
  it('has the same fields, however it is made', () => {
    both(record => record)
    both(record => Object.entries(record._fieldLookup))
    both(record => JSON.stringify(record))
  })

  it('gives the same entries, values and iteration', () => {
    both(record => [...record.entries()])
    both(record => [...record.values()])
    both(record => [...record])
    both(record => Object.fromEntries(record.entries()))
  })

  it('gives the same object', () => {
    both(record => record.toObject())
  })

  it('visits the same values with forEach and map', () => {
    both(record => {
      const visits: unknown[] = []
      const returned = record.forEach((value: unknown, name: string, self: unknown) => { visits.push([value, name, self === record]) })
      return [visits, returned]
    })
    both(record => record.map((value: unknown, name: string, self: unknown) => [value, name, self === record]))
  })

  it('gets and has the same values by key and by position, and refuses the same in the same words', () => {
    const wanted = fc.oneof(key, fc.integer({ min: -2, max: 7 }), fc.constantFrom(NaN, 0.5, -0, Infinity, undefined, null, Symbol.iterator))
    fc.assert(fc.property(ragged, wanted, ([keys, values], name) => {
      expect(outcome(() => new Ours(keys, values).get(name))).toEqual(outcome(() => new Theirs(keys, values).get(name)))
      expect(outcome(() => new Ours(keys, values).has(name))).toEqual(outcome(() => new Theirs(keys, values).has(name)))
    }), { numRuns: 500 })
  })

  it('uses the lookup that it is given', () => {
    const lookup = { a: 1, b: 0, far: 9 }
    for (const name of ['a', 'b', 'far', 'c']) {
      expect(outcome(() => new Ours(['a', 'b'], [1, 2], lookup).get(name)))
        .toEqual(outcome(() => new Theirs(['a', 'b'], [1, 2], lookup).get(name)))
    }
  })
})

describe('where a record is kinder than the one of neo4j-driver', () => {
  it('a key __proto__ is an ordinary own property of the object', () => {
    const object = new Ours(['__proto__', 'a'], [{ polluted: true }, 1]).toObject()
    expect(Object.keys(object)).toEqual(['__proto__', 'a'])
    expect(object.polluted).toBeUndefined()
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
  })

  it('and is found by get', () => {
    const keys = ['__proto__']
    expect(new Ours(keys, [5], makeFieldLookup(keys)).get('__proto__')).toBe(5)
  })
})
