import { type TestCluster, counted, providerOf, servedBy, useDrivers } from '../test-cluster.js'

const READS = 60
const AT_ONCE = 90

/** Nobody has to think of which server does what. */
export function rolesSuite (cluster: TestCluster): void {
  describe('a driver on neo4j://', () => {
    useDrivers(cluster)

    it('reads from the followers and the replica, in turn', async () => {
      const driver = cluster.connect()
      const addresses: string[] = []
      for (let i = 0; i < READS; i++) addresses.push(await servedBy(driver, 'READ'))
      const counts = counted(addresses)
      expect(Object.keys(counts).sort()).toEqual(await cluster.readers())
      // A new table, which names them in another order, may come in between.
      for (const count of Object.values(counts)) expect(Math.abs(count - READS / 3)).toBeLessThanOrEqual(2)
    })

    it('shares many reads at once among the followers and the replica', async () => {
      const driver = cluster.connect()
      const addresses = await Promise.all(Array.from({ length: AT_ONCE }, async () => await servedBy(driver, 'READ')))
      const counts = counted(addresses)
      expect(Object.keys(counts).sort()).toEqual(await cluster.readers())
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(AT_ONCE / 6)
    })

    it('writes on the leader, whichever way', async () => {
      const { address: leader } = await cluster.leader()
      const driver = cluster.connect()
      const session = driver.session()
      const create = 'CREATE (:Role) RETURN 1'
      const begun = await session.beginTransaction()
      const inTransaction = await begun.run(create)
      await begun.commit()
      const addresses = [
        await servedBy(driver, 'WRITE', create),
        inTransaction.summary.server.address,
        (await session.run(create)).summary.server.address,
        (await session.executeWrite(async tx => await tx.run(create))).summary.server.address
      ]
      expect(addresses).toEqual([leader, leader, leader, leader])
      await session.close()
    })

    it('reads from others than the leader in sessions of mode READ and by executeRead', async () => {
      const readers = await cluster.readers()
      const driver = cluster.connect()
      const session = driver.session({ defaultAccessMode: 'READ' })
      expect(readers).toContain((await session.run('RETURN 1')).summary.server.address)
      expect(readers).toContain((await session.executeRead(async tx => await tx.run('RETURN 1'))).summary.server.address)
      await session.close()
    })

    it('knows every member from one of them, by one question', async () => {
      const messages: string[] = []
      const driver = cluster.connect({ logging: { level: 'info', logger: (_level, message) => messages.push(message) } })
      await Promise.all(Array.from({ length: 30 }, async () => await servedBy(driver, 'READ')))
      await servedBy(driver, 'WRITE')
      const table = providerOf(driver).routingTable()
      expect(table?.routers.map(String).sort()).toEqual(cluster.local.cores.map(({ address }) => address).sort())
      expect(table?.readers.map(String).sort()).toEqual(await cluster.readers())
      expect(table?.writers.map(String)).toEqual([(await cluster.leader()).address])
      expect(messages.filter(message => message.startsWith('Updated routing table'))).toHaveLength(1)
    })

    it('asks a resolver for its first routers, and goes on to the next if one is down', async () => {
      const asked: string[] = []
      const resolver = (address: string): string[] => {
        asked.push(address)
        return ['127.0.0.1:1', cluster.replica.address, cluster.local.cores[1].address]
      }
      const driver = cluster.connect({ resolver }, 'neo4j://cluster.invalid:7687')
      expect(await servedBy(driver, 'WRITE', 'CREATE (:Role)')).toBe((await cluster.leader()).address)
      expect(asked).toEqual(['cluster.invalid:7687'])
    })
  })
}
