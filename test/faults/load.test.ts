import { inspect } from 'node:util'
import { auth } from '../../src/auth/tokens.js'
import { Driver } from '../../src/driver/driver.js'
import { driverFunction } from '../../src/driver/factory.js'
import { newEntry } from '../../src/pool/entry.js'
import { retry } from '../../src/session/retry.js'
import type { Session } from '../../src/session/session.js'
import { SERVICE_UNAVAILABLE } from '../../src/error-codes.js'
import { type Neo4jError, newError } from '../../src/error.js'
import { expectExact } from '../helpers/pool-stats.js'
import { FakeClock } from '../helpers/fake-clock.js'
import { LONG_TIMEOUTS } from '../helpers/accelerated-clock.js'
import { type LabDriver, labDriver, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'

jest.setTimeout(30_000)

let server: ModelServer
let lab: LabDriver

beforeEach(async () => { server = await ModelServer.listen() })
afterEach(async () => {
  if (lab !== undefined) expectExact(lab.driver.poolStats())
  await lab?.driver.close()
  await server.close()
})

it('a thousand tasks share twenty connections, and each gets its own answer', async () => {
  lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 20 })
  let most = 0
  const answers = await Promise.all(Array.from({ length: 1000 }, async (_unused, i) => {
    const session = lab.driver.session()
    try {
      most = Math.max(most, server.connections.size)
      return (await session.run('ROWS', { n: i % 7 })).records.length
    } finally {
      await session.close()
    }
  }))
  expect(answers).toEqual(Array.from({ length: 1000 }, (_unused, i) => i % 7))
  expect(most).toBeLessThanOrEqual(20)
  expect(server.accepted).toBe(20)
  expect(lab.pool()).toMatchObject({ lentCount: 0, waiterCount: 0, idleCount: 20 })
})

it('a thousand writing transactions write a thousand times', async () => {
  lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 20 })
  await Promise.all(Array.from({ length: 1000 }, async (_unused, id) => { await lab.driver.executeQuery('WRITE', { id }) }))
  expect(server.writes.size).toBe(1000)
  expect([...server.writes.values()].every(times => times === 1)).toBe(true)
})

it('waiting callers are served in the order in which they came', async () => {
  lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 1 })
  const order: number[] = []
  await Promise.all(Array.from({ length: 30 }, async (_unused, i) => {
    const session = lab.driver.session()
    await session.run('ROWS', { n: 1 })
    order.push(i)
    await session.close()
  }))
  expect(order).toEqual([...order].sort((a, b) => a - b))
})

it('a caller that waits in vain is told which holders have the connections, and for how long', async () => {
  lab = labDriver(server.uri, { maxConnectionPoolSize: 2, connectionAcquisitionTimeout: 9000, connectionTimeout: 8000 })
  const first = lab.driver.session({ database: 'films' }).beginTransaction()
  const second = lab.driver.session({ defaultAccessMode: 'READ' }).beginTransaction()
  await Promise.all([first, second, first.run('WRITE', { id: 'pL4nted' })])
  const session = lab.driver.session()
  const outcome = await outcomeOf(session.run('ROWS', { n: 1 }), 10_000)
  expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/^Connection acquisition timed out in 9000 ms\. Pool status: Active conn count = 2, Idle conn count = 0/) } })
  const { message, poolStats, borrowers } = (outcome as { error: Neo4jError }).error
  expect(poolStats?.totals).toMatchObject({ used: 2, idle: 0, waiting: 0, timedOut: 1, acquired: 2 })
  expect(poolStats?.totals.oldestUsedMs).toBeGreaterThanOrEqual(9000)
  expect(borrowers).toEqual([
    { ageMs: expect.any(Number), mode: 'WRITE', database: 'films', query: 'WRITE' },
    { ageMs: expect.any(Number), mode: 'READ', database: undefined, query: undefined }
  ])
  expect(message).toMatch(/connection \d for \d{4} ms for WRITE on films \("WRITE"\)/)
  expect(inspect((outcome as { error: Neo4jError }).error, { showHidden: true, depth: null })).not.toContain('pL4nted')
  expect(message).toMatch(/connection \d for \d{4} ms for READ on the home database/)
  expect(lab.pool()).toMatchObject({ lentCount: 2, waiterCount: 0 })
  // The place is not lost with the caller that gave up.
  await (await first).rollback()
  expect(await outcomeOf(session.run('ROWS', { n: 3 }), 10_000)).toMatchObject({ value: { records: { length: 3 } } })
  await (await second).rollback()
  expect(lab.pool()).toMatchObject({ lentCount: 0, waiterCount: 0 })
})

