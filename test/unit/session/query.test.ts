import { Logger } from '../../../src/log.js'
import { ValueHooks } from '../../../src/hydration/value-hooks.js'
import { checkConfig, checkQuery } from '../../../src/session/query.js'

const cyclic: unknown[] = []
cyclic.push(cyclic)

describe('the parameters of a query', () => {
  it.each<[string, unknown, string]>([
    ['a list', [1n], 'Array ["1n"]'], ['a bigint', 1n, 'BigInt "1n"'], ['a text', 'x', 'String "x"'], ['a function', () => 1, 'Function undefined'],
    ['a symbol', Symbol('s'), 'Symbol undefined'], ['a list that contains itself', cyclic, 'Array a value that cannot be shown as JSON'],
    ['a list with a toJSON that throws', [{ toJSON: () => { throw new Error('mine') } }], 'Array a value that cannot be shown as JSON'],
    ['a Map, which would arrive as a list', new Map([['a', 1]]), 'Map {}'], ['what can be iterated', { * [Symbol.iterator] () { yield 1 } }, 'Object {}']
  ])('are not %s', (_, parameters, given) => {
    expect(() => checkQuery('RETURN 1', parameters)).toThrow(new TypeError(`Query parameters are expected to either be undefined/null or an object, given: ${given}`))
    expect(() => checkQuery({ text: 'RETURN 1', parameters }, undefined)).toThrow(TypeError)
  })

  it('are any other object', () => {
    class Parameters { id = 1 }
    for (const parameters of [{ id: 1 }, new Parameters(), Object.assign(Object.create(null), { id: 1 }), new Proxy({ id: 1 }, {}), { constructor: 1 }]) {
      expect(checkQuery('RETURN 1', parameters).parameters).toBe(parameters)
    }
    expect(checkQuery('RETURN 1', null).parameters).toEqual({})
  })

  it('are named for the user after their text', () => {
    expect(() => checkQuery(cyclic as never, {})).toThrow(TypeError)
  })
})

it.each([2n ** 63n, -(2n ** 64n), 10n ** 300n])('a timeout of %p is refused, as it does not fit into 64 bits', timeout => {
  expect(() => checkConfig({ timeout }, Logger.create({}), ValueHooks.none('integer'))).toThrow('should fit into 64 bits')
})
