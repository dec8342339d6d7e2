import type { DehydrationHook } from '../../../src/hydration/hooks.js'
import neo4j from '../../../src/index.js'
import { type FakeNeo4j, fakeNeo4j } from '../../../src/testing.js'

let server: FakeNeo4j
beforeEach(async () => {
  server = await fakeNeo4j()
  server.on(/./)
})
afterEach(async () => { await server.close() })

/** With a field that no copy of its properties has. */
class Money {
  readonly #cents: number
  constructor (cents: number) { this.#cents = cents }
  get cents (): number { return this.#cents }
}
const money: DehydrationHook = { isTypeInstance: value => value instanceof Money, dehydrate: (value: Money) => neo4j.int(value.cents) }
const whole: DehydrationHook = { isTypeInstance: Number.isInteger, dehydrate: neo4j.int }
const sent = (): unknown => server.queries.map(({ parameters }) => JSON.parse(JSON.stringify(neo4j.toJson(parameters))))

describe('dehydration hooks', () => {
  it('replace values wherever they are, and leave the parameters of the program alone', async () => {
    const price = new Money(150)
    const parameters = { price, list: [1.5, [price]], map: { a: { price } }, set: new Set([price]), rest: { deep: [{ x: 'y' }] } }
    const { summary } = await server.driver().executeQuery('Q', parameters, { dehydrationHooks: [money] })
    expect(sent()).toEqual([{ price: 150, list: [1.5, [150]], map: { a: { price: 150 } }, set: [150], rest: { deep: [{ x: 'y' }] } }])
    expect(parameters).toMatchObject({ list: [1.5, [price]], map: { a: { price } } })
    expect(summary.query.parameters).toBe(parameters)
  })

  it('are asked call first, then session, then driver; the first that takes a value has it', async () => {
    const as = (name: string, takes: (value: unknown) => boolean): DehydrationHook => ({ isTypeInstance: takes, dehydrate: () => name })
    const isText = (value: unknown): boolean => typeof value === 'string'
    const driver = server.driver({ dehydrationHooks: [as('driver', isText), as('driver', Number.isInteger), as('driver', value => typeof value === 'bigint')] })
    const session = driver.session({ dehydrationHooks: [as('session', isText), as('session', Number.isInteger)] })
    await session.run('Q', { a: 'x', b: 1, c: 1n }, { dehydrationHooks: [as('call', isText)] })
    await session.run('Q', { a: 'x', b: 1, c: 1n })
    expect(sent()).toEqual([{ a: 'call', b: 'session', c: 'driver' }, { a: 'session', b: 'session', c: 'driver' }])
  })

  it('hold for transactions, transaction functions and their retries', async () => {
    const session = server.driver().session({ dehydrationHooks: [money] })
    const tx = session.beginTransaction()
    await tx.run('Q', { price: new Money(1) })
    await tx.commit()
    await session.executeWrite(tx => tx.run('Q', { price: new Money(2) }), { dehydrationHooks: [whole] })
    expect(sent()).toEqual([{ price: 1 }, { price: 2 }])
  })

  it('are called once, at the moment of the call, also when the query has to wait for a connection', async () => {
    const driver = server.driver({ maxConnectionPoolSize: 1 })
    const holder = await driver.session().beginTransaction()
    const seen: unknown[] = []
    const watching: DehydrationHook = { isTypeInstance: value => value instanceof Money, dehydrate: (value: Money) => { seen.push(value); return value.cents } }
    const parameters = { price: new Money(5) }
    const waiting = driver.session().run('Q', parameters, { dehydrationHooks: [watching] })
    expect(seen).toHaveLength(1)
    parameters.price = new Money(6)
    await holder.commit()
    await waiting
    expect(seen).toHaveLength(1)
    expect(sent()).toEqual([{ price: 5 }])
  })

  it('make integers of whole numbers, and bytes of a Uint8Array, where they are told to', async () => {
    const bytes: DehydrationHook = { isTypeInstance: value => value instanceof Uint8Array, dehydrate: (value: Uint8Array) => new Int8Array(value.buffer, value.byteOffset, value.length) }
    await server.driver({ strictParameters: true, dehydrationHooks: [whole, bytes] }).executeQuery('RETURN $n, $b', { n: [1, 1.5], b: Buffer.from('abc') })
    expect(server.queries[0].parameters).toMatchObject({ n: [expect.anything(), 1.5], b: Int8Array.of(97, 98, 99) })
    expect(neo4j.isInt((server.queries[0].parameters as { n: unknown[] }).n[0])).toBe(true)
  })

  it('give what is sent as it is: no hook gets it again', async () => {
    const wrapped: DehydrationHook = { isTypeInstance: value => typeof value === 'string', dehydrate: value => [value] }
    await server.driver().executeQuery('Q', { a: 'x' }, { dehydrationHooks: [wrapped] })
    expect(sent()).toEqual([{ a: ['x'] }])
  })
})

describe('dehydration hooks that fail', () => {
  const failing: DehydrationHook = { isTypeInstance: value => value instanceof Money, dehydrate: () => { throw new RangeError('no') } }

  it('fail the query, not the call, and say where but not at which value', async () => {
    const session = server.driver().session({ dehydrationHooks: [whole, failing] })
    const result = session.run('Q', { rows: ['secret', { price: new Money(1) }] })
    const error = await result.then(() => undefined, reason => reason)
    expect(error).toMatchObject({ name: 'Neo4jError', message: 'dehydrate of dehydration hook 1 failed at parameter $rows[1].price.', cause: new RangeError('no') })
    await session.run('NEXT')
    expect(server.queries.map(({ text }) => text)).toEqual(['NEXT'])
  })

  it('fail the transaction, as every query does that can not be sent', async () => {
    const tx = await server.driver().session({ dehydrationHooks: [failing] }).beginTransaction()
    await expect(tx.run('Q', { price: new Money(1) })).rejects.toThrow('failed at parameter $price.')
    expect(tx.isOpen()).toBe(false)
  })

  it.each<[string, () => unknown]>([
    ['a list that contains itself', () => { const list: unknown[] = []; list.push(list, list); return list }],
    ['an iterable that throws', () => ({ * [Symbol.iterator] () { yield 1; throw new Error('no') } })]
  ])('are not needed for an error that names the parameter: %s', async (_, make) => {
    await expect(server.driver().executeQuery('Q', { a: { b: make() } }, { dehydrationHooks: [money] })).rejects.toThrow(/\(parameter \$a\.b/)
  })

  it.each([[5], [{}], [[null]], [[{ isTypeInstance: () => true }]], [[{ isTypeInstance: 'x', dehydrate: () => 1 }]]])('are refused if they are none: %j', given => {
    const dehydrationHooks = given as never
    expect(() => server.driver({ dehydrationHooks })).toThrow(/dehydrationHooks.* expected to be an/)
    expect(() => server.driver().session({ dehydrationHooks })).toThrow(TypeError)
    expect(() => server.driver().session().run('Q', {}, { dehydrationHooks })).toThrow(TypeError)
  })
})

it('neo4j.cypher makes what every way of running a query takes', async () => {
  const { cypher } = neo4j
  const session = server.driver().session()
  const query = cypher`MATCH (p:${cypher.label('A `B`')} {n: ${[1n]}}) RETURN p`
  await session.run(query)
  await session.executeWrite(async tx => { await tx.run(query) })
  await server.driver().executeQuery(query)
  expect(new Set(server.queries.map(({ text }) => text))).toEqual(new Set(['MATCH (p:`A ``B``` {n: $p0}) RETURN p']))
  expect(sent()).toEqual([{ p0: [1] }, { p0: [1] }, { p0: [1] }])
})
