import { inspect } from 'node:util'
import type { StandardSchema } from '../../../src/mapping/standard-schema.js'
import { type FakeNeo4j, fakeNeo4j, node, result } from '../../../src/testing.js'
import { callableSchema, issue, schema } from '../../helpers/schemas.js'
import { hydrationHooks, ways } from '../../helpers/schema-ways.js'

const ROWS = 5000
let server: FakeNeo4j
beforeEach(async () => {
  server = await fakeNeo4j()
  server.on('ROWS', { records: Array.from({ length: ROWS }, (_, n) => ({ n, secret: `pL4nted ${n}` })) })
  server.on('PEOPLE', { records: [{ p: node('Person', { name: 'Ada', born: 1815 }) }, { p: node('Person', { name: 'Bob', born: 2n ** 60n }) }] })
  server.on('NEXT', { records: [{ n: 1 }] })
})
afterEach(async () => { await server.close() })

const sync = schema(({ n }) => ({ value: n }))
const later = schema(async ({ n }) => { await Promise.resolve(); return { value: n } })
const failsAt = (index: number): StandardSchema => schema(({ n, secret }) => n === index ? issue(`not ${String(secret)}`, 'deep', { key: 0 }, 'n') : { value: n })
const place = (index: number): string => `The schema does not match record ${index}, deep[0].n.`
const numbers = Array.from({ length: ROWS }, (_, n) => n)

describe.each(ways)('%s', (_, readWith) => {
  const read = async (given: StandardSchema): Promise<unknown[]> => await readWith(server, 'ROWS', given)

  it.each([['at once', sync], ['later', later], ['as a function', callableSchema(({ n }) => ({ value: n }))]])('gives what the schema makes, in order: %s', async (_, given) => {
    expect(await read(given)).toEqual(numbers)
  })

  it.each([0, 1234])('fails at the first record that does not match, and shows nothing of it: %p', async index => {
    const error = await read(failsAt(index)).then(() => undefined, reason => reason)
    expect(error).toMatchObject({ name: 'Neo4jError', message: place(index), recordIndex: index, path: ['deep', 0, 'n'], issues: [{ message: `not pL4nted ${index}` }] })
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error) + String(error.stack)).not.toContain('pL4nted')
  })

  it('names the first record of those that are validated together', async () => {
    const given = schema(async ({ n }) => {
      if (n < 20) await new Promise(resolve => { setTimeout(resolve, 30 - n) })
      return n === 5 || n === 6 ? issue('no') : { value: n }
    })
    await expect(read(given)).rejects.toMatchObject({ message: 'The schema does not match record 5.', path: [] })
  })

  it.each([['throws', () => { throw new RangeError('no') }], ['rejects', async () => { throw new RangeError('no') }]])('names the record at which the schema %s', async (_, validate) => {
    await expect(read(schema(validate))).rejects.toMatchObject({ message: 'The schema failed at record 0.', cause: new RangeError('no') })
  })

  it('validates few records at a time', async () => {
    let [open, most] = [0, 0]
    await read(schema(async () => {
      most = Math.max(most, ++open)
      await new Promise(resolve => { setImmediate(resolve) })
      open--
      return { value: 1 }
    }))
    expect(most).toBeLessThanOrEqual(16)
  })

  it('lets others have their turn while it validates', async () => {
    let [inOneTurn, most, watching] = [0, 0, true]
    const turn = (): void => {
      inOneTurn = 0
      if (watching) setImmediate(turn)
    }
    turn()
    await read(schema(({ n }) => {
      most = Math.max(most, ++inOneTurn)
      // A millisecond each for some of them, which have all come together.
      if (n > 2000 && n < 2600) for (const end = performance.now() + 1; performance.now() < end;);
      else inOneTurn = 0
      return { value: n }
    }))
    watching = false
    expect(most).toBeLessThan(50)
  }, 30_000)
})

describe('a result that does not match its schema', () => {
  it('leaves the transaction and the connection usable', async () => {
    const driver = server.driver({ maxConnectionPoolSize: 1, fetchSize: 50 })
    const session = driver.session({ hydrationHooks })
    const tx = await session.beginTransaction()
    await expect(tx.run('ROWS').as(failsAt(10))).rejects.toThrow(place(10))
    expect((await tx.run('NEXT')).records).toHaveLength(1)
    await tx.commit()
    await expect(session.run('ROWS').as(failsAt(10))).rejects.toThrow(place(10))
    expect((await session.run('NEXT')).records).toHaveLength(1)
    expect(driver.poolStats().totals.created).toBe(1)
  })

  it('is read no further', async () => {
    let rows = 0
    const given = schema(({ n }) => { rows++; return n === 30 ? issue('no') : { value: n } })
    await expect(server.driver({ fetchSize: 50 }).session({ hydrationHooks }).run('ROWS').as(given)).rejects.toThrow('record 30')
    expect(rows).toBeLessThan(50)
  })

  it('names several paths, but not all of many', async () => {
    const given = schema(() => ({ issues: Array.from({ length: 12 }, (_, i) => ({ message: 'no', path: ['a', i] })).concat({ message: 'no', path: [] }) }))
    await expect(server.driver().session().run('NEXT').as(given)).rejects.toThrow('The schema does not match record 0, a[0], a[1], a[2], a[3], a[4] and 8 more.')
  })
})

it('a slow schema is not overrun: what is not validated is not asked for', async () => {
  const driver = server.driver({ fetchSize: 20 })
  const result = driver.session({ hydrationHooks }).run('ROWS')
  let [seen, most] = [0, 0]
  const { stream } = result._core
  await new Promise<void>((resolve, reject) => {
    result.as(schema(async ({ n }) => { await new Promise(resolve => { setImmediate(resolve) }); most = Math.max(most, stream.recordCount - n); return { value: n } }))
      .subscribe({ onNext: () => { seen++ }, onCompleted: () => { resolve() }, onError: reject })
  })
  expect(seen).toBe(ROWS)
  expect(most).toBeLessThan(60)
})

it('queries of a transaction that are not awaited are still validated in full when it is committed', async () => {
  const session = server.driver({ fetchSize: 50 }).session({ hydrationHooks })
  const tx = await session.beginTransaction()
  const reading = tx.run('ROWS').as(later).then(({ records }) => records.length)
  await tx.commit()
  expect(await reading).toBe(ROWS)
})

describe('records, nodes and relationships', () => {
  it('are what a schema makes of them in results that a test has built', async () => {
    expect((await result([{ n: 1 }, { n: 2 }]).as(schema(({ n }) => ({ value: Number(n) })))).records).toEqual([1, 2])
  })

  it('can not wait for a schema', async () => {
    const { records: [ada] } = await server.driver().executeQuery('PEOPLE')
    expect(() => ada.as(schema(async () => { throw new Error('not seen') }))).toThrow('Use result.as(schema)')
  })
})
