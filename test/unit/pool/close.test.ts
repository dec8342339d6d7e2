import { newError } from '../../../src/error.js'
import type { Lease } from '../../../src/pool/lease.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, BOB, beginOn, type PoolStage, READING, slowTokens, stagePool, stateOf } from './stage-pool.js'

const CLOSED = newError('Pool is closed')

/** In an object: an async function would wait for a promise that it returns. */
interface Wanted { wanted: Promise<Lease> }

/** Brings a pool of one connection into a state in which somebody wants a connection. */
const STATES: Array<[string, (pools: PoolStage) => Promise<Wanted>]> = [
  ['waits in the queue', async ({ lendNew, acquire }) => {
    await lendNew()
    return { wanted: acquire(5000) }
  }],
  ['has a connection opened', async ({ acquire }) => ({ wanted: acquire(5000) })],
  ['has an idle connection tried', async ({ addIdle, acquire, clock }) => {
    await addIdle()
    await clock.advance(60_000)
    return { wanted: acquire(5000) }
  }],
  ['waits for its token, with an idle connection', async ({ addIdle, acquire }) => {
    await addIdle()
    return { wanted: acquire(5000, slowTokens()) }
  }],
  ['waits for its token, after an idle connection was tried', async ({ addIdle, acquire, clock }) => {
    const { say } = await addIdle()
    await clock.advance(60_000)
    const wanted = acquire(5000, slowTokens())
    await settle()
    say(server.success())
    return { wanted }
  }],
  ['waits for its token, with a connection handed on', async ({ lendNew, acquire }) => {
    const { lease } = await lendNew()
    const wanted = acquire(5000, slowTokens())
    await settle()
    await lease.release()
    return { wanted }
  }],
  ['waits for a connection that is being reset', async ({ lendNew, acquire }) => {
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const wanted = acquire(5000)
    await settle()
    void lease.release()
    return { wanted }
  }]
]

describe.each(STATES)('closing a pool while somebody %s', (_, reach) => {
  it('tells them at once, closes everything, and leaves neither timer nor place', async () => {
    const pools = stagePool({ maxSize: 1, livenessCheckTimeout: 30_000 })
    const { wanted } = await reach(pools)
    await settle()
    expect(await stateOf(wanted)).toBe('pending')
    pools.pool.close(CLOSED)
    await expect(wanted).rejects.toBe(CLOSED)
    for (const opening of pools.openings) {
      expect(opening.signal.aborted).toBe(true)
      await opening.fail(CLOSED)
    }
    expect(pools.stages.map(({ connection }) => connection.isOpen)).toEqual(pools.stages.map(() => false))
    expect([pools.pool.isEmpty, pools.pool.work, pools.clock.pending]).toEqual([true, 0, 0])
    pools.expectWhole()
  })

  it('closes what is opened, or comes back, after that', async () => {
    const pools = stagePool({ maxSize: 1, livenessCheckTimeout: 30_000 })
    const { wanted } = await reach(pools)
    await settle()
    pools.pool.close(CLOSED)
    for (const opening of pools.openings) await opening.succeed()
    for (const { say } of pools.stages) say(server.success())
    await settle()
    expect(await stateOf(wanted)).toBe('rejected: Pool is closed')
    expect(pools.stages.map(({ connection }) => connection.isOpen)).toEqual(pools.stages.map(() => false))
    expect(pools.pool.isEmpty).toBe(true)
  })
})

describe('a pool that was closed', () => {
  it('resolves the release of a connection that was being reset', async () => {
    const { lendNew, pool } = stagePool()
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const released = (async () => { await lease.release() })()
    pool.close(CLOSED)
    expect(await stateOf(released)).toBe('fulfilled')
    expect(pool.isEmpty).toBe(true)
  })

  it('takes back what was lent, and lends nothing', async () => {
    const { lendNew, pool, acquire } = stagePool()
    const { lease, stage } = await lendNew()
    pool.close(CLOSED)
    await lease.release()
    expect(stage.sent()).toEqual([['GOODBYE']])
    expect(pool.tryAcquire(READING, ALICE)).toBeUndefined()
    await expect(acquire()).rejects.toBe(CLOSED)
    expect([pool.isEmpty, pool.idleCount]).toEqual([true, 0])
  })

  it('does not log a user in whose token comes late', async () => {
    const { addIdle, pool, acquire } = stagePool()
    const stage = await addIdle()
    const tokens = slowTokens()
    void acquire(Infinity, tokens)
    await settle()
    pool.close(CLOSED)
    await tokens.give(BOB)
    expect(stage.sent()).toEqual([['GOODBYE']])
    expect(pool.isEmpty).toBe(true)
  })

  it('may be closed once more', async () => {
    const { addIdle, pool } = stagePool()
    const stage = await addIdle()
    pool.close(CLOSED)
    pool.close(newError('again'))
    expect(stage.sent()).toEqual([['GOODBYE']])
  })
})
