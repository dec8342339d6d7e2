import { createServer, type AddressInfo } from 'node:net'
import { lastValueFrom, toArray } from 'rxjs'
import neo4j, { type Driver } from '../../src/index.js'
import { BoltServer, failure, type Responder, routingTable, success } from '../../src/testing/script/index.js'
import { rowReaders } from '../helpers/readers.js'
import { rowsServer } from '../helpers/rows-server.js'

/** As tests of a program do: nothing that waits for time, a tick or a microtask of the global functions goes on. */
beforeEach(() => { jest.useFakeTimers() })
afterEach(() => { jest.useRealTimers() })

/** One server does it all. */
const tableOf = ({ address }: { address: string }): Record<string, unknown> => routingTable({ routers: [address], readers: [address], writers: [address] })

function answers (): Responder {
  const rows = rowsServer()
  return (request, connection) => {
    if (request.name === 'ROUTE') return success(tableOf(request.fields[0] as { address: string }))
    if (request.fields[0] === 'FAIL') return failure('Neo.ClientError.Statement.SyntaxError', 'as you asked')
    return rows(request, connection)
  }
}

async function playWith (work: (driver: Driver, server: BoltServer) => Promise<void>, uri?: (server: BoltServer) => string): Promise<void> {
  const server = await BoltServer.start(answers())
  const driver = neo4j.driver(uri === undefined ? server.uri : uri(server), undefined, { fetchSize: 10 })
  try {
    await work(driver, server)
  } finally {
    await driver.close()
    await server.close()
  }
}

async function unusedPort (): Promise<number> {
  const listener = createServer()
  await new Promise<void>(resolve => { listener.listen(0, '127.0.0.1', resolve) })
  const { port } = listener.address() as AddressInfo
  await new Promise(resolve => { listener.close(resolve) })
  return port
}

const messageOf = async (work: PromiseLike<unknown>): Promise<string> => await work.then(() => 'no error', (error: Error) => error.message)
const TEXT = 'UNWIND range(1, 25) AS x RETURN x'

describe('under fake timers, early errors arrive:', () => {
  for (const warm of [true, false]) {
    const driverOf = warm ? 'a warm driver' : 'a cold driver'

    it.each(Object.keys(rowReaders))(`to %s, on ${driverOf}`, async reader => {
      await playWith(async driver => {
        if (warm) await driver.session().run('RETURN 1')
        const read = rowReaders[reader]
        const closed = driver.session()
        await closed.close()
        expect(await messageOf(read(closed.run(TEXT)))).toMatch(/closed session/)
        const busy = driver.session()
        const first = read(busy.run(TEXT))
        expect(await messageOf(read(busy.run(TEXT)))).toMatch(/ongoing work/)
        expect(await first).toHaveLength(25)
        expect(await messageOf(read(busy.run('RETURN $x', { x: 2n ** 64n })))).toMatch(/\$x/)
        const tx = busy.beginTransaction()
        await tx.commit()
        expect(await messageOf(read(tx.run(TEXT)))).toMatch(/already been committed/)
        const failing = busy.beginTransaction()
        expect(await messageOf(read(failing.run('RETURN $x', { x: 2n ** 64n })))).toMatch(/\$x/)
        expect(await messageOf(read(failing.run(TEXT)))).toMatch(/been rolled back/)
        expect(await messageOf(failing.commit())).toMatch(/been rolled back/)
        expect(await messageOf(read(busy.run('FAIL')))).toBe('as you asked')
        await busy.close()
      })
    })
  }

  it('of a server that can not be reached', async () => {
    const port = await unusedPort()
    for (const scheme of ['bolt', 'neo4j']) {
      const driver = neo4j.driver(`${scheme}://127.0.0.1:${port}`, undefined, { maxTransactionRetryTime: 0 })
      const refused = /ECONNREFUSED|routing/
      for (const read of Object.values(rowReaders)) expect(await messageOf(read(driver.session().run(TEXT)))).toMatch(refused)
      expect(await messageOf(driver.executeQuery(TEXT))).toMatch(refused)
      expect(await messageOf(driver.verifyConnectivity())).toMatch(refused)
      expect(await messageOf(driver.getServerInfo())).toMatch(refused)
      expect(await messageOf(driver.verifyAuthentication())).toMatch(refused)
      expect(await messageOf(driver.session().beginTransaction())).toMatch(refused)
      expect(await messageOf(driver.session().executeRead(tx => tx.run(TEXT).then(() => {})))).toMatch(refused)
      expect(await messageOf(lastValueFrom(driver.rxSession().run(TEXT).records()))).toMatch(refused)
      await driver.close()
    }
  })

  it('of a driver that was closed, also while it is waited for', async () => {
    await playWith(async driver => {
      await driver.close()
      expect(await messageOf(driver.session().run(TEXT))).toMatch(/closed/)
      expect(await messageOf(driver.executeQuery(TEXT))).toMatch(/closed/)
      expect(await messageOf(driver.verifyConnectivity())).toMatch(/closed/)
    })
  })

  it('of a signal, before and while the call is under way', async () => {
    await playWith(async driver => {
      expect(await messageOf(driver.executeQuery(TEXT, {}, { signal: AbortSignal.abort() }))).toMatch(/aborted/)
      const controller = new AbortController()
      const call = driver.executeQuery(TEXT, {}, { signal: controller.signal })
      controller.abort()
      expect(await messageOf(call)).toMatch(/aborted/)
    })
  })
})

