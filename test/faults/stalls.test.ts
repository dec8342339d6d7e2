import { labDriver, type LabDriver, type Outcome, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'
import { FaultProxy } from './proxy.js'

/** Milliseconds; the driver's clock runs twenty times as fast as the test's. */
const CONFIG = { connectionTimeout: 6000, connectionAcquisitionTimeout: 8000, maxTransactionRetryTime: 0 }
const DEADLINE = 5000

let server: ModelServer
let proxy: FaultProxy
let lab: LabDriver

beforeEach(async () => {
  server = await ModelServer.listen()
  proxy = await FaultProxy.start(server.port)
  lab = labDriver(proxy.uri, CONFIG)
})

afterEach(async () => {
  await lab.driver.close()
  await proxy.close()
  await server.close()
  await until(() => lab.clock.running.size === 0, 'the end of all timers', 500)
})

async function query ({ driver }: LabDriver = lab): Promise<Outcome<number>> {
  await using session = driver.session()
  return await outcomeOf(session.run('ROWS', { n: 2 }).then(({ records }) => records.length), DEADLINE)
}

it('a server that takes connections and never says a word costs the time that was allowed, no more', async () => {
  proxy.plan = number => number === 0 ? { hang: true } : undefined
  expect(await query()).toMatchObject({ error: { message: expect.stringMatching(/timed out|did not finish the Bolt handshake/) } })
  expect(await query()).toEqual({ value: 2 })
  await until(() => proxy.openCount === 1, 'the end of the hanging connection')
})

it('it is the handshake that the error is about, after connectionTimeout, and not before: each of eight times', async () => {
  proxy.plan = () => ({ hang: true })
  const outcomes = await Promise.all(Array.from({ length: 8 }, async () => {
    // No other limit is near.
    const one = labDriver(proxy.uri, { ...CONFIG, connectionAcquisitionTimeout: 1000_000 })
    const begin = one.clock.now()
    const outcome = await query(one)
    const elapsed = one.clock.now() - begin
    expect(one.pool()).toMatchObject({ work: 0, isEmpty: true })
    await one.driver.close()
    expect(one.clock.running.size).toBe(0)
    return { outcome, elapsed }
  }))
  for (const { outcome, elapsed } of outcomes) {
    expect(outcome).toMatchObject({ error: {
      code: 'ServiceUnavailable', message: expect.stringMatching(/accepted the connection, but did not finish the Bolt handshake in 6000 ms \(connectionTimeout\)/)
    } })
    expect(elapsed).toBeGreaterThanOrEqual(CONFIG.connectionTimeout)
  }
  await until(() => proxy.openCount === 0, 'the end of the hanging connections')
})

it.each(['HELLO', 'LOGON'])('a server that agrees on a version and never answers %s is given up in time, and keeps no place', async request => {
  await lab.driver.close()
  lab = labDriver(proxy.uri, { ...CONFIG, maxConnectionPoolSize: 1 })
  server.options.answer = name => name === request ? 'silence' : undefined
  const begin = lab.clock.now()
  expect(await query()).toMatchObject({ error: { message: expect.stringMatching(/in 8000 ms/) } })
  expect(lab.clock.now() - begin).toBeGreaterThanOrEqual(CONFIG.connectionAcquisitionTimeout)
  await until(() => lab.pool()?.isEmpty === true, 'the free place', 1000)
  await until(() => proxy.openCount === 0, 'the end of the connection')
  server.options.answer = undefined
  expect(await query()).toEqual({ value: 2 })
  expect(lab.pool()).toMatchObject({ work: 0, idleCount: 1 })
})

it.each([0, 1, 4, 9, 10, 11, 40, 60, 70])('a login that stalls at byte %i of the server\'s answers ends, too', async at => {
  proxy.plan = number => number === 0 ? { faults: [{ direction: 'toClient', at, kind: 'stall' }] } : undefined
  expect(await query()).toMatchObject({ error: { message: expect.stringMatching(/timed out|did not finish/) } })
  expect(await query()).toEqual({ value: 2 })
  await until(() => proxy.openCount === 1, 'the end of the stalled connection')
})

it('a server that refuses connections is told at once, and used again as soon as it is back', async () => {
  await proxy.refuse()
  expect(await query()).toMatchObject({ error: { code: 'ServiceUnavailable', message: expect.stringContaining('ECONNREFUSED') } })
  await proxy.accept()
  expect(await query()).toEqual({ value: 2 })
})

it('a RESET without an answer costs the connection, not the driver', async () => {
  server.options.answer = name => name === 'RESET' ? 'silence' : undefined
  await using session = lab.driver.session()
  expect(await outcomeOf(session.run('FAIL'), DEADLINE)).toMatchObject({ error: { code: 'Neo.ClientError.Statement.SyntaxError' } })
  await until(() => lab.pool()?.lentCount === 0, 'the end of the connection')
  expect(lab.pool()?.idleCount).toBe(0)
  expect(await query()).toEqual({ value: 2 })
})

describe('a server that answers neither LOGOFF nor RESET', () => {
  const silent = (name: string, _fields: unknown[], { id }: { id: number }): 'silence' | undefined =>
    id === 1 && ['LOGOFF', 'LOGON', 'RESET'].includes(name) && server.log.includes('1:LOGOFF') ? 'silence' : undefined

  it.each<[string, Partial<typeof CONFIG>, object]>([
    ['is left for another connection, if there is time', {}, { value: true }],
    ['ends the check of a user at the limit', { connectionTimeout: 50_000 }, { error: { code: 'ServiceUnavailable', message: expect.stringContaining('did not answer in 8000 ms') } }]
  ])('%s', async (_, config, expected) => {
    await lab.driver.close()
    lab = labDriver(proxy.uri, { ...CONFIG, ...config, maxConnectionPoolSize: 1 })
    server.options.answer = silent
    expect(await query()).toEqual({ value: 2 })
    expect(await outcomeOf(lab.driver.verifyAuthentication(), DEADLINE)).toMatchObject(expected)
    expect(server.log).toContain('1:LOGOFF')
    // The next caller must not have to wait for what is not waited for any more.
    await until(() => [...server.connections].every(({ id }) => id !== 1), 'the end of the connection', 1500)
    expect(await query()).toEqual({ value: 2 })
    expect(lab.pool()).toMatchObject({ work: 0, idleCount: 1 })
    expect(server.accepted).toBe(2)
  })

  it.each(['verifyConnectivity', 'getServerInfo'] as const)('does not outlast the limit of %s', async call => {
    await lab.driver.close()
    lab = labDriver(proxy.uri, { ...CONFIG, connectionTimeout: 50_000, maxConnectionPoolSize: 1 })
    expect(await query()).toEqual({ value: 2 })
    server.options.answer = (name, _fields, { id }) => id === 1 && name === 'RESET' ? 'silence' : undefined
    expect(await outcomeOf<unknown>(lab.driver[call](), DEADLINE)).toMatchObject({ error: { message: expect.stringContaining('did not answer in 8000 ms') } })
    await until(() => [...server.connections].every(({ id }) => id !== 1), 'the end of the connection', 1500)
    expect(await query()).toEqual({ value: 2 })
  })
})

it('a server that promises signs of life and gives none is given up', async () => {
  server.options.hints = { 'connection.recv_timeout_seconds': 1n }
  server.options.answer = name => name === 'RUN' || name === 'PULL' ? 'silence' : undefined
  expect(await query()).toMatchObject({ error: { code: 'ServiceUnavailable', message: expect.stringContaining('1000ms') } })
  server.options.answer = undefined
  expect(await query()).toEqual({ value: 2 })
})

it('an idle connection that died without a word is found out before it is lent, if that is asked for', async () => {
  await lab.driver.close()
  lab = labDriver(proxy.uri, { ...CONFIG, connectionLivenessCheckTimeout: 0 })
  let dead = false
  expect(await query()).toEqual({ value: 2 })
  server.options.answer = (_name, _fields, { id }) => dead && id === 1 ? 'silence' : undefined
  dead = true
  expect(await query()).toEqual({ value: 2 })
  expect(server.accepted).toBe(2)
})

it('a server that closes its side only is left', async () => {
  expect(await query()).toEqual({ value: 2 })
  for (const { stream } of server.connections) stream.end()
  await until(() => lab.pool()?.idleCount === 0, 'the end of the connection')
  expect(await query()).toEqual({ value: 2 })
})

it('closing the driver ends what hangs, with an error that says why', async () => {
  proxy.plan = () => ({ hang: true })
  const waiting = [query(), outcomeOf(lab.driver.executeQuery('ROWS', { n: 1 }), DEADLINE), outcomeOf(lab.driver.verifyConnectivity(), DEADLINE)]
  await until(() => proxy.openCount === 3, 'the connections')
  await lab.driver.close()
  for (const outcome of await Promise.all(waiting)) {
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('the driver was closed') } })
  }
  await until(() => proxy.openCount === 0, 'the end of all connections')
})

