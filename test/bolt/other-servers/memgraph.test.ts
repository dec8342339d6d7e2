import neo4j, { type Driver } from '../../../src/index.js'
import type { Neo4jError } from '../../../src/error.js'
import type { Config } from '../../../src/driver/options.js'
import { BoltServer } from '../../../src/testing/script/index.js'
import { connectAccelerated } from '../../helpers/play.js'
import { AGENT, CLIENT_ERROR, Memgraph, TRANSIENT_ERROR } from './memgraph.js'

const ADA = neo4j.auth.basic('ada', 'one')
const BOB = neo4j.auth.basic('bob', 'two')

async function withMemgraph (work: (driver: Driver, memgraph: Memgraph, server: BoltServer) => Promise<void>, { auth = ADA, ...config }: Config & { auth?: typeof ADA } = {}): Promise<void> {
  const memgraph = new Memgraph()
  const server = await BoltServer.start(memgraph.respond, { version: '5.2', auto: { HELLO: undefined, LOGON: undefined, LOGOFF: undefined, RESET: undefined } })
  const driver = connectAccelerated(server.uri, auth, config) as Driver
  try {
    await work(driver, memgraph, server)
    expect(server.errors).toEqual([])
  } finally {
    await driver.close()
    await server.close()
  }
}

const failureOf = async (work: PromiseLike<unknown>): Promise<Partial<Neo4jError>> => await work.then(() => ({ message: 'no error' }), (error: Neo4jError) => error)