describe('under fake timers, the server refuses', () => {
  it('a user, a routing table and a commit', async () => {
    const refusals: Array<[string, (driver: Driver) => PromiseLike<unknown>]> = [
      ['LOGON', driver => driver.session().run(TEXT)], ['LOGON', driver => driver.verifyConnectivity()], ['ROUTE', driver => driver.executeQuery(TEXT)],
      ['BEGIN', driver => driver.session().beginTransaction()], ['COMMIT', driver => driver.session().executeWrite(() => 1)]
    ]
    for (const [name, call] of refusals) {
      const rows = rowsServer()
      const server = await BoltServer.start((request, connection) => request.name === name ? failure('Neo.ClientError.Security.Unauthorized', 'not you') : rows(request, connection), { auto: { LOGON: name === 'LOGON' ? undefined : success() } })
      const driver = neo4j.driver(name === 'ROUTE' ? server.routingUri : server.uri)
      expect(await messageOf(call(driver))).toBe('not you')
      await driver.close()
      await server.close()
    }
  })
})

describe('under fake timers, work is done:', () => {
  it('by routing', async () => {
    await playWith(async driver => {
      expect((await driver.executeQuery(TEXT)).records).toHaveLength(25)
      expect((await driver.session({ database: 'other', defaultAccessMode: 'READ' }).run(TEXT)).records).toHaveLength(25)
      await driver.verifyConnectivity()
    }, server => server.routingUri)
  })


  it('queries, transactions, functions, reactive ones, and closing', async () => {
    await playWith(async driver => {
      for (const read of Object.values(rowReaders)) expect(await read(driver.session().run(TEXT))).toHaveLength(25)
      expect((await driver.executeQuery(TEXT)).records).toHaveLength(25)
      expect((await driver.executeQuery(TEXT)).summary.queryType).toBe('rw')
      const session = driver.session()
      const tx = await session.beginTransaction()
      expect(await tx.run(TEXT).keys()).toEqual(['x'])
      await tx.rollback()
      expect((await session.executeWrite(async tx => await tx.run(TEXT))).records).toHaveLength(25)
      expect((await session.run(TEXT).summary()).queryType).toBe('rw')
      await session.close()
      await driver.verifyConnectivity()
      const records = driver.rxSession().run(TEXT).records()
      expect(await lastValueFrom(records.pipe(toArray()))).toHaveLength(25)
    })
  })
})
