import { cut, failure, record } from '../../../src/testing/script/index.js'
import type { Cluster } from './cluster.js'
import { failureOf, passing, served, useClusters } from './use-cluster.js'

describe('a driver of a cluster', () => {
  const { cluster: start, connect } = useClusters()
  const routes = (cluster: Cluster): number => cluster.requests('ROUTE').length

  it('asks for a routing table once, and shares the work out evenly', async () => {
    const cluster = await start(4)
    const driver = connect(cluster)
    expect(await served(driver, 6, 'READ', 'neo4j')).toEqual(['member1', 'member2', 'member3', 'member1', 'member2', 'member3'])
    expect(await served(driver, 2, 'WRITE', 'neo4j')).toEqual(['member0', 'member0'])
    expect(routes(cluster)).toBe(1)
  })

  it('shares work out evenly from the first moment on, when everything comes at once', async () => {
    const cluster = await start(4)
    const driver = connect(cluster)
    const names = (await Promise.all(Array.from({ length: 30 }, async () => await served(driver, 1, 'READ', 'neo4j')))).flat()
    expect(['member1', 'member2', 'member3'].map(name => names.filter(one => one === name).length)).toEqual([10, 10, 10])
    expect(routes(cluster)).toBe(1)
  })

  it('takes a writer that is none any more out of its own database\'s table only', async () => {
    const cluster = await start(3)
    const [first, second] = cluster.members
    cluster.leaders.set('other', first)
    const driver = connect(cluster)
    await served(driver, 1, 'WRITE', 'neo4j')
    await served(driver, 1, 'WRITE', 'other')
    cluster.leaders.set('neo4j', second)
    const error = await failureOf(driver.session({ database: 'neo4j' }).run('WRITE x'))
    expect(error).toMatchObject({
      code: 'SessionExpired', message: `No longer possible to write to server at ${first.address}`, retryable: true, cause: { code: 'Neo.ClientError.Cluster.NotALeader' }
    })
    const before = routes(cluster)
    expect(await served(driver, 1, 'WRITE', 'other')).toEqual(['member0'])
    expect(routes(cluster)).toBe(before)
    expect(await served(driver, 1, 'WRITE', 'neo4j')).toEqual(['member1'])
    expect(routes(cluster)).toBe(before + 1)
  })

  it('follows a leader that changes in the middle of work, and writes once', async () => {
    const cluster = await start(3)
    const driver = connect(cluster)
    const session = driver.session({ database: 'neo4j' })
    let attempts = 0
    await session.executeWrite(async tx => {
      if (attempts++ === 0) cluster.leaders.set('neo4j', cluster.members[2])
      await tx.run('WRITE it')
    })
    expect([attempts, cluster.committed]).toEqual([2, ['it']])
  })

  it('says at once that work of access mode READ may not write', async () => {
    const cluster = await start(3)
    const driver = connect(cluster)
    let attempts = 0
    const error = await failureOf(driver.session({ database: 'neo4j' }).executeRead(async tx => {
      attempts++
      await tx.run('WRITE it')
    }))
    expect(error).toMatchObject({
      code: 'Neo.ClientError.Cluster.NotALeader',
      retryable: false,
      message: expect.stringMatching(/^A query that writes was run in access mode READ on a server that does not take writes \(127\.0\.0\.1:\d+\); use executeWrite, or the access mode WRITE\./),
      cause: { code: 'Neo.ClientError.Cluster.NotALeader' }
    })
    expect(attempts).toBe(1)
    const before = routes(cluster)
    expect(await served(driver, 1, 'WRITE', 'neo4j')).toEqual(['member0'])
    expect(routes(cluster)).toBe(before)
  })

  it('takes a database\'s server that is not available out of that database\'s table', async () => {
    const cluster = await start(3)
    cluster.leaders.set('other', cluster.members[0])
    cluster.interfere = ({ name, fields }, member) =>
      name === 'BEGIN' && (fields[0] as { db: string }).db === 'neo4j' && member === cluster.members[1]
        ? failure('Neo.TransientError.General.DatabaseUnavailable', 'not yet')
        : undefined
    const driver = connect(cluster)
    expect(await served(driver, 4, 'READ', 'neo4j')).toEqual(['member2', 'member2', 'member2', 'member2'])
    expect(await served(driver, 2, 'READ', 'other')).toContain('member1')
  })

  it('is told when a reader dies while streaming, and reads from another', async () => {
    const cluster = await start(3)
    const driver = connect(cluster)
    let deaths = 0
    cluster.interfere = ({ name }) => name === 'PULL' && deaths++ === 0 ? [record(['half']), cut()] : undefined
    const error = await failureOf(driver.session({ database: 'neo4j', defaultAccessMode: 'READ' }).run('RETURN 1'))
    expect(error).toMatchObject({ code: 'SessionExpired', retryable: true })
    expect(await served(driver, 3, 'READ', 'neo4j')).toEqual(['member2', 'member2', 'member2'])
    expect(routes(cluster)).toBe(1)
  })

  it('repeats the work of a transaction function whose reader dies', async () => {
    const cluster = await start(3)
    const driver = connect(cluster)
    let deaths = 0
    cluster.interfere = ({ name }) => name === 'PULL' && deaths++ === 0 ? [record(['half']), cut()] : undefined
    expect(await driver.session({ database: 'neo4j' }).executeRead(async tx => (await tx.run('RETURN 1')).records[0].get('name'))).toBe('member2')
  })

  it('goes on to the next server at once when one can\'t be reached', async () => {
    const cluster = await start(4)
    const driver = connect(cluster, { maxTransactionRetryTime: 0 })
    await cluster.members[1].stop()
    await cluster.members[2].stop()
    expect(await served(driver, 3, 'READ', 'neo4j')).toEqual(['member3', 'member3', 'member3'])
    expect(routes(cluster)).toBe(1)
  })

  it('forgets a dead server in the tables of all databases', async () => {
    const cluster = await start(3)
    cluster.leaders.set('other', cluster.members[0])
    const driver = connect(cluster, { maxTransactionRetryTime: 0 })
    await served(driver, 2, 'READ', 'other')
    await cluster.members[1].stop()
    await served(driver, 2, 'READ', 'neo4j')
    await cluster.members[1].start()
    expect(await served(driver, 3, 'READ', 'other')).toEqual(['member2', 'member2', 'member2'])
  })

  it('does not blame a server for the end of a connection that was not in use', async () => {
    const cluster = await start(2)
    const driver = connect(cluster)
    await served(driver, 1, 'READ', 'neo4j')
    const [, reader] = cluster.members
    await reader.stop()
    await reader.start()
    await passing(50)
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member1'])
    expect(routes(cluster)).toBe(1)
  })

  it('finds out before use that an idle connection is dead, if told to try', async () => {
    const cluster = await start(2)
    const driver = connect(cluster, { connectionLivenessCheckTimeout: 0 })
    await served(driver, 1, 'READ', 'neo4j')
    cluster.interfere = ({ name }) => name === 'RESET' ? cut() : undefined
    const before = cluster.members[1].connections
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member1'])
    expect(cluster.members[1].connections).toBe(before + 1)
    expect(routes(cluster)).toBe(1)
  })

  it('closes idle connections when the user\'s rights have expired, and connects anew', async () => {
    const cluster = await start([{ version: '5.0' }, { version: '5.0' }])
    const driver = connect(cluster)
    await Promise.all([served(driver, 1, 'READ', 'neo4j'), served(driver, 1, 'READ', 'neo4j')])
    let refusals = 0
    cluster.interfere = ({ name }) => name === 'BEGIN' && refusals++ === 0
      ? failure('Neo.ClientError.Security.AuthorizationExpired', 'Authorization info expired.')
      : undefined
    const before = cluster.members[1].connections
    expect(await served(driver, 1, 'READ', 'neo4j')).toEqual(['member1'])
    expect(refusals).toBe(2)
    expect(cluster.members[1].connections).toBe(before + 1)
  })

  it('answers the calls of verification for the database and by its readers', async () => {
    const cluster = await start(2)
    cluster.leaders.set('other', cluster.members[1])
    const driver = connect(cluster)
    expect((await driver.getServerInfo()).address).toBe(cluster.members[1].address)
    expect((await driver.getServerInfo({ database: 'other' })).address).toBe(cluster.members[0].address)
    await driver.verifyConnectivity({ database: 'other' })
    expect(await driver.verifyAuthentication({ database: 'other' })).toBe(true)
    expect([await driver.supportsMultiDb(), await driver.supportsUserImpersonation(), await driver.supportsSessionAuth(), await driver.supportsTransactionConfig()])
      .toEqual([true, true, true, true])
    expect(String(await driver.getNegotiatedProtocolVersion())).toContain('5.8')
    expect((await failureOf(driver.verifyConnectivity({ database: 'none' }))).code).toBe('Neo.ClientError.Database.DatabaseNotFound')
  })

  it('verifies that there is one reader, even if the first of them is not to be reached', async () => {
    const cluster = await start(3)
    await cluster.members[1].stop()
    expect((await connect(cluster).getServerInfo()).address).toBe(cluster.members[2].address)
  })

  it('does not call a server dead whose idle connection has died', async () => {
    const cluster = await start(2)
    const driver = connect(cluster)
    await driver.verifyConnectivity()
    cluster.interfere = ({ name }) => {
      cluster.interfere = () => undefined
      return name === 'RESET' ? cut() : undefined
    }
    expect((await driver.getServerInfo()).address).toBe(cluster.members[1].address)
  })

  it.each([
    ['repeats reading work', 'executeRead', 2, ['member1', 'member2']],
    ['does not repeat writing work', 'executeWrite', 1, ['member0']]
  ] as const)('%s whose commit is not confirmed', async (_, method, attempts, names) => {
    const cluster = await start(3)
    const session = connect(cluster).session({ database: 'neo4j' })
    let losses = 0
    cluster.interfere = ({ name }) => name === 'COMMIT' && losses++ === 0 ? cut() : undefined
    const served: string[] = []
    const work = session[method](async tx => { served.push((await tx.run(method === 'executeWrite' ? 'WRITE x' : 'RETURN 1')).records[0].get('name')) })
    if (method === 'executeRead') {
      await work
    } else {
      expect(await failureOf(work)).toMatchObject({ retryable: false, message: expect.stringMatching(/not known whether the transaction was committed/) })
    }
    expect([served.length, served]).toEqual([attempts, names])
  })

  it('chains work of readers and writers by bookmarks', async () => {
    const cluster = await start(3)
    const session = connect(cluster).session({ database: 'neo4j', bookmarks: ['begin1', 'begin2'] })
    await session.executeWrite(async tx => { await tx.run('WRITE x') })
    await session.executeRead(async tx => { await tx.run('RETURN 1') })
    const begins = cluster.requests('BEGIN').map(({ fields }) => (fields[0] as { bookmarks: string[] }).bookmarks)
    expect(begins).toEqual([['begin1', 'begin2'], ['member0:1']])
  })
})
