import fc from 'fast-check'
import * as neo4jCore from 'neo4j-driver-core'
import { createBrokenObject, getBrokenObjectReason, isBrokenObject } from '../../src/broken-object.js'
import { newError } from '../../src/error.js'
import { stringify } from '../../src/json.js'
import { int } from '../../src/types/integer.js'

describe('stringify', () => {
  it('writes a bigint as its digits and an n, wherever it is', () => {
    expect(stringify({ a: 123n, b: [-5n] })).toBe('{"a":"123n","b":["-5n"]}')
    expect(stringify(1n)).toBe('"1n"')
  })

  it('writes what neo4j-driver writes', () => {
    const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true })
    fc.assert(fc.property(value, given => { expect(stringify(given)).toBe(neo4jCore.json.stringify(given)) }))
  })

  it('writes an Integer as its halves, or as its digits if asked to', () => {
    expect(stringify({ a: int(5) })).toBe('{"a":{"low":5,"high":0}}')
    expect(stringify({ a: int(5) }, { useCustomToString: true })).toBe('{"a":"5"}')
  })

  it.each([
    [{ b: 1, a: { d: 1, c: 2 } }, '{"a":{"c":2,"d":1},"b":1}'],
    [[{ b: 1, a: 2 }, 'x'], '[{"a":2,"b":1},"x"]'],
    [{ b: null, a: undefined }, '{"b":null}'],
    [null, 'null']
  ])('writes %j with sorted keys if asked to', (value, text) => {
    expect(stringify(value, { sortedElements: true })).toBe(text)
  })

  it('asks no object without a toString of its own, nor null, for its text', () => {
    expect(stringify({ a: null, b: {}, c: Object.create(null) }, { useCustomToString: true })).toBe('{"a":null,"b":{},"c":{}}')
  })

  it('keeps a key __proto__', () => {
    const value = JSON.parse('{"b":1,"__proto__":{"a":1}}')
    expect(stringify(value, { sortedElements: true })).toBe('{"__proto__":{"a":1},"b":1}')
  })

  it('writes a broken object as the reason why it is broken', () => {
    const written = JSON.parse(stringify({ fine: 1, bad: createBrokenObject(newError('unknown zone', 'X.Code')) }))
    expect(written).toMatchObject({ fine: 1, bad: { __isBrokenObject__: true, __reason__: { code: 'X.Code' } } })
  })
})

describe('a broken object', () => {
  const reason = newError('unknown zone')
  const broken: any = createBrokenObject(reason)

  it('is recognised, and tells its reason', () => {
    expect(isBrokenObject(broken)).toBe(true)
    expect(getBrokenObjectReason(broken)).toBe(reason)
  })

  it.each<[string, () => unknown]>([
    ['reading a field', () => broken.year],
    ['writing a field', () => { broken.year = 1 }],
    ['deleting a field', () => delete broken.year],
    ['listing its fields', () => Object.keys(broken)],
    ['looking for a field', () => 'year' in broken],
    ['making text of it', () => `${broken}`],
    ['asking for its class', () => broken instanceof Date],
    ['freezing it', () => Object.freeze(broken)]
  ])('throws its reason on %s', (_, use) => {
    expect(use).toThrow(reason)
  })

  it.each([null, undefined, 1, 'text', {}, { __isBrokenObject__: false }])('is not %p', value => {
    expect(isBrokenObject(value)).toBe(false)
  })
})
