import { LONG_TIMEOUTS } from '../helpers/accelerated-clock.js'
import { closedIn, expectExact } from '../helpers/pool-stats.js'
import { inLanes, type LabDriver, labDriver, outcomeOf, until } from './lab.js'
import { ModelServer } from './model-server.js'

jest.setTimeout(60_000)

const CALLS = 1000
const LANES = 20
const POOL = 6
const COUNTERS = ['created', 'createFailed', 'acquired', 'waited', 'waitMs', 'timedOut', 'aborted'] as const

let server: ModelServer
let lab: LabDriver

beforeEach(async () => { server = await ModelServer.listen() })
afterEach(async () => {
  await lab.driver.close()
  await server.close()
})

/** Numbers that look random, the same in each run. */
function chances (seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state / 2 ** 31
  }
}

it('the numbers of poolStats() are right at every moment, while connections break, callers give up and servers restart', async () => {
  const chance = chances(1)
  lab = labDriver(server.uri, { ...LONG_TIMEOUTS, maxConnectionPoolSize: POOL, maxTransactionRetryTime: 0, maxConnectionLifetime: 300, fetchSize: 3 })
  const { driver } = lab
  let [wanted, accepted] = [0, 0]
  let before = driver.poolStats().totals
  const check = (): void => {
    const stats = driver.poolStats()
    expectExact(stats)
    const { totals } = stats
    expect(totals.idle + totals.used + totals.opening).toBeLessThanOrEqual(POOL)
    const shrunk = COUNTERS.filter(key => totals[key] < before[key])
    expect([shrunk, closedIn(totals) >= closedIn(before)]).toEqual([[], true])
    before = totals
  }
  const calls: Array<() => Promise<unknown>> = [
    async () => await driver.executeQuery('ROWS', { n: 10 }),
    async () => {
      await using session = driver.session()
      return await session.run('ROWS', { n: 10 })
    },
    async () => {
      const session = driver.session({ defaultAccessMode: 'READ' })
      const result = outcomeOf(session.run('ROWS', { n: 10 }), 20_000)
      await session.close()
      return await result
    },
    async () => {
      await using session = driver.session()
      await session.beginTransaction().run('FAIL')
    }
  ]
  await inLanes(Array.from({ length: CALLS }, (_, i) => i), LANES, async i => {
    wanted++
    const call = outcomeOf(calls[i % calls.length](), 20_000)
    check()
    if (chance() < 0.05) [...server.connections].at(Math.floor(chance() * POOL))?.stream.destroy()
    await call
    check()
    if (i === CALLS / 2) {
      const { port } = server
      accepted += server.accepted
      await server.close()
      server = new ModelServer()
      await server.open(port)
    }
  })
  await until(() => lab.pool()?.work === 0, 'the return of all connections')
  check()
  accepted += server.accepted
  const { created, createFailed, acquired, aborted, timedOut, waiting, opening } = driver.poolStats().totals
  expect({ waiting, opening, timedOut }).toEqual({ waiting: 0, opening: 0, timedOut: 0 })
  expect(created).toBeLessThanOrEqual(accepted)
  expect(created + createFailed).toBeGreaterThanOrEqual(accepted)
  // Each call wants a connection once, as nothing is retried.
  expect(acquired + aborted).toBeLessThanOrEqual(wanted)
  expect(acquired + aborted + createFailed).toBeGreaterThanOrEqual(wanted)
  await driver.close()
  const { totals } = driver.poolStats()
  expect(totals).toMatchObject({ idle: 0, used: 0, created: closedIn(totals) })
  expect(totals.closed).toMatchObject({ liveness: 0, auth: 0, retired: 0 })
  expect(Math.min(totals.closed.error, totals.closed.lifetime)).toBeGreaterThan(0)
})
