import { createBrokenObject } from '../../../src/broken-object.js'
import neo4j from '../../../src/index.js'
import { node, record, result } from '../../../src/testing.js'

const { toJson } = neo4j

describe('neo4j.toJson', () => {
  it('takes records and results', async () => {
    const row = { n: node('A', { big: 2n ** 60n }, { id: 1, elementId: 'x' }), day: new neo4j.types.Date(2024, 1, 2) }
    const json = { n: { identity: 1, labels: ['A'], properties: { big: '1152921504606846976' }, elementId: 'x' }, day: '2024-01-02' }
    expect(toJson(record(row))).toEqual(json)
    expect(toJson(await result([row, row]))).toMatchObject({ records: [json, json], summary: { query: { text: '' } } })
    expect(JSON.parse(JSON.stringify(toJson({ rows: [record(row)] })))).toEqual({ rows: [json] })
  })

  it('leaves JSON.stringify of values as neo4j-driver has it', () => {
    expect(JSON.stringify([neo4j.int(5), new neo4j.types.Date(2024, 1, 2)])).toBe('[{"low":5,"high":0},{"year":2024,"month":1,"day":2}]')
  })

  it.each<[string, unknown, unknown]>([
    ['integers', [neo4j.int(5), neo4j.int('9007199254740993'), 7n, 2n ** 53n, -0.5], [5, '9007199254740993', 7, '9007199254740992', -0.5]],
    ['what JSON has no number for', [NaN, Infinity, -Infinity], ['NaN', 'Infinity', '-Infinity']],
    ['nothing', [undefined, null, { a: undefined, b: () => 1, c: Symbol('x') }], [null, null, {}]],
    ['bytes', [Int8Array.of(1, -1), Buffer.from('abc')], ['Af8=', 'YWJj']],
    ['typed arrays', [Float64Array.of(1.5, NaN), BigInt64Array.of(2n ** 60n)], [[1.5, 'NaN'], ['1152921504606846976']]],
    ['values of JavaScript', [new Date(0), new Set([1n]), new Map([['a', 1n]]), new URL('http://a/b')], ['1970-01-01T00:00:00.000Z', [1], [['a', 1]], 'http://a/b']],
    ['an instance', Object.assign(new (class Thing {})(), { n: 1n }), { n: 1 }],
    ['what could not be decoded', [createBrokenObject(new Error('an unknown zone'))], [{ __isBrokenObject__: true, __reason__: 'an unknown zone' }]],
    ['a value alone', neo4j.types.Duration.fromString('P1D'), 'P1D'],
    ['undefined alone', undefined, null]
  ])('takes %s', (_, value, json) => {
    expect(toJson(value)).toEqual(json)
  })

  it('keeps keys of any name', () => {
    expect(JSON.stringify(toJson(JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')))).toBe('{"__proto__":{"a":1},"constructor":2}')
  })

  it('refuses what contains itself', () => {
    const cyclic: unknown[] = []
    cyclic.push({ cyclic })
    expect(() => toJson(cyclic)).toThrow('does one contain itself?')
  })
})
