import { type LiveServer } from '../live-server.js'
import { credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

/** Many things at once, and the pool that serves them. */
export function concurrencySuite (server: LiveServer): void {
  describe('concurrency', () => {
    const db = useDriver(server, { maxConnectionPoolSize: 100 })
    const label = useLabel(db)

    it('answers 300 executeQuery at once over a pool of 100', async () => {
      const answers = await Promise.all(Array.from({ length: 300 }, async (_, n) => {
        const { records } = await db.driver.executeQuery('RETURN $n AS n', { n })
        return records[0].get('n')
      }))
      expect(answers).toEqual(Array.from({ length: 300 }, (_, n) => n))
    })

    it('answers 100 reads and writes at once, each in its own transaction', async () => {
      await Promise.all(Array.from({ length: 100 }, async (_, n) => {
        const session = db.driver.session()
        await session.executeWrite(tx => tx.run(`CREATE (:${label} {n: $n})`, { n }))
        await session.close()
      }))
      expect((await db.value(`MATCH (n:${label}) RETURN count(DISTINCT n.n)`)).toNumber()).toBe(100)
    })

    it('serves many queries over a single connection', () => withDriver(server.uri, credentials(server), { maxConnectionPoolSize: 1 }, async driver => {
      const answers = await Promise.all(Array.from({ length: 20 }, async (_, n) => (await driver.executeQuery('RETURN $n', { n })).records[0].get(0)))
      expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => n))
    }))

    it('leaves the queries of others alone when a transaction is given up at any moment', () =>
      withDriver(server.uri, credentials(server), { maxConnectionPoolSize: 1 }, async driver => {
        for (let round = 0; round < 150; round++) {
          const session = driver.session({ fetchSize: 1 })
          const abandoned = session.beginTransaction().run('UNWIND range(1, 50) AS n RETURN n').then(() => 'read', (error: Error) => error.message)
          for (let turn = 0; turn < round % 15; turn++) await new Promise(resolve => setImmediate(resolve))
          const closed = session.close()
          const { records } = await driver.executeQuery('RETURN $round AS n', { round })
          expect(records[0].get('n')).toBe(round)
          await closed
          expect(await abandoned).not.toBe('')
        }
      }))

    it('refuses a query that waits too long for a connection, and serves the next one', () =>
      withDriver(server.uri, credentials(server), { maxConnectionPoolSize: 1, connectionAcquisitionTimeout: 3000, maxTransactionRetryTime: 0 }, async driver => {
        const session = driver.session()
        const tx = await session.beginTransaction()
        const waiting = driver.session()
        const error = await rejection(waiting.run('RETURN 1'))
        expect(error.message).toMatch(/acqui/i)
        await waiting.close()
        await tx.commit()
        await session.close()
        expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
      }))

    it('renews connections that are older than their lifetime', () => withDriver(server.uri, credentials(server), { maxConnectionLifetime: 1 }, async driver => {
      for (let query = 0; query < 3; query++) {
        await driver.executeQuery('RETURN 1')
        await new Promise(resolve => setTimeout(resolve, 5))
      }
    }))

    it('tests idle connections before use when told to', () => withDriver(server.uri, credentials(server), { connectionLivenessCheckTimeout: 0 }, async driver => {
      for (let query = 0; query < 3; query++) {
        expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
      }
    }))
  })
}
