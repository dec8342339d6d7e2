import neo4j from '../../../src/index.js'
import { type LiveServer, addressOf } from '../live-server.js'
import { credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

/** `neo4j://` against a single server, which is its own router, reader and writer. */
export function routingSuite (server: LiveServer): void {
  describe('neo4j://', () => {
    const routed: LiveServer = new Proxy(server, { get: (target, key) => Reflect.get(target, key === 'uri' ? 'routingUri' : key, target) })
    const db = useDriver(routed)
    const label = useLabel(db)

    it('writes and reads with transaction functions and executeQuery', async () => {
      const session = db.driver.session()
      await session.executeWrite(tx => tx.run(`CREATE (:${label} {n: 1})`))
      const read = await session.executeRead(async tx => (await tx.run(`MATCH (n:${label}) RETURN n.n AS n`)).records[0].get('n').toNumber())
      const { records } = await db.driver.executeQuery(`MATCH (n:${label}) RETURN n`, {}, { routing: neo4j.routing.READ })
      expect([read, records.length]).toEqual([1, 1])
      await session.close()
    })

    it('answers many queries at once from one routing table', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, async (_, n) => (await db.driver.executeQuery('RETURN $n', { n })).records[0].get(0)))
      expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => n))
    })

    it('tells about the server', async () => {
      expect((await db.driver.getServerInfo()).agent).toMatch(/^Neo4j\//)
      expect((await db.driver.getServerInfo({ database: 'neo4j' })).address).toBe(addressOf(server))
    })

    it('reaches a database by name, and the home database without one', async () => {
      expect((await db.driver.executeQuery('SHOW DATABASES', {}, { database: 'system' })).summary.database.name).toBe('system')
      expect((await db.driver.executeQuery('RETURN 1')).summary.database.name).toBe('neo4j')
    })

    it('refuses a database that does not exist', async () => {
      const error = await rejection(db.driver.executeQuery('RETURN 1', {}, { database: 'nosuchdatabase' }))
      expect(error.message).toMatch(/database/i)
    })

    it('refuses a wrong password at once', () => withDriver(server.routingUri, neo4j.auth.basic(server.username, 'certainly wrong'), {}, async driver => {
      expect((await rejection(driver.executeQuery('RETURN 1'))).code).toBe('Neo.ClientError.Security.Unauthorized')
    }))

    it('asks a resolver where its first router is', async () => {
      const address = addressOf(server)
      const asked: string[] = []
      const resolver = (given: unknown): string[] => {
        asked.push(String(given))
        return ['127.0.0.1:1', address]
      }
      await withDriver(server.routingUri, credentials(server), { resolver }, async driver => {
        expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
        expect(asked).toEqual([address])
      })
    })

    it('is ServiceUnavailable where no server listens, with the address', async () => {
      await withDriver('neo4j://127.0.0.1:1', credentials(server), {}, async driver => {
        const error = await rejection(driver.verifyConnectivity())
        expect(error).toMatchObject({ code: 'ServiceUnavailable', message: expect.stringContaining('127.0.0.1:1') })
      })
    })
  })
}