describe('a server that speaks Bolt as Memgraph does', () => {
  it('is connected to, and told by name', async () => {
    await withMemgraph(async driver => {
      expect(await driver.getServerInfo()).toMatchObject({ agent: AGENT, protocolVersion: { major: 5, minor: 2 } })
      await driver.verifyConnectivity()
      expect(await driver.supportsMultiDb()).toBe(true)
    })
  })

  it('is reachable, by bolt:// and by neo4j://, for those that it does not let in', async () => {
    await withMemgraph(async (_driver, _memgraph, server) => {
      for (const uri of [server.uri, server.routingUri]) {
        expect(await neo4j.hasReachableServer(uri)).toBe(true)
        expect(await failureOf(neo4j.hasReachableServer(uri.replace(server.address, 'localhost:1')))).toMatchObject({ code: 'ServiceUnavailable' })
      }
    })
  })

  it('refuses a wrong password with its own reason', async () => {
    await withMemgraph(async driver => {
      const refusal = { code: 'Memgraph.ClientError.Security.Unauthenticated', message: 'Authentication failure', retriable: false }
      expect(await failureOf(driver.verifyConnectivity())).toMatchObject(refusal)
      expect(await failureOf(driver.session().run('RETURN 1'))).toMatchObject(refusal)
      expect(await failureOf(driver.session().executeWrite(async tx => await tx.run('CREATE (:A)')))).toMatchObject(refusal)
    }, { auth: neo4j.auth.basic('ada', 'wrong') })
  })

  it('streams results in portions, and is told to discard what nobody reads', async () => {
    await withMemgraph(async (driver, _, server) => {
      const session = driver.session({ fetchSize: 10 })
      let sum = 0
      for await (const row of session.run('UNWIND range(1, 95) AS x RETURN x')) sum += (row.get('x') as { toNumber: () => number }).toNumber()
      expect(sum).toBe(95 * 96 / 2)
      for await (const row of session.run('UNWIND range(1, 95) AS x RETURN x')) {
        expect(row.keys).toEqual(['x'])
        break
      }
      const { summary } = await session.run('CREATE (:A)')
      expect([summary.queryType, summary.database.name, summary.counters.containsUpdates(), summary.server.agent]).toEqual(['rw', null, false, AGENT])
      expect(server.received.flat().some(({ name }) => name === 'DISCARD')).toBe(true)
      await session.close()
    })
  })

  it('commits and rolls back, without bookmarks', async () => {
    await withMemgraph(async (driver, memgraph) => {
      const session = driver.session()
      const kept = await session.beginTransaction()
      await kept.run('CREATE (:Kept)')
      await kept.commit()
      const lost = await session.beginTransaction()
      await lost.run('CREATE (:Lost)')
      await lost.rollback()
      expect(session.lastBookmarks()).toEqual([])
      await session.close()
      expect(memgraph.writes).toEqual(['ada: CREATE (:Kept)'])
    })
  })

  it('hangs up on a second result while the first one is open, which is an error', async () => {
    await withMemgraph(async driver => {
      const session = driver.session({ fetchSize: 10 })
      const tx = await session.beginTransaction()
      const first = tx.run('UNWIND range(1, 95) AS x RETURN x')
      await first.keys()
      expect(await failureOf(tx.run('UNWIND range(1, 95) AS x RETURN x'))).toMatchObject({ code: 'ServiceUnavailable', message: expect.stringMatching(/closed by server/) })
      expect(tx.isOpen()).toBe(false)
      await session.close()
      expect((await driver.executeQuery('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
    })
  })

  it('has transactions with conflicts repeated, and nothing written twice', async () => {
    await withMemgraph(async (driver, memgraph) => {
      memgraph.conflicts = 3
      await driver.executeQuery('CREATE (:A)')
      expect(memgraph).toMatchObject({ conflicts: 0, writes: ['ada: CREATE (:A)'] })
      memgraph.conflicts = 1
      const tx = await driver.session().beginTransaction()
      expect(await failureOf(tx.commit())).toMatchObject({ code: TRANSIENT_ERROR, retriable: true })
    })
  })

  it('gives errors of queries their own codes, and goes on', async () => {
    await withMemgraph(async driver => {
      const session = driver.session()
      expect(await failureOf(session.run('RETRUN 1'))).toMatchObject({ code: CLIENT_ERROR, retriable: false, message: expect.stringMatching(/mismatched input/) })
      expect((await session.run('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
      await session.close()
    }, { maxConnectionPoolSize: 1 })
  })

  it('has no routing table, which the error of neo4j:// says', async () => {
    await withMemgraph(async (_driver, _memgraph, server) => {
      const routing = connectAccelerated(server.routingUri, ADA, { maxTransactionRetryTime: 0 })
      expect(await failureOf(routing.executeQuery('RETURN 1'))).toMatchObject({
        code: 'ServiceUnavailable', message: expect.stringMatching(/No routing servers available.*Route message is not supported in Memgraph!/)
      })
      await routing.close()
    })
  })
})

describe('a server that answers LOGON but not LOGOFF, as Memgraph does', () => {
  const SERVED = { maxConnectionPoolSize: 1, connectionAcquisitionTimeout: 400_000 }

  it('serves another user on the same connection: a query without records', async () => {
    await withMemgraph(async (driver, memgraph, server) => {
      await driver.session().run('CREATE (:A)')
      await driver.session({ auth: BOB }).run('CREATE (:B)')
      await driver.session().run('CREATE (:C)')
      expect(memgraph.writes).toEqual(['ada: CREATE (:A)', 'bob: CREATE (:B)', 'ada: CREATE (:C)'])
      expect(server.connections).toHaveLength(1)
    }, SERVED)
  })

  it('serves another user on the same connection: records, transactions and executeQuery', async () => {
    await withMemgraph(async (driver, memgraph) => {
      await driver.session().run('CREATE (:A)')
      const session = driver.session({ auth: BOB })
      expect((await session.run('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
      await session.close()
      await driver.executeQuery('CREATE (:B)')
      await driver.executeQuery('CREATE (:C)', {}, { auth: BOB })
      expect(memgraph.writes).toEqual(['ada: CREATE (:A)', 'ada: CREATE (:B)', 'bob: CREATE (:C)'])
    }, SERVED)
  })

  it('says at once whether it lets a user in', async () => {
    await withMemgraph(async driver => {
      await driver.session().run('CREATE (:A)')
      expect(await driver.verifyAuthentication()).toBe(true)
      expect(await driver.verifyAuthentication({ auth: BOB })).toBe(true)
      expect(await failureOf(driver.verifyAuthentication({ auth: neo4j.auth.basic('bob', 'wrong') }))).toMatchObject({ message: 'Authentication failure' })
      expect(await failureOf(driver.session({ auth: neo4j.auth.basic('bob', 'wrong') }).run('CREATE (:B)'))).toMatchObject({ message: 'Authentication failure' })
      expect((await driver.executeQuery('UNWIND range(1, 3) AS x RETURN x')).records).toHaveLength(3)
    }, SERVED)
  })
})