it('closing the driver ends a running query, and the wait for its connection', async () => {
  await lab.driver.close()
  lab = labDriver(proxy.uri, { ...CONFIG, maxConnectionPoolSize: 1 })
  server.options.answer = name => name === 'RUN' ? 'silence' : undefined
  const outcomes = [query(), query(), query()]
  await until(() => lab.pool()?.waiterCount === 2, 'the waiters')
  await lab.driver.close()
  for (const outcome of await Promise.all(outcomes)) {
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('the driver was closed') } })
  }
})

it('a connection that is ready only after its waiter gave up goes to the pool', async () => {
  await lab.driver.close()
  lab = labDriver(proxy.uri, { ...CONFIG, connectionTimeout: 15_000, connectionAcquisitionTimeout: 18_000, maxConnectionPoolSize: 1 })
  const milliseconds = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms) })
  proxy.plan = number => number === 1 ? { faults: [{ direction: 'toClient', at: 0, kind: 'delay', ms: 720 }] } : undefined
  // Referenced to the end: a transaction that nobody can reach any more gives its connection back.
  const holder = await lab.driver.session().beginTransaction()
  const late = query()
  await milliseconds(540)
  // The place becomes free when the waiter has little time left.
  proxy.cutAll()
  expect(await late).toMatchObject({ error: { message: expect.stringContaining('timed out') } })
  await until(() => lab.pool()?.lentCount === 0, 'the return of the late connection')
  expect(await query()).toEqual({ value: 2 })
  expect(lab.pool()).toMatchObject({ lentCount: 0, idleCount: 1 })
  await expect(holder.commit()).rejects.toMatchObject({ code: 'ServiceUnavailable' })
})

it('a server that ignores GOODBYE does not keep the connection', async () => {
  server.options.answer = name => name === 'GOODBYE' ? 'silence' : undefined
  expect(await query()).toEqual({ value: 2 })
  await lab.driver.close()
  await until(() => proxy.openCount === 0, 'the end of the connection')
})
