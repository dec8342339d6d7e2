import neo4j, { type Driver } from '../../src/index.js'
import type { Result } from '../../src/session/result.js'
import { BoltServer, failure, type Responder } from '../../src/testing/script/index.js'
import { outcomeOf, rowReaders } from '../helpers/readers.js'
import { rowsServer } from '../helpers/rows-server.js'

const FETCH_SIZE = 10
const VERSIONS = ['3', '4.0', '4.4', '5.0', '5.8', '6.1']
const rowsUpTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
const text = (n: number): string => `UNWIND range(1, ${n}) AS x RETURN x`

async function withDriver (work: (driver: Driver, server: BoltServer) => Promise<void>, { script = rowsServer(), version = '5.8' }: { script?: Responder, version?: string } = {}): Promise<void> {
  const server = await BoltServer.start(script, { version })
  const driver = neo4j.driver(server.uri, undefined, { fetchSize: FETCH_SIZE })
  try {
    await work(driver, server)
  } finally {
    await driver.close()
    await server.close()
  }
}

/** Until its first fetch has come. */
async function arrived (result: Result): Promise<void> {
  await result.keys()
  await new Promise(resolve => { setTimeout(resolve, 10) })
}

const losses: Record<string, (driver: Driver, server: BoltServer) => Promise<void>> = {
  'the driver is closed': async driver => { await driver.close() },
  'the server hangs up': async (_, server) => {
    for (const connection of server.connections) connection.close(true)
    await new Promise(resolve => { setTimeout(resolve, 10) })
  },
  'the connection breaks': async (_, server) => {
    for (const connection of server.connections) connection.close(false)
    await new Promise(resolve => { setTimeout(resolve, 10) })
  }
}

describe.each(Object.keys(losses))('when %s before a result is read', loss => {
  it.each(Object.keys(rowReaders))('%s gives all rows that had come, or an error; never a part', async reader => {
    for (const n of [FETCH_SIZE, 35]) {
      await withDriver(async (driver, server) => {
        const result = driver.session().run(text(n))
        await arrived(result)
        await losses[loss](driver, server)
        expect(await outcomeOf(rowReaders[reader](result))).toEqual(n > FETCH_SIZE ? { error: expect.stringMatching(/closed|lost/) } : { rows: rowsUpTo(n) })
      })
    }
  })
})

it.each(Object.keys(rowReaders))('a result whose next rows the server fails to give is an error for %s', async reader => {
  const rows = rowsServer()
  let pulls = 0
  const script: Responder = (request, connection) => request.name === 'PULL' && ++pulls === 2 ? failure('Neo.DatabaseError.General.X', 'no more') : rows(request, connection)
  await withDriver(async driver => {
    const result = driver.session().run(text(35))
    await arrived(result)
    expect(await outcomeOf(rowReaders[reader](result))).toEqual({ error: 'no more' })
  }, { script })
})

it.each(Object.keys(rowReaders))('a result whose transaction another query fails is an error for %s', async reader => {
  const rows = rowsServer()
  const script: Responder = (request, connection) => request.fields[0] === 'FAIL' ? failure('Neo.ClientError.Statement.SyntaxError', 'no query') : rows(request, connection)
  await withDriver(async driver => {
    const tx = driver.session().beginTransaction()
    const result = tx.run(text(35))
    await arrived(result)
    await tx.run('FAIL').catch(() => {})
    expect(await outcomeOf(rowReaders[reader](result))).toEqual({ error: 'no query' })
  }, { script })
})

describe.each(VERSIONS)('with Bolt %s', version => {
  it.each(Object.keys(rowReaders))('a result that was cut short says so to %s', async reader => {
    for (const n of [FETCH_SIZE, 35]) {
      await withDriver(async driver => {
        const session = driver.session()
        const result = session.run(text(n))
        await session.close()
        // Before 4.0, all rows come at once.
        expect(await outcomeOf(rowReaders[reader](result))).toEqual(n > FETCH_SIZE && version !== '3' ? { error: expect.stringMatching(/the session was closed/) } : { rows: rowsUpTo(n) })
        const other = driver.session()
        const tx = other.beginTransaction()
        const [first, second] = [tx.run(text(n)), tx.run(text(n))]
        expect(await outcomeOf(rowReaders[reader](second))).toEqual({ rows: rowsUpTo(n) })
        await tx.commit()
        expect(await outcomeOf(rowReaders[reader](first))).toEqual(n > FETCH_SIZE && version !== '3' ? { error: expect.stringMatching(/the transaction was committed/) } : { rows: rowsUpTo(n) })
        await other.close()
      }, { version })
    }
  })
})
