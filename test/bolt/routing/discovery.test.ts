import { cut, failure, routingTable, success, until } from '../../../src/testing/script/index.js'
import { AcceleratedClock } from '../../helpers/accelerated-clock.js'
import type { Cluster } from './cluster.js'
import { failureOf, passing, served, useClusters } from './use-cluster.js'

const ADMISSIBLE = { maxTransactionRetryTime: 0 }

describe('the search for a routing table', () => {
  const { cluster: start, connect } = useClusters()
  const routes = (cluster: Cluster): number[] => cluster.members.map(member => member.requests('ROUTE').length)
  const isRoute = ({ name }: { name: string }): boolean => name === 'ROUTE'
  const never = new Promise<void>(() => {})

  it('begins with the server of the URL, then asks known routers in their order, then the URL\'s again', async () => {
    const cluster = await start(4)
    const driver = connect(cluster, ADMISSIBLE)
    const [seed, a, b, c] = cluster.members
    cluster.ttl = 0
    cluster.rolesOf = () => ({ routers: [b.address, a.address], readers: [c.address], writers: [c.address] })
    await served(driver, 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([1, 0, 0, 0])
    await served(driver, 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([1, 0, 1, 0])
    await b.stop()
    await served(driver, 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([1, 1, 1, 0])
    await a.stop()
    await served(driver, 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([2, 1, 1, 0])
    await seed.stop()
    const error = await failureOf(served(driver, 1, 'READ', 'neo4j'))
    expect(error.cause.errors).toHaveLength(3)
  })

  it('fails as ServiceUnavailable with one cause for each router when all are down, and works once they are up again', async () => {
    const cluster = await start(3)
    const driver = connect(cluster, ADMISSIBLE)
    cluster.ttl = 0
    await served(driver, 1, 'WRITE', 'neo4j')
    for (const member of cluster.members) await member.stop()
    await passing(50)
    const error = await failureOf(driver.session({ database: 'neo4j' }).run('RETURN 1'))
    expect(error).toMatchObject({ code: 'ServiceUnavailable', retryable: true, message: expect.stringMatching(/No routing servers available.*Asked: 127/) })
    expect(error.cause).toBeInstanceOf(AggregateError)
    expect(error.cause.errors.map((one: Error) => /127\.0\.0\.1:\d+/.exec(one.message)?.[0]).sort()).toEqual(cluster.members.map(({ address }) => address).sort())
    for (const member of cluster.members) await member.start()
    expect(await served(driver, 1, 'WRITE', 'neo4j')).toEqual(['member0'])
  })

  it('asks the server of the URL first if the known routers knew no writer: theirs may be the cut-off part', async () => {
    const cluster = await start(3)
    const driver = connect(cluster, ADMISSIBLE)
    const [seed, reader, writer] = cluster.members
    cluster.rolesOf = () => ({ routers: [reader.address], readers: [reader.address], writers: [] })
    expect(await served(driver, 2, 'READ', 'neo4j')).toEqual(['member1', 'member1'])
    expect(routes(cluster)).toEqual([1, 0, 0])
    const error = await failureOf(served(driver, 1, 'WRITE', 'neo4j'))
    expect(error).toMatchObject({ code: 'SessionExpired', message: expect.stringMatching(/Failed to obtain connection towards write server.*writers=\[\]/) })
    cluster.rolesOf = () => ({ routers: [seed.address], readers: [reader.address], writers: [writer.address] })
    expect(await served(driver, 1, 'WRITE', 'neo4j')).toEqual(['member2'])
    expect(routes(cluster)).toEqual([3, 0, 0])
  })

  it('finds the routers of other databases when the server of the URL is gone', async () => {
    const cluster = await start(3)
    cluster.leaders.set('other', cluster.members[1])
    const driver = connect(cluster, ADMISSIBLE)
    await served(driver, 1, 'READ', 'neo4j')
    await cluster.members[0].stop()
    await passing(50)
    expect(await served(driver, 1, 'WRITE', 'other')).toEqual(['member1'])
  })

  it('remembers routers from before when all were down, and the server of the URL does not come back', async () => {
    const cluster = await start(3)
    cluster.ttl = 0
    const driver = connect(cluster, ADMISSIBLE)
    await served(driver, 1, 'READ', 'neo4j')
    for (const member of cluster.members) await member.stop()
    await passing(50)
    for (let i = 0; i < 2; i++) expect((await failureOf(served(driver, 1, 'READ', 'neo4j'))).code).toBe('ServiceUnavailable')
    const [, reader] = cluster.members
    await reader.start()
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member1'])
  })

  it.each([
    'Neo.ClientError.Database.DatabaseNotFound',
    'Neo.ClientError.Transaction.InvalidBookmark',
    'Neo.ClientError.Transaction.InvalidBookmarkMixture',
    'Neo.ClientError.Statement.ArgumentError',
    'Neo.ClientError.Statement.TypeError',
    'Neo.ClientError.Request.Invalid',
    'Neo.ClientError.Security.Unauthorized',
    'Neo.ClientError.Security.Forbidden',
    'Neo.ClientError.Security.MadeUpSecurityError'
  ])('ends at once with the server\'s own error: %s', async code => {
    const cluster = await start(2)
    cluster.interfere = request => isRoute(request) ? failure(code, 'because') : undefined
    const resolver = (): string[] => cluster.members.map(({ address }) => address)
    const error = await failureOf(connect(cluster, { resolver }).executeQuery('RETURN 1', {}, { database: 'neo4j' }))
    expect(error).toMatchObject({ code, message: 'because' })
    expect(routes(cluster)).toEqual([1, 0])
  })

  it.each([
    ['an error that may be its own', failure('Neo.ClientError.MadeUp.Code', 'x')],
    ['expired authorization', failure('Neo.ClientError.Security.AuthorizationExpired', 'x')],
    ['a database that is not available', failure('Neo.TransientError.General.DatabaseUnavailable', 'x')],
    ['the end of the connection', cut()],
    ['no table', success()],
    ['a table without readers', success(routingTable({ routers: ['a'], readers: [] }))],
    ['a table that makes no sense', success({ rt: { ttl: 'soon', servers: 5 } })]
  ])('goes on to the next router after %s', async (_, answer) => {
    const cluster = await start(2)
    cluster.interfere = (request, member) => isRoute(request) && member === cluster.members[0] ? answer : undefined
    const resolver = (): string[] => cluster.members.map(({ address }) => address)
    await served(connect(cluster, { resolver }), 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([1, 1])
  })

  it('is one for a database, however many callers ask meanwhile; other databases need not wait for it', async () => {
    const cluster = await start(3)
    cluster.leaders.set('other', cluster.members[0])
    let answer!: () => void
    const asked = new Promise<void>(resolve => { answer = resolve })
    cluster.interfere = ({ name, fields }) => name === 'ROUTE' && (fields[2] as { db: string }).db === 'neo4j'
      ? [until(asked), success(routingTable({ ...cluster.rolesOf('neo4j') }))]
      : undefined
    const driver = connect(cluster)
    const waiting = Promise.all(Array.from({ length: 100 }, async () => await served(driver, 1, 'READ', 'neo4j')))
    expect(await served(driver, 1, 'WRITE', 'other')).toEqual(['member0'])
    answer()
    expect(await waiting).toHaveLength(100)
    expect(cluster.requests('ROUTE')).toHaveLength(2)
  })

  it('that fails for one user says nothing about another, which asks again', async () => {
    const cluster = await start(2)
    let answer!: () => void
    const asked = new Promise<void>(resolve => { answer = resolve })
    let first = true
    cluster.interfere = async ({ name }) => {
      if (name !== 'ROUTE' || !first) return undefined
      first = false
      await asked
      return failure('Neo.ClientError.Security.Forbidden', 'not for anna')
    }
    const driver = connect(cluster)
    const anna = failureOf(driver.session({ database: 'neo4j', impersonatedUser: 'anna' }).run('RETURN 1'))
    await passing(50)
    const bert = driver.session({ database: 'neo4j', impersonatedUser: 'bert' }).run('RETURN 1')
    const annaAgain = failureOf(driver.session({ database: 'neo4j', impersonatedUser: 'anna' }).run('RETURN 1'))
    answer()
    expect((await anna).message).toBe('not for anna')
    expect((await annaAgain).message).toBe('not for anna')
    expect((await bert).records).toHaveLength(1)
  })

  it('lets a database go that is dropped, and finds it when it is made anew', async () => {
    const cluster = await start(2)
    cluster.leaders.set('movies', cluster.members[0])
    const driver = connect(cluster)
    await served(driver, 1, 'READ', 'movies')
    cluster.leaders.delete('movies')
    const dropped = await failureOf(served(driver, 1, 'READ', 'movies'))
    expect(dropped.code).toBe('Neo.ClientError.Database.DatabaseNotFound')
    expect((await failureOf(served(driver, 1, 'READ', 'never'))).code).toBe('Neo.ClientError.Database.DatabaseNotFound')
    cluster.leaders.set('movies', cluster.members[1])
    expect(await served(driver, 1, 'READ', 'movies')).toEqual(['member1'])
    await failureOf(driver.session({ database: 'movies' }).run('WRITE x'))
    expect(await served(driver, 1, 'WRITE', 'movies')).toEqual(['member1'])
  })

  it('asks the user\'s resolver for the first routers, and again whenever it needs them', async () => {
    const cluster = await start(3)
    const asked: string[] = []
    const resolver = async (address: string): Promise<string[]> => {
      asked.push(address)
      return asked.length === 1 ? ['127.0.0.1:1', cluster.members[2].address] : [cluster.members[1].address]
    }
    const driver = connect(cluster, { ...ADMISSIBLE, uri: 'neo4j://somewhere.example:9999', resolver })
    cluster.rolesOf = () => ({ routers: ['127.0.0.1:1'], readers: [cluster.members[0].address], writers: [] })
    await served(driver, 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([0, 0, 1])
    await failureOf(served(driver, 1, 'WRITE', 'neo4j'))
    expect(routes(cluster)).toEqual([0, 1, 1])
    expect(asked).toEqual(['somewhere.example:9999', 'somewhere.example:9999'])
  })

  it.each([
    ['fails', () => { throw new Error('no map') }, /The configured resolver failed for 127.*: no map/],
    ['gives no list', () => 'a:1' as never, /should either return an array/],
    ['gives no address', () => [], /the resolver returned no addresses/]
  ])('says so when the resolver %s', async (_, resolver, message) => {
    const cluster = await start(1)
    expect((await failureOf(connect(cluster, { ...ADMISSIBLE, resolver }).verifyConnectivity())).message).toMatch(message)
  })

  it('tries every IP address of a name before it gives up', async () => {
    const cluster = await start(1)
    const port = cluster.members[0].address.split(':')[1]
    const lookedUp: string[] = []
    const lookup = async (host: string): Promise<string[]> => {
      lookedUp.push(host)
      return ['127.0.0.9', '127.0.0.1']
    }
    const driver = connect(cluster, { ...ADMISSIBLE, uri: `neo4j://nowhere.invalid:${port}`, lookup })
    expect(await served(driver, 1, 'WRITE', 'neo4j')).toEqual(['member0'])
    expect(lookedUp).toEqual(['nowhere.invalid'])
    expect(cluster.requests('HELLO')).toHaveLength(2)
  })

  it('does not wait for ever for a router that does not answer: the next is asked', async () => {
    const cluster = await start(2)
    cluster.interfere = (request, member) => isRoute(request) && member === cluster.members[0] ? [until(never)] : undefined
    const resolver = (): string[] => cluster.members.map(({ address }) => address)
    const driver = connect(cluster, { resolver, connectionTimeout: 10_000, clock: new AcceleratedClock(10) })
    await served(driver, 1, 'READ', 'neo4j')
    expect(routes(cluster)).toEqual([1, 1])
  })

  it('is part of the time that a connection may take', async () => {
    const cluster = await start(1)
    cluster.interfere = request => isRoute(request) ? [until(never)] : undefined
    const driver = connect(cluster, { connectionAcquisitionTimeout: 2000, clock: new AcceleratedClock(10) })
    const errors = await Promise.all([1, 2, 3].map(async () => await failureOf(driver.session({ database: 'neo4j' }).run('RETURN 1'))))
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'N/A', message: expect.stringMatching(/^Connection acquisition timed out in 2000 ms\..*routing table of database 'neo4j'/) })
    }
    expect(routes(cluster)).toEqual([1])
    cluster.interfere = () => undefined
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member0'])
  })

  it.each([
    ['a router', { resolver: undefined }],
    ['the resolver', { resolver: async () => await (never as Promise<never>) }]
  ])('ends with a clear error when the driver is closed while %s has not answered', async (_, config) => {
    const cluster = await start(1)
    cluster.interfere = request => isRoute(request) ? [until(never)] : undefined
    const driver = connect(cluster, config)
    const failed = [1, 2].map(async () => await failureOf(driver.session({ database: 'neo4j' }).run('RETURN 1')))
    await passing(50)
    await driver.close()
    expect((await Promise.all(failed)).map(error => error.message)).toEqual(Array(2).fill(expect.stringContaining('the driver was closed')))
    await passing(50)
    expect(cluster.openConnections).toBe(0)
  })
})
