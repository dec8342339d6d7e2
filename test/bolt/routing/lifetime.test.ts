import type { RoutingProvider } from '../../../src/routing/routing-provider.js'
import type { Driver } from '../../../src/driver/driver.js'
import { FakeClock } from '../../helpers/fake-clock.js'
import { failureOf, passing, served, useClusters } from './use-cluster.js'

describe('what a driver of a cluster keeps', () => {
  const { cluster: start, connect } = useClusters()
  const sizes = (driver: Driver): RoutingProvider['sizes'] => (driver._core.provider as RoutingProvider).sizes

  it('is a routing table for as long as the router said, to the millisecond', async () => {
    const clock = new FakeClock()
    const cluster = await start(2)
    cluster.ttl = 10
    const driver = connect(cluster, { clock })
    const routesAfter = async (ms: number): Promise<number> => {
      await clock.advance(ms)
      await served(driver, 1, 'READ', 'neo4j')
      return cluster.requests('ROUTE').length
    }
    expect([await routesAfter(0), await routesAfter(9_999), await routesAfter(1), await routesAfter(9_999), await routesAfter(1)]).toEqual([1, 1, 2, 2, 3])
  })

  it('is not a table of databases that are not used any more, however many there were', async () => {
    const clock = new FakeClock()
    const cluster = await start(2)
    for (let i = 0; i < 500; i++) cluster.leaders.set(`db${i}`, cluster.members[i % 2])
    const driver = connect(cluster, { clock })
    let most = 0
    for (let i = 0; i < 500; i++) {
      await served(driver, 1, 'READ', `db${i}`)
      await clock.advance(10_000)
      most = Math.max(most, sizes(driver).tables)
    }
    // 300 s for which a table is valid, 30 s more, one every 10 s.
    expect(most).toBe(33)
    expect(sizes(driver).servers).toBe(2)
  })

  it('is not a table of databases that do not exist', async () => {
    const cluster = await start(1)
    const driver = connect(cluster)
    for (let i = 0; i < 300; i++) await failureOf(served(driver, 1, 'READ', `typo${i}`))
    expect(sizes(driver)).toEqual({ tables: 0, servers: 1 })
  })

  it('is not a connection to servers that no table names any more, when the cluster moves through hundreds of them', async () => {
    const cluster = await start(40)
    cluster.ttl = 0
    const driver = connect(cluster)
    for (let i = 0; i + 2 < cluster.members.length; i++) {
      const [router, reader, writer] = cluster.members.slice(i, i + 3).map(({ address }) => address)
      cluster.rolesOf = () => ({ routers: [router], readers: [reader], writers: [writer] })
      await served(driver, 1, 'READ', 'neo4j')
      await served(driver, 1, 'WRITE', 'neo4j')
      expect(sizes(driver).servers).toBeLessThanOrEqual(4)
    }
    await passing(50)
    expect(cluster.openConnections).toBeLessThanOrEqual(4)
  })

  it('is nothing of hundreds of unreachable servers that a table has named', async () => {
    const cluster = await start(1)
    const [{ address }] = cluster.members
    const dead = Array.from({ length: 300 }, (_, i) => `127.0.0.${i % 250 + 2}:${i % 50 + 1}`)
    cluster.ttl = 0
    cluster.rolesOf = () => ({ routers: [address], readers: [...dead, address], writers: [address] })
    const driver = connect(cluster)
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member0'])
    cluster.rolesOf = () => ({ routers: [address], readers: [address], writers: [address] })
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member0'])
    expect(sizes(driver)).toEqual({ tables: 1, servers: 1 })
  })

  it('is a connection in use to a server that no table names any more, until its work is done', async () => {
    const cluster = await start(3)
    cluster.ttl = 0
    const driver = connect(cluster)
    const session = driver.session({ database: 'neo4j' })
    const tx = await session.beginTransaction()
    await tx.run('WRITE it')
    const [leader, second, third] = cluster.members
    cluster.leaders.set('neo4j', second)
    cluster.rolesOf = () => ({ routers: [second.address], readers: [third.address], writers: [second.address] })
    await served(driver, 1, 'READ', 'neo4j')
    cluster.leaders.set('neo4j', leader)
    await tx.commit()
    await session.close()
    expect(cluster.committed).toEqual(['it'])
    await passing(50)
    expect(leader.openConnections).toBe(0)
  })

  it('is nothing once it is closed: no connection and no timer', async () => {
    const clock = new FakeClock()
    const cluster = await start(3)
    const driver = connect(cluster, { clock })
    await Promise.all([served(driver, 3, 'READ', 'neo4j'), served(driver, 3, 'WRITE', 'neo4j'), failureOf(served(driver, 1, 'READ', 'none'))])
    expect(clock.pending).toBe(0)
    const transaction = driver.session({ database: 'neo4j' }).beginTransaction()
    await transaction
    await driver.close()
    await passing(50)
    expect([cluster.openConnections, clock.delays.filter(delay => delay > 1000)]).toEqual([0, []])
    expect(await failureOf(driver.executeQuery('RETURN 1'))).toMatchObject({ message: expect.stringMatching(/closed/) })
  })
})
