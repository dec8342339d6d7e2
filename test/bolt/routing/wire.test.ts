import { SPOKEN_VERSIONS } from '../../../src/bolt/versions.js'
import { cut, failure } from '../../../src/testing/script/index.js'
import { failureOf, served, useClusters } from './use-cluster.js'

/** How a routing table of the database «movies» is asked for, by the oldest version that does it so. */
const QUESTIONS: Array<[since: number, name: string, fields: (context: object) => unknown[]]> = [
  [3.0, 'RUN', context => ['CALL dbms.cluster.routing.getRoutingTable($context)', { context }, {}]],
  [4.0, 'RUN', context => [
    'CALL dbms.routing.getRoutingTable($context, $database)', { context, database: 'movies' }, { bookmarks: ['b'], db: 'system', mode: 'r' }]],
  [4.3, 'ROUTE', context => [context, ['b'], 'movies']],
  [4.4, 'ROUTE', context => [context, ['b'], { db: 'movies' }]]
]

describe('on the wire', () => {
  const { cluster: start, connect } = useClusters()

  describe.each(SPOKEN_VERSIONS.map(([major, minor]) => [`${major}.${minor}`]))('of Bolt %s', version => {
    const isAtLeast = (oldest: number): boolean => parseFloat(version) >= oldest

    it('the routing table is asked for with the routing context and the bookmarks', async () => {
      const cluster = await start([{ version }])
      cluster.leaders.set('movies', cluster.members[0])
      const driver = connect(cluster, { uri: `${cluster.uri}?region=eu&policy=fast` })
      const session = driver.session({ database: isAtLeast(4) ? 'movies' : undefined, bookmarks: ['b'] })
      expect((await session.run('RETURN 1')).records[0].get('name')).toBe('member0')
      await session.close()
      const context = { region: 'eu', policy: 'fast', address: cluster.members[0].address }
      const [, name, fields] = QUESTIONS.filter(([since]) => isAtLeast(since)).at(-1) as typeof QUESTIONS[0]
      expect(cluster.requests(name)[0].fields).toEqual(fields(context))
      expect((cluster.requests('HELLO')[0].fields[0] as { routing?: object }).routing).toEqual(isAtLeast(4.1) ? context : undefined)
    })

    it('the work then goes to a reader or writer, with its own settings', async () => {
      const cluster = await start([{ version }, { version }])
      const driver = connect(cluster)
      expect(await served(driver, 1, 'READ')).toEqual(['member1'])
      expect(await served(driver, 1, 'WRITE')).toEqual(['member0'])
    })

    it('impersonation of a user is a matter of routers, too, or is refused', async () => {
      const cluster = await start([{ version }])
      const session = connect(cluster).session({ impersonatedUser: 'anna' })
      if (isAtLeast(4.4)) {
        await session.run('RETURN 1')
        expect(cluster.requests('ROUTE')[0].fields[2]).toEqual({ imp_user: 'anna' })
      } else {
        expect((await failureOf(session.run('RETURN 1'))).message).toMatch(/does not support user impersonation.*Trying to impersonate anna/)
      }
    })
  })

  it('a named database is refused by a cluster of Neo4j 3.5, with the reason', async () => {
    const cluster = await start([{ version: '3.0' }])
    const error = await failureOf(connect(cluster).executeQuery('RETURN 1', {}, { database: 'movies' }))
    expect(error).toMatchObject({ code: 'N/A', message: expect.stringMatching(/does not support multiple databases.*'movies'/) })
  })

  it('a single server of Neo4j 3.5 can\'t route, and that is said at once', async () => {
    const cluster = await start([{ version: '3.0' }])
    cluster.interfere = ({ name }) => name === 'RUN' ? failure('Neo.ClientError.Procedure.ProcedureNotFound', 'There is no procedure') : undefined
    const error = await failureOf(connect(cluster, { maxTransactionRetryTime: 1e9 }).executeQuery('RETURN 1'))
    expect(error).toMatchObject({
      code: 'ServiceUnavailable', retryable: false, message: expect.stringContaining(`Server at ${cluster.members[0].address} can't perform routing`)
    })
  })

  it.each([
    ['is repeated if the server says of all its queries that they only read', 'RETURN 1', undefined],
    ['is in doubt if one of its queries may have written: Neo4j 3.5 does not hold work to its access mode', 'WRITE x', /not known whether/]
  ])('reading work whose commit is not confirmed %s', async (_, query, doubt) => {
    const cluster = await start([{ version: '3.0' }])
    let losses = 0
    cluster.interfere = ({ name }) => name === 'COMMIT' && losses++ === 0 ? cut() : undefined
    const session = connect(cluster).session()
    let attempts = 0
    const work = session.executeRead(async tx => {
      attempts++
      await tx.run('RETURN 1')
      // Not waited for: the commit does that.
      tx.run(query).then(() => {}, () => {})
    })
    const outcome = await work.then(() => 'done', (error: Error) => error.message)
    expect([outcome, attempts]).toEqual(doubt === undefined ? ['done', 2] : [expect.stringMatching(doubt), 1])
    await session.close()
  })

  it('a read replica of Neo4j 3.5 can\'t route, and the resolver\'s next address is asked', async () => {
    const cluster = await start([{ version: '3.0' }, { version: '3.0' }])
    const [replica, core] = cluster.members
    cluster.interfere = ({ name, fields }, member) => name === 'RUN' && String(fields[0]).includes('getRoutingTable') && member === replica
      ? failure('Neo.ClientError.Procedure.ProcedureNotFound', 'There is no procedure')
      : undefined
    const driver = connect(cluster, { resolver: () => [replica.address, core.address], maxTransactionRetryTime: 0 })
    expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)

    await core.stop()
    const error = await failureOf(connect(cluster, { resolver: () => [core.address, replica.address], maxTransactionRetryTime: 1e9 }).executeQuery('RETURN 1'))
    expect(error).toMatchObject({ code: 'ServiceUnavailable', retryable: false, message: expect.stringContaining(`Server at ${replica.address} can't perform routing`) })
  })

  it('a known cluster that is down is waited for, though the URL names a replica that can\'t route', async () => {
    const cluster = await start([{ version: '3.0' }, { version: '3.0' }])
    const [first, core] = cluster.members
    cluster.ttl = 0
    cluster.rolesOf = () => ({ routers: [core.address], readers: [core.address], writers: [core.address] })
    const driver = connect(cluster, { maxTransactionRetryTime: 0 })
    await driver.executeQuery('RETURN 1')
    cluster.interfere = ({ name }, member) => name === 'RUN' && member === first ? failure('Neo.ClientError.Procedure.ProcedureNotFound', 'There is no procedure') : undefined
    await core.stop()
    for (let i = 0; i < 2; i++) {
      expect(await failureOf(driver.executeQuery('RETURN 1'))).toMatchObject({ code: 'ServiceUnavailable', retryable: true, message: expect.stringMatching(/No routing servers available/) })
    }
  })

  it('an own address in the URL\'s query is refused: servers would be misled', () => {
    expect(() => connect({ uri: 'neo4j://localhost?address=elsewhere' } as never)).toThrow(/Illegal key 'address'/)
  })
})
