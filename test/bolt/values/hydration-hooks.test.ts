import type { HydrationHooks } from '../../../src/hydration/hooks.js'
import neo4j from '../../../src/index.js'
import { type FakeNeo4j, fakeNeo4j, node, path, relationship } from '../../../src/testing.js'

const { types } = neo4j
let server: FakeNeo4j
beforeEach(async () => { server = await fakeNeo4j() })
afterEach(async () => { await server.close() })

const BIG = 2n ** 60n
const [ada, bob] = [node('Person', { born: 1815, since: new types.Date(1815, 12, 10) }), node('Person', { born: BIG })]
const knows = relationship(ada, 'KNOWS', bob, { since: new types.Date(1833, 6, 5) })
const dateText: HydrationHooks = { Date: date => `day ${date.toString()}` }

/** The one record that the hooks make of values. */
async function hydrated (values: object, hydrationHooks: HydrationHooks, config = {}): Promise<Record<string, any>> {
  server.on('Q', { records: [values] }).once()
  const { records: [record] } = await server.driver(config).executeQuery('Q', {}, { hydrationHooks })
  return record.toObject()
}

describe('hydration hooks', () => {
  it('get values wherever they are: in lists, maps, properties and paths', async () => {
    const day = new types.Date(2024, 2, 29)
    const found = await hydrated({ day, list: [1, [day]], map: { a: { b: day } }, ada, walk: path(ada, knows, bob, knows, ada) }, dateText)
    expect(found).toMatchObject({ day: 'day 2024-02-29', list: [neo4j.int(1), ['day 2024-02-29']], map: { a: { b: 'day 2024-02-29' } } })
    expect(found.ada.properties.since).toBe('day 1815-12-10')
    const [there, back] = found.walk.segments
    expect([found.walk.start, there.start, back.end, there.relationship].map(({ properties: { since } }) => since))
      .toEqual(['day 1815-12-10', 'day 1815-12-10', 'day 1815-12-10', 'day 1833-06-05'])
    expect(there.start).toBe(back.end)
  })

  it('get the inner values first', async () => {
    const found = await hydrated({ walk: path(ada, knows, bob) }, {
      ...dateText, Node: ({ labels, properties }) => [...labels, properties.since], Relationship: ({ type }) => type, Path: walk => [walk.start, walk.segments[0].relationship, walk.end]
    })
    expect(found.walk).toEqual([['Person', 'day 1815-12-10'], 'KNOWS', ['Person', undefined]])
  })

  it.each<[string, HydrationHooks, unknown[]]>([
    ['number', { Integer: 'number' }, [7, Infinity]], ['bigint', { Integer: 'bigint' }, [7n, BIG]], ['safe', { Integer: 'safe' }, [7, BIG]],
    ['a function', { Integer: integer => integer.toString() }, ['7', String(BIG)]]
  ])('make integers what they say: %s', async (_, hooks, [small, big]) => {
    const config = { useBigInt: true }
    const found = await hydrated({ small: 7, nested: [{ big: BIG }], ada, float: 1.5 }, hooks, config)
    expect(found).toMatchObject({ small, nested: [{ big }], float: 1.5 })
    expect(found.ada.identity).toEqual(typeof hooks.Integer === 'function' ? neo4j.int(ada.identity) : expect.any(typeof small === 'bigint' ? BigInt : Number))
  })

  it('leave ids and counters to themselves', async () => {
    const seen: string[] = []
    server.on('Q', { records: [{ ada, n: 5 }], counters: { nodesCreated: 3 } })
    const { summary, records } = await server.driver().executeQuery('Q', {}, { hydrationHooks: { Integer: value => { seen.push(String(value)); return 'x' } } })
    expect(seen).toEqual(['1815', '5'])
    expect(neo4j.isInt(records[0].get('ada').identity)).toBe(true)
    expect(summary.counters.updates().nodesCreated).toBe(3)
    expect(neo4j.isInt(summary.resultAvailableAfter)).toBe(true)
  })

  it('give lists of floats as typed arrays, but nothing else', async () => {
    const found = await hydrated({ one: [0.5], embedding: Array.from({ length: 1000 }, (_, i) => i + 0.5), none: [], ints: [1, 2], mixed: [0.5, 1], nested: [[0.25], { a: [1.5] }] }, { floats: 'typed' })
    expect(found).toEqual({
      one: Float64Array.of(0.5), embedding: Float64Array.from({ length: 1000 }, (_, i) => i + 0.5), none: [], ints: [neo4j.int(1), neo4j.int(2)],
      mixed: [0.5, neo4j.int(1)], nested: [Float64Array.of(0.25), { a: Float64Array.of(1.5) }]
    })
  })

  it('leave a record of floats a record', async () => {
    const row = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, i + 0.5]))
    expect(await hydrated(row, { floats: 'typed' })).toEqual(row)
  })

  it('are those of the call, the session and the driver, by type', async () => {
    const values = { d: new types.Date(2024, 1, 2), t: new types.LocalTime(1, 2, 3, 0), i: 1 }
    server.on('Q', { records: [values] })
    const driver = server.driver({ hydrationHooks: { Date: () => 'driver', LocalTime: () => 'driver', Integer: 'number' } })
    const session = driver.session({ hydrationHooks: { Date: () => 'session', LocalTime: undefined } })
    const read = async (hydrationHooks?: HydrationHooks): Promise<object> => (await session.run('Q', {}, { hydrationHooks })).records[0].toObject()
    expect(await read()).toEqual({ d: 'session', t: 'driver', i: 1 })
    expect(await read({ Date: () => 'call' })).toEqual({ d: 'call', t: 'driver', i: 1 })
    expect(await read({ Date: null, Integer: null })).toMatchObject({ d: new types.Date(neo4j.int(2024), neo4j.int(1), neo4j.int(2)), t: 'driver', i: neo4j.int(1) })
    const tx = session.beginTransaction({ hydrationHooks: { LocalTime: () => 'transaction' } })
    expect((await tx.run('Q')).records[0].toObject()).toEqual({ d: 'session', t: 'transaction', i: 1 })
    await tx.commit()
    expect((await session.executeRead(tx => tx.run('Q'), { hydrationHooks: { LocalTime: () => 'work' } })).records[0].get('t')).toBe('work')
  })

  it('hold for their own result, also while others are read on the same connection', async () => {
    server.on('Q', { records: Array.from({ length: 50 }, (_, i) => ({ i })) })
    const session = server.driver({ fetchSize: 7 }).session()
    const tx = await session.beginTransaction({ hydrationHooks: { Integer: 'number' } })
    const [one, two] = [tx.run('Q')[Symbol.asyncIterator](), tx.run('Q')[Symbol.asyncIterator]()]
    for (let i = 0; i < 50; i++) {
      expect(await one.next()).toMatchObject({ value: { _fields: [i] } })
      expect(await two.next()).toMatchObject({ value: { _fields: [i] } })
    }
    await tx.commit()
    expect((await session.run('Q')).records[49].get('i')).toEqual(neo4j.int(49))
  })
})