describe('sessions that are closed while their work waits for the only connection', () => {
  const WORK: Array<[string, object, (session: Session) => PromiseLike<unknown>]> = [
    ['queries that read', { defaultAccessMode: 'READ' }, session => session.run('ROWS', { n: 1 })],
    ['transactions', {}, session => session.beginTransaction()],
    ['queries of transactions', {}, session => session.beginTransaction().run('WRITE', { id: 'lost' })],
    ['transaction functions', {}, async session => await session.executeWrite(async tx => await tx.run('WRITE', { id: 'lost' }))]
  ]
  const CALLERS = 60

  it.each(WORK.flatMap(work => [[...work, 'before'], [...work, 'while']] as const))('%s: the pool is whole %#', async (_name, config, begin, moment) => {
    lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 1 })
    const holder = await lab.driver.session().beginTransaction()
    const sessions = Array.from({ length: CALLERS }, () => lab.driver.session(config))
    const outcomes = sessions.map(async session => await outcomeOf(begin(session), 10_000))
    await until(() => lab.pool()?.waiterCount === CALLERS, 'the callers')
    const closed = sessions.map(async session => { await session.close() })
    if (moment === 'before') await Promise.all(closed)
    await holder.rollback()
    await Promise.all(closed)
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ error: { message: expect.stringMatching(/^The session was closed before/) } })
    await until(() => lab.pool()?.work === 0, 'the return of the connection')
    expect(lab.pool()).toMatchObject({ lentCount: 0, waiterCount: 0, idleCount: 1 })
    expect(server.written('lost')).toBe(0)
    expect((await lab.driver.executeQuery('ROWS', { n: 3 })).records).toHaveLength(3)
    expect(server.accepted).toBe(1)
    expect(lab.clock.running.size).toBe(0)
  })

  it('queries that may write are done all the same, and every close() waits for its own', async () => {
    lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 1 })
    const holder = await lab.driver.session().beginTransaction()
    const sessions = Array.from({ length: CALLERS }, () => lab.driver.session())
    sessions.forEach((session, id) => { session.run('WRITE', { id }) })
    const closed = sessions.map(async (session, id) => {
      await session.close()
      return server.written(id)
    })
    await until(() => lab.pool()?.waiterCount === CALLERS, 'the callers')
    await holder.rollback()
    expect(await Promise.all(closed)).toEqual(new Array(CALLERS).fill(1))
    expect(lab.pool()).toMatchObject({ work: 0, idleCount: 1 })
  })
})

it('a slow answer holds up its own connection only', async () => {
  server.options.answer = (name, [query]) => name === 'RUN' && query === 'SLOW' ? 'silence' : undefined
  lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 3 })
  const slow = [lab.driver.session(), lab.driver.session()].map(async session => { await session.run('SLOW') })
  slow.forEach(promise => { promise.catch(() => {}) })
  for (let i = 0; i < 50; i++) await lab.driver.executeQuery('ROWS', { n: 1 })
  expect(server.accepted).toBe(3)
})

it('many callers that find the server restarted get in again, each by its own retry', async () => {
  lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 20 })
  await Promise.all(Array.from({ length: 100 }, async () => { await lab.driver.executeQuery('ROWS', { n: 1 }) }))
  const { port } = server
  await server.close()
  const waiting = Array.from({ length: 100 }, async (_unused, id) => { await lab.driver.executeQuery('WRITE', { id }) })
  await new Promise(resolve => { setTimeout(resolve, 40) })
  server = new ModelServer()
  await server.open(port)
  await Promise.all(waiting)
  expect([...server.writes.values()]).toEqual(new Array(100).fill(1))
  expect(lab.pool()).toMatchObject({ lentCount: 0, waiterCount: 0 })
})

describe('storms are spread', () => {
  it('retries of many clients do not come at the same moment', async () => {
    const clock = new FakeClock()
    const controllers = Array.from({ length: 50 }, () => new AbortController())
    const tries = controllers.map(async ({ signal }) => {
      await retry(async () => { throw newError('down', SERVICE_UNAVAILABLE) }, { maxRetryTime: 30_000, clock, signals: [signal], beforePause: () => [] })
    })
    tries.forEach(promise => { promise.catch(() => {}) })
    await clock.advance(0)
    const delays = clock.delays
    expect(delays).toHaveLength(50)
    expect(new Set(delays.map(Math.round)).size).toBeGreaterThan(25)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(800)
    expect(Math.max(...delays)).toBeLessThanOrEqual(1200)
    controllers.forEach(controller => { controller.abort() })
    await Promise.allSettled(tries)
    expect(clock.pending).toBe(0)
  })

  it('connections that were opened together do not grow old together', () => {
    const ends = Array.from({ length: 50 }, () => newEntry({} as never, 0, 3_600_000, false).expiresAt)
    expect(new Set(ends.map(Math.round)).size).toBeGreaterThan(25)
    expect(Math.max(...ends)).toBeLessThanOrEqual(3_600_000)
  })
})

describe('a herd on a routing table', () => {
  it.each([['that is not there yet', 300], ['that is out of date at once', 0]])('%s asks for it once at a time', async (_name, ttl) => {
    server.options.ttl = ttl
    const driver = driverFunction(Driver)(server.uri.replace('bolt', 'neo4j'), auth.basic('neo4j', 'right'), { userAgent: 'lab' })
    try {
      const answers = await Promise.all(Array.from({ length: 200 }, async () => (await driver.executeQuery('ROWS', { n: 2 }, { database: 'neo4j' })).records.length))
      expect(answers).toEqual(new Array(200).fill(2))
      expect(server.log.filter(line => line.endsWith('ROUTE'))).toHaveLength(1)
    } finally {
      await driver.close()
    }
    await until(() => server.connections.size === 0, 'the end of all connections')
  })
})

it('no listener is left on a signal when connections have been opened, lost and refused, and work has been tried again', async () => {
  const added = jest.spyOn(EventTarget.prototype, 'addEventListener')
  const removed = jest.spyOn(EventTarget.prototype, 'removeEventListener')
  const onSignals = ({ mock }: { mock: { contexts: unknown[] } }): number => mock.contexts.filter(target => target instanceof AbortSignal).length
  try {
    lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: 5 })
    await Promise.all(Array.from({ length: 20 }, async () => { await lab.driver.executeQuery('ROWS', { n: 1 }) }))
    for (const { stream } of server.connections) stream.destroy()
    await until(() => lab.pool()?.idleCount === 0, 'the loss of all connections')
    await Promise.all(Array.from({ length: 20 }, async () => { await lab.driver.executeQuery('ROWS', { n: 1 }) }))
    expect(onSignals(added)).toBeGreaterThanOrEqual(20)
    expect(onSignals(removed)).toBeGreaterThanOrEqual(onSignals(added))
  } finally {
    added.mockRestore()
    removed.mockRestore()
  }
})
