import type { Driver } from '../../src/driver/driver.js'
import { Neo4jError } from '../../src/error.js'
import type { BoltServer } from '../../src/testing/script/index.js'
import { int } from '../../src/types/integer.js'
import { play } from '../helpers/play.js'
import { rowsServer } from '../helpers/rows-server.js'

const sentIn = (server: BoltServer, name: string): ReadonlyArray<Record<string, any>> =>
  server.received.flat().filter(request => request.name === name).map(({ fields }) => fields[name === 'RUN' ? 1 : 0] as Record<string, any>)

/** Ways for a value to reach the server; each tells what of it arrives. */
const ways: Record<string, { send: (driver: Driver, value: unknown) => Promise<unknown>, arrived: (server: BoltServer) => unknown, path: string }> = {
  'a parameter': { send: async (driver, v) => await driver.session().run('Q', { v }), arrived: server => sentIn(server, 'RUN')[0].v, path: 'parameter $v' },
  'a nested parameter': { send: async (driver, v) => await driver.session().run('Q', { rows: [{ v }] }), arrived: server => sentIn(server, 'RUN')[0].rows[0].v, path: 'parameter $rows[0].v' },
  'executeQuery': { send: async (driver, v) => await driver.executeQuery('Q', { v }), arrived: server => sentIn(server, 'RUN')[0].v, path: 'parameter $v' },
  'a parameter of a transaction': { send: async (driver, v) => await driver.session().executeWrite(tx => tx.run('Q', { v }).then(() => {})), arrived: server => sentIn(server, 'RUN')[0].v, path: 'parameter $v' },
  'a parameter with rules': {
    send: async (driver, v) => await driver.session().run('Q', { given: v }, undefined, { given: { from: 'v' } }), arrived: server => sentIn(server, 'RUN')[0].v, path: 'parameter $v'
  },
  'a converted parameter': {
    send: async (driver, v) => await driver.session().run('Q', { v: 1 }, undefined, { v: { parameterConversion: () => v } }), arrived: server => sentIn(server, 'RUN')[0].v, path: 'parameter $v'
  },
  'a parameter of an instance': { send: async (driver, v) => await driver.session().run('Q', Object.assign(new (class Query {})(), { v })), arrived: server => sentIn(server, 'RUN')[0].v, path: 'parameter $v' },
  'metadata of a transaction': {
    send: async (driver, v) => { await driver.session().executeWrite(() => 1, { metadata: { v } }) }, arrived: server => sentIn(server, 'BEGIN')[0].tx_metadata.v, path: 'transaction metadata.v'
  }
}

function argumentsOf (..._: unknown[]): IArguments {
  // eslint-disable-next-line prefer-rest-params
  return arguments
}
const withIterator = (target: object): object => Object.assign(target, { * [Symbol.iterator] () { yield 1n; yield [2n] } })

const lists: Record<string, [() => unknown, unknown[]]> = {
  'keys of a Map': [() => new Map([['a', 1n]]).keys(), ['a']],
  'entries of a Map': [() => new Map([['a', 1n]]).entries(), [['a', 1n]]],
  'values of an array': [() => [1n, 2n].values(), [1n, 2n]],
  'entries of a Set': [() => new Set([1n]).entries(), [[1n, 1n]]],
  'matches of a text': [() => 'abab'.matchAll(/a/g), [['a'], ['a']]],
  'characters of a text': [() => 'ab'[Symbol.iterator](), ['a', 'b']],
  arguments: [() => argumentsOf(1n, 'x'), [1n, 'x']],
  'a plain object': [() => withIterator({ k: 5n }), [1n, [2n]]],
  'an object without prototype': [() => withIterator(Object.create(null) as object), [1n, [2n]]],
  'an instance': [() => withIterator(new (class K { x = 1n })()), [1n, [2n]]],
  'an object that inherits its iterator': [() => Object.create(withIterator({})), [1n, [2n]]],
  'a generator': [() => (function * () { yield 1n })(), [1n]],
  'a subclass of Array': [() => (class Rows extends Array {}).from([1n]), [1n]],
  'a typed array of bigints': [() => new BigInt64Array([1n]), [1n]],
  'parameters of a URL': [() => new URLSearchParams('a=1'), [['a', '1']]],
  'nothing': [() => new Map().keys(), []]
}

