import { type Driver } from '../../src/driver/driver.js'
import { type LabDriver, labDriver, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'

const DEADLINE = 5000

let server: ModelServer
let lab: LabDriver

beforeEach(async () => {
  server = await ModelServer.listen()
  // One connection: whatever a mishap leaves on it, the next one meets.
  lab = labDriver(server.uri, { maxConnectionPoolSize: 1 })
})

afterEach(async () => {
  await lab.driver.close()
  await server.close()
})

const unwritable = { id: () => 1 }
const refused = async (work: PromiseLike<unknown>): Promise<void> => { expect(await outcomeOf(work, DEADLINE)).toHaveProperty('error') }

const MISHAPS: Array<[string, (driver: Driver) => Promise<unknown>]> = [
  ['a parameter that cannot be sent, in a query', async driver => {
    await using session = driver.session()
    await refused(session.run('WRITE', unwritable))
  }],
  ['a parameter that cannot be sent, in a transaction', async driver => {
    await using session = driver.session()
    const tx = await session.beginTransaction()
    await refused(tx.run('WRITE', unwritable))
  }],
  ['a parameter that cannot be sent, in executeQuery', async driver => { await refused(driver.executeQuery('WRITE', unwritable)) }],
  ['a transaction that is left open', async driver => {
    await using session = driver.session()
    await session.beginTransaction().run('WRITE', { id: 1 })
  }],
  ['a transaction that was not awaited', async driver => {
    await using session = driver.session()
    session.beginTransaction().run('WRITE', { id: 1 })
  }],
  ['a transaction function that throws', async driver => {
    await using session = driver.session()
    await expect(session.executeWrite(async tx => {
      await tx.run('WRITE', { id: 1 })
      throw new Error('changed my mind')
    })).rejects.toThrow('changed my mind')
  }],
  ['a transaction function that throws before its first query is answered', async driver => {
    await using session = driver.session()
    await expect(session.executeWrite(tx => {
      void tx.run('WRITE', { id: 1 })
      throw new Error('changed my mind')
    })).rejects.toThrow('changed my mind')
  }],
  ['one of several queries that fails', async driver => {
    await using session = driver.session()
    const tx = session.beginTransaction()
    const results = [tx.run('ROWS', { n: 3 }), tx.run('FAIL'), tx.run('WRITE', { id: 1 })]
    await refused(results[1])
    await refused(results[2])
  }],
  ['a result that is not read', async driver => {
    await using session = driver.session({ fetchSize: 2 })
    session.run('ROWS', { n: 50 })
  }],
  ['a result that is left half-way', async driver => {
    await using session = driver.session({ fetchSize: 2 })
    for await (const record of session.run('ROWS', { n: 50 })) if (record.get('x') === 3) break
  }],
  ['a rollback with open results', async driver => {
    await using session = driver.session({ fetchSize: 2 })
    const tx = await session.beginTransaction()
    tx.run('WRITE', { id: 1 })
    tx.run('ROWS', { n: 50 })
    await tx.rollback()
  }],
  ['a failing query that was not awaited', async driver => {
    await using session = driver.session()
    session.run('FAIL')
  }],
  ['a bookmark manager of the user\'s that throws', async driver => {
    const bookmarkManager = { getBookmarks: async () => [], updateBookmarks: () => { throw new Error('out of order') } }
    await using session = driver.session({ bookmarkManager })
    expect(await outcomeOf(session.run('ROWS', { n: 2 }).then(({ records }) => records.length), DEADLINE)).toEqual({ value: 2 })
    await session.executeWrite(async tx => await tx.run('ROWS', { n: 1 }))
  }],
  ['a user that the server refuses', async driver => {
    await using session = driver.session({ auth: { scheme: 'basic', principal: 'alice', credentials: 'wrong' } })
    await refused(session.run('ROWS', { n: 1 }))
  }]
]

it.each(MISHAPS)('%s leaves nothing behind for the next one', async (_name, mishap) => {
  for (let round = 0; round < 3; round++) {
    await mishap(lab.driver)
    await until(() => lab.pool()?.lentCount === 0, 'the return of the connection')
    await using session = lab.driver.session()
    expect(await outcomeOf(session.run('WHO').then(({ records }) => records[0].get('x')), DEADLINE)).toEqual({ value: 'neo4j' })
    expect(await outcomeOf(session.run('ROWS', { n: 2 }).then(({ records }) => records.length), DEADLINE)).toEqual({ value: 2 })
    const tx = await session.beginTransaction()
    await tx.run('WRITE', { id: `round ${round}` })
    await tx.commit()
    expect([server.written(1), server.written(`round ${round}`)]).toEqual([0, 1])
  }
})
