import { createServer, type Server } from 'node:net'
import neo4j, { type Driver } from '../../../src/index.js'
import { rejection } from '../../live/use-driver.js'
import { leaderAmong, rolesOf } from '../roles.cjs'
import { TABLE_TTL, type TestCluster, counted, eventually, servedBy, useDrivers } from '../test-cluster.js'

const READS = 30

/** Takes connections at an address, and says nothing. */
class Listener {
  connections = 0
  readonly #server: Server = createServer(socket => {
    this.connections++
    socket.on('error', () => {}).resume()
  })

  async listen (address: string): Promise<void> {
    const [host, port] = address.split(':')
    await new Promise<void>((resolve, reject) => { this.#server.once('error', reject).listen(Number(port), host, resolve) })
  }

  async close (): Promise<void> {
    await new Promise(resolve => { this.#server.close(resolve) })
  }
}

async function reads (driver: Driver, count: number): Promise<Record<string, number>> {
  const addresses: string[] = []
  for (let i = 0; i < count; i++) addresses.push(await servedBy(driver, 'READ'))
  return counted(addresses)
}

/** One member that goes, or hangs. */
export function lostMembersSuite (cluster: TestCluster): void {
  describe('a member that is lost', () => {
    useDrivers(cluster)

    it('as a reader, fails no read, is not tried again, and is used again once it is back and a new table names it', async () => {
      const driver = cluster.connect({ connectionTimeout: 5_000 })
      const { replica } = cluster
      const listener = new Listener()
      expect(Object.keys(await reads(driver, 6))).toContain(replica.address)
      await replica.kill()
      try {
        // The first read that is sent there finds out.
        await reads(driver, 6)
        await listener.listen(replica.address)
        const counts = await reads(driver, READS)
        expect(Object.keys(counts).sort()).toEqual((await cluster.readers()).filter(address => address !== replica.address))
        expect(listener.connections).toBe(0)
      } finally {
        await listener.close()
        await replica.start()
      }
      await eventually('reads by the replica', TABLE_TTL + 10, async () => await servedBy(driver, 'READ') === replica.address)
    })

    it('as a leader that hung and lost its office, is forgotten with its first answer', async () => {
      const driver = cluster.connect()
      const old = await cluster.leader()
      expect(await servedBy(driver, 'WRITE', 'CREATE (:Office)')).toBe(old.address)
      old.pause()
      try {
        await leaderAmong(neo4j, cluster.local.cores.filter(member => member !== old))
      } finally {
        old.resume()
      }
      await eventually('the old leader follows', 20, async () => (await rolesOf(neo4j, [old])).get(old) === 'FOLLOWER')

      const session = driver.session()
      expect(await rejection(session.run('CREATE (:Office)'))).toMatchObject({
        code: 'SessionExpired', retriable: true, message: `No longer possible to write to server at ${old.address}`, cause: { code: 'Neo.ClientError.Cluster.NotALeader' }
      })
      let attempts = 0
      const { summary } = await session.executeWrite(async tx => {
        attempts++
        return await tx.run('CREATE (:Office)')
      })
      expect([summary.server.address, attempts]).toEqual([(await cluster.leader()).address, 1])
      await session.close()
    })
  })
}