const maps: Record<string, [() => unknown, object]> = {
  'without prototype': [() => Object.assign(Object.create(null), { a: { b: 1n } }), { a: { b: 1n } }],
  'whose iterator is no function': [() => ({ [Symbol.iterator]: 5, a: 1n }), { a: 1n }],
  'whose iterator is undefined': [() => ({ [Symbol.iterator]: undefined, a: 1n }), { a: 1n }],
  'with keys of the language': [() => JSON.parse('{"__proto__": {"a": "x"}, "constructor": "y", "length": "z"}'), JSON.parse('{"__proto__": {"a": "x"}, "constructor": "y", "length": "z"}')],
  'that looks like an Integer': [() => ({ low: 1n, high: 0n, __isInteger__: true }), { low: 1n, high: 0n, __isInteger__: true }],
  'with undefined in it': [() => ({ a: undefined, b: [undefined, 1n] }), { b: [null, 1n] }]
}

/** Some of which have no place in a message. */
const tooBig: Record<string, unknown> = {
  '2^63': 2n ** 63n, 'less than -2^63': -(2n ** 63n) - 1n, 'a thousand digits': 10n ** 1000n, 'one in a list': [1n, 2n ** 64n], 'one in a Set': new Set([2n ** 64n]), 'one in a Map': new Map([['k', -(2n ** 70n)]])
}

describe.each(Object.keys(ways))('%s', way => {
  const { send, arrived, path } = ways[way]

  it.each(Object.keys(lists))('that can be iterated arrives as a list: %s', async name => {
    const [make, expected] = lists[name]
    const server = await play(rowsServer(), async driver => { await send(driver, make()) })
    expect(arrived(server)).toEqual(expected)
  })

  it.each(Object.keys(maps))('that is a map arrives as one: %s', async name => {
    const [make, expected] = maps[name]
    const server = await play(rowsServer(), async driver => { await send(driver, make()) })
    expect(arrived(server)).toEqual(expected)
  })

  it.each(Object.keys(tooBig))('that does not fit into 64 bits is refused, by its name: %s', async name => {
    await play(rowsServer(), async driver => {
      for (const warm of [false, true]) {
        if (warm) await driver.session().run('RETURN 1')
        const error = await send(driver, tooBig[name]).then(() => undefined, (error: Error) => error)
        expect(error?.message).toContain('does not fit into 64 bits')
        expect(error?.message).toContain(`(${path}`)
        expect(error?.message.length).toBeLessThan(300)
      }
    })
  })

  it('at the limits of 64 bits arrives as it is', async () => {
    for (const value of [2n ** 63n - 1n, -(2n ** 63n), int('9223372036854775807')]) {
      const server = await play(rowsServer(), async driver => { await send(driver, value) })
      expect(arrived(server)).toBe(typeof value === 'bigint' ? value : 2n ** 63n - 1n)
    }
  })

  it('nested deeper than 2000 levels is refused, by its name and in short', async () => {
    const nestings: Array<(inner: unknown) => unknown> = [inner => [inner], inner => ({ ['k'.repeat(50)]: inner }), inner => new Set([inner]), inner => new Map([['k', inner]])]
    for (const nest of nestings) {
      await play(rowsServer(), async driver => {
        let value: unknown = 1
        for (let depth = 0; depth < 5000; depth++) value = nest(value)
        const error = await (async () => await send(driver, value))().then(() => undefined, (error: Error) => error)
        expect(error?.message).toContain("can't be nested deeper than 2000 levels")
        expect(error?.message).toContain(`(${path}`)
        expect(error?.message.length).toBeLessThan(300)
      })
    }
  })
})

describe('metadata of a transaction', () => {
  it.each(Object.keys(lists).filter(name => name !== 'a subclass of Array'))('that can be iterated are refused at the call, as they have no keys: %s', async name => {
    await play(rowsServer(), async driver => {
      const config = { metadata: lists[name][0]() as object }
      const message = /^config\.metadata expected to be an object of keys and values but was: /
      const session = driver.session()
      expect(() => session.beginTransaction(config)).toThrow(message)
      expect(() => session.run('Q', {}, config)).toThrow(message)
      expect(() => session.executeRead(() => 1, config)).toThrow(message)
    })
  })

  it('are those of the moment of the call, also with a second try', async () => {
    let tries = 0
    const server = await play(rowsServer(), async driver => {
      const metadata = { job: { n: 1n } }
      const session = driver.session()
      const running = session.run('Q', {}, { metadata }).then(() => {})
      const begun = driver.session().beginTransaction({ metadata })
      const written = driver.session().executeWrite(() => {
        metadata.job.n++
        if (++tries === 1) throw new Neo4jError('again', 'Neo.TransientError.X.Y', '', '')
      }, { metadata })
      metadata.job.n = 7n
      await Promise.all([running, begun, written])
      await begun.rollback()
    })
    expect(sentIn(server, 'BEGIN').map(({ tx_metadata: sent }) => sent)).toEqual(Array(3).fill({ job: { n: 1n } }))
    expect(server.received.flat().find(({ name }) => name === 'RUN')?.fields[2]).toMatchObject({ tx_metadata: { job: { n: 1n } } })
  })
})