describe('a hydration hook that throws', () => {
  const fails: HydrationHooks = { Integer: value => { if (value.equals(33)) throw new RangeError('no'); return value.toNumber() } }
  const place = 'The hydration hook for Integer failed at record 33, rows[1].n.'

  beforeEach(() => { server.on('Q', { records: Array.from({ length: 5000 }, (_, n) => ({ rows: ['secret', { n }] })) }) })

  it('fails its result, which says where but not at which value', async () => {
    const session = server.driver().session({ hydrationHooks: fails })
    const error = await session.run('Q').then(() => undefined, reason => reason)
    expect(error).toMatchObject({ name: 'Neo4jError', message: place, recordIndex: 33, path: ['rows', 1, 'n'], cause: new RangeError('no') })
    expect(neo4j.isRetriableError(error)).toBe(false)
    expect(String(error)).not.toContain('secret')
  })

  it('gives an iterator the records before it', async () => {
    const seen: number[] = []
    await expect((async () => {
      for await (const record of server.driver({ fetchSize: 20 }).session().run('Q', {}, { hydrationHooks: fails })) seen.push(record.get('rows')[1].n)
    })()).rejects.toThrow(place)
    expect(seen).toEqual(Array.from({ length: 33 }, (_, i) => i))
  })

  it('tells an observer', async () => {
    const error = await new Promise(resolve => { server.driver().session().run('Q', {}, { hydrationHooks: fails }).subscribe({ onNext () {}, onError: resolve }) })
    expect(error).toMatchObject({ message: place })
  })

  it('leaves the connection, the session and the transaction as usable as before', async () => {
    server.on('NEXT', { records: [{ n: 1 }] })
    const driver = server.driver({ maxConnectionPoolSize: 1 })
    const session = driver.session()
    await expect(session.run('Q', {}, { hydrationHooks: fails })).rejects.toThrow(place)
    expect((await session.run('NEXT')).records).toHaveLength(1)
    const tx = await session.beginTransaction({ hydrationHooks: fails })
    await expect(tx.run('Q')).rejects.toThrow(place)
    expect((await tx.run('NEXT')).records[0].get('n')).toBe(1)
    await tx.commit()
    expect(driver.poolStats().totals.created).toBe(1)
    expect(server.queries.map(({ committed }) => committed)).toEqual([true, true, true, true])
  })

  it('leaves the summary readable, as the query is done', async () => {
    const result = server.driver().session().run('Q', {}, { hydrationHooks: fails })
    expect((await result.summary()).query.text).toBe('Q')
  })
})

describe('hydration hooks that are wrong', () => {
  it.each<[string, unknown, string]>([
    ['an unknown type', { Datetime: () => 1 }, 'hydrationHooks has "Datetime", which is not the name of a hook. Expected one of Integer, Bytes, Date, DateTime,'],
    ['a mode that there is not', { Integer: 'int' }, "hydrationHooks.Integer expected to be 'number', 'bigint', 'safe' or a function but was: \"int\""],
    ['what is not a function', { Date: 'string' }, 'hydrationHooks.Date expected to be a function but was: "string"'],
    ['floats of another kind', { floats: true }, "hydrationHooks.floats expected to be 'typed' but was: true"],
    ['an array', [() => 1], 'hydrationHooks expected to be an object of hooks by type'],
    ['a function', () => 1, 'hydrationHooks expected to be an object of hooks by type']
  ])('are refused at every level: %s', async (_, given, message) => {
    const hydrationHooks = given as HydrationHooks
    const driver = server.driver()
    expect(() => server.driver({ hydrationHooks })).toThrow(TypeError)
    expect(() => driver.session({ hydrationHooks })).toThrow(message)
    expect(() => driver.session().run('Q', {}, { hydrationHooks })).toThrow(message)
    expect(() => driver.session().beginTransaction({ hydrationHooks })).toThrow(message)
    await expect(driver.executeQuery('Q', {}, { hydrationHooks })).rejects.toThrow(message)
  })
})
