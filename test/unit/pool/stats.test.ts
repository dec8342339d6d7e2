import { newError } from '../../../src/error.js'
import { type CloseReason, FormerCounters, PoolCounters } from '../../../src/pool/counters.js'
import { Limit } from '../../../src/limit.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, BOB, beginOn, type PoolStage, READING, stagePool, stateOf } from './stage-pool.js'

const ZERO = {
  idle: 0, used: 0, opening: 0, waiting: 0, oldestUsedMs: 0, oldestWaitMs: 0, maxSize: 2, created: 0, createFailed: 0,
  closed: { lifetime: 0, liveness: 0, auth: 0, error: 0, retired: 0, driverClosed: 0 }, acquired: 0, waited: 0, waitMs: 0, timedOut: 0, aborted: 0
}

describe('what poolStats() says of a pool', () => {
  it('is nothing at the beginning', () => {
    expect(stagePool().stats()).toEqual({ pools: [{ address: 'db:7687', ...ZERO }], totals: ZERO })
  })

  it('tells connections that are opened, lent and idle apart', async () => {
    const { acquire, openings, stats } = stagePool()
    const wanted = acquire()
    await settle()
    expect(stats().totals).toEqual({ ...ZERO, opening: 1 })
    await openings[0].succeed()
    expect(stats().totals).toEqual({ ...ZERO, created: 1, used: 1, acquired: 1 })
    void (await wanted).release()
    expect(stats().totals).toEqual({ ...ZERO, created: 1, idle: 1, acquired: 1 })
  })

  it('counts a connection that is being reset as used, from when it was lent', async () => {
    const { lendNew, stats, clock } = stagePool()
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    await clock.advance(100)
    const released = lease.release()
    await clock.advance(10)
    expect(stats().totals).toMatchObject({ idle: 0, used: 1, oldestUsedMs: 110 })
    stage.say(server.success())
    await released
    expect(stats().totals).toMatchObject({ idle: 1, used: 0, oldestUsedMs: 0 })
  })

  it('says how long callers have waited, those in the queue apart from those that have left it', async () => {
    const { lendNew, acquire, stats, clock } = stagePool({ maxSize: 1 })
    const { lease } = await lendNew()
    await clock.advance(5)
    const [first, second] = [acquire(5000), acquire(5000)]
    await clock.advance(40)
    const third = acquire(5000)
    await clock.advance(2)
    expect(stats().totals).toMatchObject({ waiting: 3, oldestWaitMs: 42, oldestUsedMs: 47, waited: 3, waitMs: 0 })
    void lease.release()
    const served = await first
    expect(stats().totals).toMatchObject({ waiting: 2, oldestWaitMs: 42, oldestUsedMs: 0, waited: 3, waitMs: 42, acquired: 2 })
    await clock.advance(8)
    void served.release()
    void (await second).release()
    void (await third).release()
    expect(stats().totals).toMatchObject({ waiting: 0, oldestWaitMs: 0, waited: 3, waitMs: 42 + 50 + 10, acquired: 4, timedOut: 0, aborted: 0, idle: 1 })
  })

  it('tells callers whose time was up from those that gave up', async () => {
    const { lendNew, acquire, stats, clock } = stagePool({ maxSize: 1 })
    await lendNew()
    const [late, aborted] = [new Limit(100, clock), new Limit(100, clock)]
    const wanted = [acquire(0, ALICE, late), acquire(0, ALICE, aborted)]
    await clock.advance(30)
    aborted.cancel(newError('The session was closed.'))
    await settle()
    expect(stats().totals).toMatchObject({ waiting: 1, waited: 2, waitMs: 30, timedOut: 0, aborted: 1 })
    await clock.advance(70)
    expect(await Promise.all(wanted.map(stateOf))).toEqual([expect.stringMatching('^rejected: Connection acquisition timed out'), 'rejected: The session was closed.'])
    expect(stats().totals).toMatchObject({ waiting: 0, waited: 2, waitMs: 130, timedOut: 1, aborted: 1, acquired: 1 })
  })

  it('counts callers that wait when the driver is closed as aborted', async () => {
    const { lendNew, acquire, stats, pool } = stagePool({ maxSize: 1 })
    await lendNew()
    void acquire()
    await settle()
    pool.close(newError('closed'))
    await settle()
    expect(stats().totals).toMatchObject({ idle: 0, used: 0, waiting: 0, acquired: 1, waited: 1, timedOut: 0, aborted: 1 })
  })

  it('counts attempts to open a connection that failed', async () => {
    const { acquire, openings, stats } = stagePool()
    void acquire()
    await settle()
    await openings[0].fail(newError('refused'))
    expect(stats().totals).toEqual({ ...ZERO, createFailed: 1 })
  })

  it('is frozen, and stays as it was', async () => {
    const { stats, addIdle } = stagePool()
    const before = stats()
    await addIdle()
    expect(before.totals.created).toBe(0)
    for (const part of [before, before.pools, before.pools[0], before.pools[0].closed, before.totals, before.totals.closed]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })
})

const LIFETIME = 3_600_000
const REASONS: Array<[CloseReason, string, (pools: PoolStage) => Promise<unknown>]> = [
  ['lifetime', 'is found to be too old', async ({ addIdle, acquire, clock }) => {
    const { say } = await addIdle()
    await clock.advance(LIFETIME)
    void acquire()
    await settle()
    say(server.success())
  }],
  ['lifetime', 'comes back when it is too old', async ({ lendNew, clock }) => {
    const { lease } = await lendNew()
    await clock.advance(LIFETIME)
    await lease.release()
  }],
  ['liveness', 'does not answer when it is tried', async ({ addIdle, acquire, clock }) => {
    await addIdle()
    await clock.advance(60_000)
    void acquire()
    await clock.advance(1000)
  }],
  ['liveness', 'is lost while it is tried', async ({ addIdle, acquire, clock }) => {
    const { transport } = await addIdle()
    await clock.advance(60_000)
    void acquire()
    await settle()
    transport.close()
  }],
  ['auth', 'has another user, and can’t change it', async ({ addIdle, pool }) => {
    await addIdle()
    pool.tryAcquire(READING, BOB)
  }],
  ['auth', 'has a user that the server refuses by now', async ({ lendNew }) => {
    const { lease, stage } = await lendNew()
    stage.connection.isUnfit = true
    beginOn(lease, { ...stage, say: () => { stage.say(server.failure('Neo.ClientError.Security.AuthorizationExpired', 'expired')) } })
  }],
  ['error', 'is lost while it is lent', async ({ lendNew }) => { (await lendNew()).stage.transport.close() }],
  ['error', 'is lost while it is idle', async ({ addIdle }) => { (await addIdle()).transport.close() }],
  ['error', 'is lost after it was tried', async ({ addIdle, acquire, clock }) => {
    const { say, transport } = await addIdle()
    await clock.advance(60_000)
    void acquire()
    await settle()
    say(server.success())
    await settle()
    transport.close()
  }],
  ['error', 'can’t be reset', async ({ lendNew, clock }) => {
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const released = lease.release()
    await clock.advance(1000)
    await released
  }],
  ['error', 'is destroyed by its holder', async ({ lendNew }) => { (await lendNew()).lease.destroy(newError('no answer')) }],
  ['retired', 'is idle, and its server is not needed', async ({ addIdle, pool }) => {
    await addIdle()
    pool.retire()
  }],
  ['retired', 'comes back, and its server is not needed', async ({ lendNew, pool }) => {
    const { lease } = await lendNew()
    pool.retire()
    await lease.release()
  }],
  ['driverClosed', 'is idle when the driver is closed', async ({ addIdle, pool }) => {
    await addIdle()
    pool.close(newError('closed'))
  }],
  ['driverClosed', 'is lent when the driver is closed', async ({ lendNew, pool }) => {
    await lendNew()
    pool.close(newError('closed'))
  }]
]

describe('a connection that was closed is counted by its reason', () => {
  it.each(REASONS)('%s: it %s', async (reason, _how, close) => {
    const pools = stagePool({ version: '5.0', maxLifetime: LIFETIME, livenessCheckTimeout: 60_000 })
    await close(pools)
    await settle()
    expect(pools.stats().totals).toMatchObject({ created: 1, closed: { ...ZERO.closed, [reason]: 1 }, idle: 0, used: 0 })
    pools.expectWhole()
  })
})

describe('the counters of servers that have left', () => {
  const counters = (created: number): PoolCounters => Object.assign(new PoolCounters(), { created })

  it('go on when the server comes back, and are in the sums meanwhile', () => {
    const former = new FormerCounters()
    former.keep('a', counters(3))
    former.keep('b', counters(4))
    expect(former.sum.created).toBe(7)
    expect([former.take('a').created, former.take('c').created, former.sum.created]).toEqual([3, 0, 4])
  })

  it('are kept for 1,000 addresses; of others, in the sum only', () => {
    const former = new FormerCounters()
    for (let i = 0; i < 1500; i++) former.keep(`server ${i}`, counters(1))
    expect([former.sum.created, former.take('server 499').created, former.take('server 500').created, former.sum.created]).toEqual([1500, 0, 1, 1499])
  })
})

describe('the error of a caller that got no connection in time', () => {
  it('carries the pools, and those that have had a connection for longest', async () => {
    const { pool, acquire, openings, clock } = stagePool({ maxSize: 5 })
    for (let i = 0; i < 5; i++) {
      const wanted = pool.acquire({ mode: i === 0 ? 'READ' : 'WRITE', database: i === 0 ? undefined : `db${i}` }, { known: ALICE, get: async () => ALICE }, new Limit(Infinity, clock))
      await settle()
      await openings[i].succeed()
      const lease = await wanted
      if (i > 0) lease.querySent({}, `RETURN ${i},\n  "${'x'.repeat(2000 * i)}"`)
      await clock.advance(100)
    }
    const error = acquire(1000).catch((reason: unknown) => reason)
    await clock.advance(1000)
    expect(await error).toMatchObject({
      poolStats: { pools: [{ address: 'db:7687', used: 5, waiting: 0, waited: 1, waitMs: 1000, timedOut: 1, maxSize: 5, oldestUsedMs: 1500 }] },
      borrowers: [
        { ageMs: 1500, mode: 'READ', database: undefined, query: undefined },
        { ageMs: 1400, mode: 'WRITE', database: 'db1', query: expect.stringMatching(/^RETURN 1,\n {2}"x+…x+"$/) },
        { ageMs: 1300, mode: 'WRITE', database: 'db2', query: expect.stringMatching(/^RETURN 2,/) }
      ],
      message: expect.stringMatching(/longest in use: connection 1 for 1500 ms for READ on the home database, connection 2 for 1400 ms for WRITE on db1 \("RETURN 1,\\n {2}\\"x{40,}…x{20,}\\""\), connection 3 for 1300 ms for WRITE on db2 \(.*\), and 2 more\)\.$/)
    })
  })
})
