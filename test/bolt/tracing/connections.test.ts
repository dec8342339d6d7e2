import { BoltServer, close, request, type Responder, success } from '../../../src/testing/script/index.js'
import { eventsOf, hear, type Heard, lastMessages } from '../../helpers/channel-log.js'
import { connectAccelerated, withServer } from '../../helpers/play.js'
import { gate } from '../../helpers/gate.js'
import { rowsServer } from '../../helpers/rows-server.js'

const OK = ['start', 'end', 'asyncStart', 'asyncEnd']
const FAILED = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']
const POOL = ['connect', 'poolAcquire', 'poolRelease', 'connectionClosed'] as const

const story = (heard: Heard[]): string[] => heard
  .filter(({ event }) => ['asyncEnd', 'event'].includes(event))
  .map(({ channel, at }) => `${channel} ${at.connectionId}${at.error === undefined ? '' : ` ${(at.error as Error).name}`}`)

describe('the channels of a pool', () => {
  it('tell how its connection is opened, lent, given back and closed', async () => {
    const heard = await hear(POOL, async () => {
      await withServer(rowsServer(), async driver => {
        await driver.session().run('x')
        await driver.session({ database: 'movies', defaultAccessMode: 'READ' }).run('x')
      }, { config: { maxConnectionPoolSize: 7 } })
    })
    expect(story(heard)).toEqual(['connect 0', 'poolAcquire 0', 'poolRelease 0', 'poolAcquire 0', 'poolRelease 0', 'connectionClosed 0 Neo4jError'])
    const pool = heard[0].message.pool
    expect(pool).toEqual({ address: expect.stringMatching(/^127\.0\.0\.1:\d+$/), maxSize: 7 })
    expect(Object.isFrozen(pool)).toBe(true)
    expect(heard.every(({ message }) => message.pool === pool)).toBe(true)
    const port = Number(pool.address.split(':')[1])
    const common = { pool, serverAddress: '127.0.0.1', serverPort: port, connectionId: 0 }
    expect(lastMessages(heard, 'connect')).toEqual([{ ...common, peerAddress: '127.0.0.1', peerPort: port, error: undefined }])
    expect(lastMessages(heard, 'poolAcquire')).toEqual([
      { ...common, database: undefined, accessMode: 'WRITE', timedOut: false, error: undefined },
      { ...common, database: 'movies', accessMode: 'READ', timedOut: false, error: undefined }
    ])
    expect(lastMessages(heard, 'poolRelease')).toEqual([{ ...common, usedMs: expect.any(Number) }, { ...common, usedMs: expect.any(Number) }])
    expect(lastMessages(heard, 'connectionClosed')).toEqual([{ ...common, reason: 'driverClosed', error: expect.objectContaining({ message: expect.stringContaining('the driver was closed') }) }])
    for (const { usedMs } of lastMessages(heard, 'poolRelease')) expect(usedMs).toBeGreaterThan(0)
  })

  it('tell of each acquisition, with and without a wait, all four events', async () => {
    const heard = await hear(POOL, async () => {
      await withServer(rowsServer(), async driver => {
        await Promise.all(Array.from({ length: 5 }, async () => { await driver.executeQuery('x') }))
      }, { config: { maxConnectionPoolSize: 1 } })
    })
    const messages = [...new Set(heard.filter(({ channel }) => channel === 'poolAcquire').map(({ message }) => message))]
    expect(messages).toHaveLength(5)
    for (const message of messages) expect(heard.filter(one => one.message === message).map(({ event }) => event)).toEqual(OK)
    expect(lastMessages(heard, 'poolRelease')).toHaveLength(5)
  })

  it('tell of a caller that waited for too long', async () => {
    const held = gate()
    const rows = rowsServer()
    const heard = await hear(POOL, async () => {
      await withServer(async (asked, connection) => {
        if (asked.name === 'RUN') await held.opened
        return rows(asked, connection)
      }, async driver => {
        const first = driver.session().run('x').summary()
        await expect(driver.session().run('y')).rejects.toThrow('Connection acquisition timed out')
        held.open()
        await first
      }, { config: { maxConnectionPoolSize: 1, connectionAcquisitionTimeout: 10_000 } })
    })
    const late = heard.filter(({ message }) => message.timedOut === true)
    expect(late.map(({ event }) => event)).toEqual(FAILED)
    expect(lastMessages(heard, 'poolAcquire').map(({ timedOut, connectionId }) => [timedOut, connectionId])).toEqual([[false, 0], [true, undefined]])
  })

  it('tell of a server that can\'t be reached, and close nothing then', async () => {
    const server = await BoltServer.start(rowsServer())
    const { uri } = server
    await server.close()
    const heard = await hear(POOL, async () => {
      const driver = connectAccelerated(uri)
      await expect(driver.session().run('x')).rejects.toThrow('Could not connect')
      await driver.close()
    })
    expect(eventsOf(heard, 'connect')).toEqual(FAILED)
    expect(lastMessages(heard, 'connect')).toMatchObject([{ connectionId: undefined, peerAddress: undefined, error: { code: 'ServiceUnavailable' } }])
    expect(lastMessages(heard, 'poolAcquire')).toMatchObject([{ timedOut: false, error: { code: 'ServiceUnavailable' } }])
    expect(lastMessages(heard, 'connectionClosed')).toEqual([])
  })

  it('close each connection that was opened once, and none that was not', async () => {
    let runs = 0
    const rows = rowsServer()
    const cutting: Responder = (asked, connection) => {
      if (asked.name === 'LOGON' && connection.index === 1) return close()
      return asked.name === 'RUN' && ++runs % 3 === 0 ? close() : rows(asked, connection)
    }
    const heard = await hear(POOL, async () => {
      await withServer(cutting, async driver => {
        for (let i = 0; i < 12; i++) await driver.session().run('x').catch(() => {})
      })
    })
    const opened = lastMessages(heard, 'connect').filter(({ error }) => error === undefined).map(({ connectionId }) => connectionId)
    expect(opened.length).toBeGreaterThan(2)
    expect(lastMessages(heard, 'connect').length).toBeGreaterThan(opened.length)
    const closed = lastMessages(heard, 'connectionClosed')
    expect(closed.map(({ connectionId }) => connectionId)).toEqual(opened)
    expect(closed.map(({ reason }) => reason)).toEqual([...closed.slice(1).map(() => 'error'), expect.stringMatching(/^(error|driverClosed)$/)])
    const got = lastMessages(heard, 'poolAcquire').filter(({ error }) => error === undefined)
    expect(lastMessages(heard, 'poolRelease').map(({ connectionId }) => connectionId)).toEqual(got.map(({ connectionId }) => connectionId))
  })
})

