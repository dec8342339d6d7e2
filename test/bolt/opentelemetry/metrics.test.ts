import { close, failure, type Responder } from '../../../src/testing/script/index.js'
import { gate } from '../../helpers/gate.js'
import { type Point, withTelemetry } from '../../helpers/open-telemetry.js'
import { withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

const rows = (n: number): string => `UNWIND range(1, ${n}) AS x RETURN x`
const countOf = (points: Point[] | undefined): number => (points ?? []).reduce((sum, { value }) => sum + Number(value.count), 0)
const states = (points: Point[] | undefined): Record<string, number> =>
  Object.fromEntries((points ?? []).map(({ attributes, value }) => [attributes['db.client.connection.state'], value]))

describe('db.client.operation.duration', () => {
  it('counts each query and each executeQuery once, in seconds, with the attributes of few values', async () => {
    await withTelemetry({ queryText: 'always' }, async ({ metrics, spans }) => {
      let failures = 1
      const answer = rowsServer()
      await withServer((request, connection) => request.name === 'RUN' && failures-- > 0
        ? failure('Neo.ClientError.Statement.SyntaxError', 'no')
        : answer(request, connection), async driver => {
        const session = driver.session({ database: 'neo4j' })
        await session.run('x').catch(() => {})
        await session.run(rows(1), { a: 1 }, { querySummary: 'one' })
        await session.executeRead(async tx => { await tx.run(rows(1)); await tx.run(rows(1)) })
        await driver.executeQuery(rows(1), {}, { database: 'neo4j' })
      })
      const points = (await metrics())['db.client.operation.duration']
      const common = {
        'db.system.name': 'neo4j',
        'db.namespace': 'neo4j',
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
        'network.peer.address': '127.0.0.1',
        'network.peer.port': expect.any(Number)
      }
      const code = 'Neo.ClientError.Statement.SyntaxError'
      expect(points.map(({ attributes, value }) => [attributes, value.count])).toEqual([
        [{ ...common, 'error.type': code, 'db.response.status_code': code }, 1],
        [{ ...common, 'db.query.summary': 'one' }, 1],
        [common, 3]
      ])
      expect(points[0].value.buckets.boundaries).toEqual([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10])
      const total = points.reduce((sum, { value }) => sum + Number(value.sum), 0)
      const ofSpans = spans().filter(({ attributes }) => attributes['db.system.name'] === 'neo4j').reduce((sum, { duration: [s, ns] }) => sum + s + ns / 1e9, 0)
      expect(total).toBeGreaterThan(0)
      expect(Math.abs(total - ofSpans)).toBeLessThan(0.5 * ofSpans + 0.05)
    })
  })
})

describe('the metrics of a pool', () => {
  it('have the names of the conventions, and that of the server as the pool\'s', async () => {
    await withTelemetry({}, async ({ metrics }) => {
      await withServer(rowsServer(), async (driver, server) => {
        await driver.executeQuery(rows(1))
        const found = await metrics()
        expect(Object.keys(found).sort()).toEqual([
          'db.client.connection.count', 'db.client.connection.create_time', 'db.client.connection.max', 'db.client.connection.pending_requests',
          'db.client.connection.use_time', 'db.client.connection.wait_time', 'db.client.operation.duration'
        ])
        for (const [name, points] of Object.entries(found)) {
          if (name !== 'db.client.operation.duration') expect(points.map(({ attributes }) => attributes['db.client.connection.pool.name'])).toEqual(points.map(() => server.address))
        }
      })
    })
  })

  it('count connections, and callers that wait, as they are at the moment', async () => {
    const held = gate()
    const answer = rowsServer()
    const slow: Responder = async (request, connection) => {
      if (request.name === 'RUN' && request.fields[0] === 'slow') await held.opened
      return answer(request, connection)
    }
    await withTelemetry({}, async ({ metrics }) => {
      await withServer(slow, async (driver, server) => {
        await Promise.all(Array.from({ length: 3 }, async () => { await driver.executeQuery(rows(1)) }))
        expect(states((await metrics())['db.client.connection.count'])).toEqual({ idle: 3, used: 0 })
        const work = Promise.all(Array.from({ length: 5 }, async () => { await driver.executeQuery('slow') }))
        await server.waitFor('RUN', 6)
        const found = await metrics()
        expect(states(found['db.client.connection.count'])).toEqual({ idle: 0, used: 3 })
        expect(found['db.client.connection.pending_requests'].map(({ value }) => value)).toEqual([2])
        expect(found['db.client.connection.max'].map(({ value }) => value)).toEqual([3])
        held.open()
        await work
        const after = await metrics()
        expect(states(after['db.client.connection.count'])).toEqual({ idle: 3, used: 0 })
        expect(after['db.client.connection.pending_requests'].map(({ value }) => value)).toEqual([0])
        await driver.close()
        expect(states((await metrics())['db.client.connection.count'])).toEqual({ idle: 0, used: 0 })
      }, { config: { maxConnectionPoolSize: 3 } })
    })
  })

  it('count each acquisition, each use and each connection once, whatever becomes of them', async () => {
    let runs = 0
    const answer = rowsServer()
    const cutting: Responder = (request, connection) => request.name === 'RUN' && ++runs % 4 === 0 ? close() : answer(request, connection)
    await withTelemetry({}, async ({ metrics }) => {
      await withServer(cutting, async (driver, server) => {
        const work = Array.from({ length: 30 }, async () => {
          const session = driver.session()
          await session.run(rows(1)).catch(() => {})
          await session.close()
        })
        await Promise.all(work)
        const found = await metrics()
        expect(countOf(found['db.client.connection.wait_time'])).toBe(30)
        expect(countOf(found['db.client.connection.use_time'])).toBe(30)
        expect(countOf(found['db.client.connection.create_time'])).toBe(server.connections.length)
        expect(countOf(found['db.client.operation.duration'])).toBe(30)
        const open = server.connections.filter(({ isOpen }) => isOpen).length
        expect(states(found['db.client.connection.count'])).toEqual({ idle: open, used: 0 })
      }, { config: { maxConnectionPoolSize: 4 } })
    })
  })

  it('count callers that waited for too long', async () => {
    const held = gate()
    const answer = rowsServer()
    await withTelemetry({}, async ({ metrics }) => {
      await withServer(async (request, connection) => {
        if (request.name === 'RUN') await held.opened
        return answer(request, connection)
      }, async driver => {
        const first = driver.session().run(rows(1)).summary()
        await Promise.all([1, 2].map(async () => { await driver.session().run('x').catch(() => {}) }))
        expect((await metrics())['db.client.connection.timeouts'].map(({ value }) => value)).toEqual([2])
        held.open()
        await first
      }, { config: { maxConnectionPoolSize: 1, connectionAcquisitionTimeout: 10_000 } })
    })
  })

  it('add up the pools of several drivers to one server, and those that were there before', async () => {
    await withServer(rowsServer(), async first => {
      await first.executeQuery(rows(1))
      await withServer(rowsServer(), async () => {
        await withTelemetry({}, async ({ metrics }) => {
          await first.executeQuery(rows(1))
          expect(states((await metrics())['db.client.connection.count'])).toEqual({ idle: 1, used: 0 })
          await first.close()
          expect(states((await metrics())['db.client.connection.count'])).toEqual({ idle: 0, used: 0 })
        })
      })
    })
  })
})
