import { auth } from '../../../src/auth/tokens.js'
import { FakeClock } from '../../helpers/fake-clock.js'
import type { Cluster } from './cluster.js'
import { failureOf, passing, served, useClusters } from './use-cluster.js'

describe('without a named database', () => {
  const { cluster: start, connect } = useClusters()
  const routes = (cluster: Cluster): number => cluster.requests('ROUTE').length
  const databasesOf = (cluster: Cluster, name = 'BEGIN'): unknown[] => cluster.requests(name).map(({ fields }) => (fields[name === 'RUN' ? 2 : 0] as { db?: string }).db)

  async function withHome (members: Parameters<typeof start>[0], home: string): Promise<Cluster> {
    const cluster = await start(members)
    cluster.leaders.set(home, cluster.members.at(-1))
    cluster.homes.set('', home)
    return cluster
  }

  it('the home database is asked for with every session, where servers do not route by themselves', async () => {
    const cluster = await withHome([{ version: '4.4' }, { version: '4.4' }], 'castle')
    const driver = connect(cluster)
    expect(await served(driver, 2, 'WRITE')).toEqual(['member1', 'member1'])
    expect(routes(cluster)).toBe(2)
    expect(databasesOf(cluster)).toEqual(['castle', 'castle'])
    cluster.homes.set('', 'neo4j')
    expect(await served(driver, 1, 'WRITE')).toEqual(['member0'])
  })

  it('a session stays with the home that its user had at first', async () => {
    const cluster = await withHome([{ version: '4.4' }, { version: '4.4' }], 'castle')
    const session = connect(cluster).session()
    await session.run('RETURN 1')
    cluster.homes.set('', 'neo4j')
    expect((await session.run('RETURN 1')).summary.database.name).toBe('castle')
    expect((await session.executeRead(async tx => await tx.run('RETURN 1'))).summary.database.name).toBe('castle')
    expect(databasesOf(cluster, 'RUN')[0]).toBe('castle')
    expect(databasesOf(cluster)).toEqual(['castle'])
    expect(routes(cluster)).toBe(1)
  })

  it('servers before 4.4 route to the home database without telling its name', async () => {
    const cluster = await withHome([{ version: '4.2' }, { version: '4.2' }], 'castle')
    expect(await served(connect(cluster), 3, 'WRITE')).toEqual(['member1', 'member1', 'member1'])
    expect(cluster.requests('RUN').filter(({ fields }) => String(fields[0]).startsWith('CALL'))).toHaveLength(1)
    expect(databasesOf(cluster)).toEqual([undefined, undefined, undefined])
  })

  it('one question is enough, where all servers route by themselves', async () => {
    const cluster = await withHome(3, 'castle')
    const driver = connect(cluster)
    expect(await served(driver, 4, 'WRITE')).toEqual(['member2', 'member2', 'member2', 'member2'])
    expect(routes(cluster)).toBe(1)
    expect(databasesOf(cluster)).toEqual(['castle', undefined, undefined, undefined])
  })

  it('a wrong guess is corrected by the server\'s answer', async () => {
    const cluster = await withHome(3, 'castle')
    const driver = connect(cluster)
    await served(driver, 2, 'READ')
    cluster.homes.set('', 'neo4j')
    const session = driver.session()
    expect((await session.executeRead(async tx => await tx.run('RETURN 1'))).summary.database.name).toBe('neo4j')
    await session.executeWrite(async tx => { await tx.run('WRITE x') })
    expect(databasesOf(cluster).slice(-2)).toEqual([undefined, 'neo4j'])
    expect(await served(driver, 1, 'WRITE')).toEqual(['member0'])
  })

  it('a writer that is none any more is taken out of the table that the guess led to', async () => {
    const cluster = await withHome(3, 'castle')
    const driver = connect(cluster)
    await served(driver, 2, 'WRITE')
    cluster.leaders.set('castle', cluster.members[0])
    expect(await failureOf(driver.session().run('WRITE x'))).toMatchObject({ code: 'SessionExpired' })
    expect(await served(driver, 1, 'WRITE')).toEqual(['member0'])
    expect(routes(cluster)).toBe(2)
  })

  it('users have homes of their own', async () => {
    const cluster = await start(3)
    for (const [i, user] of ['drivers', 'anna', 'bert'].entries()) {
      cluster.leaders.set(`home of ${user}`, cluster.members[i])
      cluster.homes.set(user, `home of ${user}`)
    }
    const driver = connect(cluster, { auth: auth.basic('drivers', 'x') })
    const home = async (config: object): Promise<string> => (await driver.executeQuery('RETURN 1', {}, config)).summary.database.name as string
    for (let i = 0; i < 2; i++) {
      expect([await home({}), await home({ auth: auth.basic('anna', 'x') }), await home({ impersonatedUser: 'bert' })])
        .toEqual(['home of drivers', 'home of anna', 'home of bert'])
    }
    expect(routes(cluster)).toBe(3)
  })

  it('guessing ends with the first connection to a server that does not route, and comes back when that is gone', async () => {
    const clock = new FakeClock()
    const cluster = await start([{ version: '5.8' }, { version: '4.4' }])
    cluster.leaders.set('old', cluster.members[1])
    const driver = connect(cluster, { clock })
    await served(driver, 2, 'WRITE')
    expect(routes(cluster)).toBe(1)
    expect(await served(driver, 1, 'WRITE', 'old')).toEqual(['member1'])
    const before = routes(cluster)
    cluster.homes.set('', 'old')
    expect(await served(driver, 2, 'WRITE')).toEqual(['member1', 'member1'])
    expect(routes(cluster)).toBe(before + 2)
    await cluster.members[1].stop()
    cluster.leaders.set('old', cluster.members[0])
    await passing(50)
    await failureOf(driver.session().run('RETURN 1'))
    const after = routes(cluster)
    expect(await served(driver, 3, 'WRITE')).toEqual(['member0', 'member0', 'member0'])
    expect(routes(cluster)).toBe(after + 1)
  })

  it('the connection that ends the guessing is not used for the guess', async () => {
    const cluster = await start([{ version: '5.8' }, { version: '4.4' }])
    const driver = connect(cluster)
    await served(driver, 2, 'WRITE')
    cluster.leaders.set('moved', cluster.members[0])
    cluster.homes.set('', 'moved')
    const begins = cluster.members[1].requests('BEGIN').length
    expect((await driver.executeQuery('RETURN 1', {}, { routing: 'READ' })).summary.database.name).toBe('moved')
    expect(databasesOf(cluster).at(-1)).toBe('moved')
    expect(cluster.members[1].requests('BEGIN').length).toBe(begins + 1)
    expect(routes(cluster)).toBe(2)
  })
})