describe('neobolt:pool:leak', () => {
  it('tells of a connection that is lent for too long, and of its return', async () => {
    const heard = await hear(['poolLeak', 'poolAcquire'], async heard => {
      await withServer(rowsServer(), async driver => {
        const tx = await driver.session({ database: 'movies' }).beginTransaction()
        await tx.run('forgotten', { secret: 'pL4nted' })
        while (lastMessages(heard, 'poolLeak').length === 0) await new Promise(resolve => { setTimeout(resolve, 5) })
        await tx.commit()
      }, { config: { leakDetectionThreshold: 2000 } })
    })
    const [{ pool, serverAddress, serverPort, connectionId }] = lastMessages(heard, 'poolAcquire')
    const common = { pool, serverAddress, serverPort, connectionId, database: 'movies', accessMode: 'WRITE', query: 'forgotten', usedMs: expect.any(Number), borrowedAt: expect.stringContaining('connections.test') }
    expect(lastMessages(heard, 'poolLeak')).toEqual([{ ...common, kind: 'overdue', thresholdMs: 2000 }, { ...common, kind: 'returned', thresholdMs: undefined }])
    expect(lastMessages(heard, 'poolLeak')[0].usedMs).toBeGreaterThanOrEqual(2000)
  })
})

describe('neobolt:routing', () => {
  const table = (address: string): Record<string, unknown> =>
    ({ rt: { ttl: 300n, db: 'home', servers: ['ROUTE', 'READ', 'WRITE'].map(role => ({ role, addresses: [address] })) } })

  it('tells of the search for a routing table, whose end names its servers and the home database', async () => {
    const rows = rowsServer()
    let address = ''
    const heard = await hear(['routing', 'query', 'transaction', 'poolAcquire'], async () => {
      const server = await BoltServer.start((asked, connection) => asked.name === 'ROUTE' ? success(table(address)) : rows(asked, connection))
      address = server.address
      const driver = connectAccelerated(server.routingUri)
      await driver.executeQuery('x')
      await driver.executeQuery('x')
      await driver.close()
      await server.close()
    })
    expect(eventsOf(heard, 'routing').slice(0, 4)).toEqual(OK)
    const [start] = heard.filter(({ channel }) => channel === 'routing')
    expect(start.at).toMatchObject({ database: undefined, accessMode: 'WRITE', routers: undefined })
    expect(lastMessages(heard, 'routing')[0]).toEqual({
      database: 'home',
      serverAddress: '127.0.0.1',
      serverPort: Number(address.split(':')[1]),
      accessMode: 'WRITE',
      routers: [address],
      readers: [address],
      writers: [address],
      error: undefined
    })
    expect(lastMessages(heard, 'transaction')).toMatchObject([{ database: 'home' }, { database: 'home' }])
  })

  it('tells why there is none', async () => {
    const heard = await hear(['routing'], async () => {
      const server = await BoltServer.start([request('ROUTE'), close()])
      const driver = connectAccelerated(server.routingUri, undefined, { maxTransactionRetryTime: 0 })
      await expect(driver.executeQuery('x')).rejects.toThrow('No routing servers available')
      await driver.close()
      await server.close()
    })
    expect(eventsOf(heard, 'routing')).toEqual(FAILED)
    expect(lastMessages(heard, 'routing')).toMatchObject([{ error: { code: 'ServiceUnavailable' }, routers: undefined }])
  })
})
