import { newError } from '../../../src/error.js'
import { Limit } from '../../../src/limit.js'
import type { Lease } from '../../../src/pool/lease.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, BOB, beginOn, type PoolStage, slowTokens, stagePool, stateOf } from './stage-pool.js'

/** Waits in the queue, whose states are told in its order. */
async function queueOf (pools: PoolStage, size: number): Promise<{ states: () => Promise<string[]>, queue: Array<Promise<Lease>> }> {
  const queue = Array.from({ length: size }, () => pools.acquire())
  await settle()
  return { queue, states: async () => await Promise.all(queue.map(stateOf)) }
}

describe('a waiting caller that is handed an unfit connection', () => {
  it('opens another before later callers, if it died', async () => {
    const pools = stagePool({ maxSize: 1, livenessCheckTimeout: 0 })
    const { lease, stage } = await pools.lendNew()
    const { states } = await queueOf(pools, 3)
    await lease.release()
    await settle()
    expect(stage.sent()).toEqual([['RESET']])
    pools.expectWhole()
    stage.transport.close()
    await settle()
    pools.expectWhole()
    expect([pools.openings.length, pools.pool.waiterCount]).toEqual([2, 2])
    await pools.openings[1].succeed()
    expect(await states()).toEqual(['fulfilled', 'pending', 'pending'])
    pools.expectWhole()
  })

  it('opens another before later callers, if it died in the moment in which it was handed over', async () => {
    const pools = stagePool({ maxSize: 1 })
    const { lease, stage } = await pools.lendNew()
    const { states } = await queueOf(pools, 2)
    void lease.release()
    stage.transport.close()
    await settle()
    expect(pools.openings).toHaveLength(2)
    await pools.openings[1].succeed()
    expect(await states()).toEqual(['fulfilled', 'pending'])
    pools.expectWhole()
  })

  it('opens another before later callers, if its user can not be changed', async () => {
    const pools = stagePool({ maxSize: 1, version: '5.0' })
    const { lease, stage } = await pools.lendNew(BOB)
    const { states } = await queueOf(pools, 2)
    await lease.release()
    await settle()
    expect([stage.sent(), pools.openings.length, pools.pool.waiterCount]).toEqual([[['GOODBYE']], 2, 1])
    await pools.openings[1].succeed()
    expect(await states()).toEqual(['fulfilled', 'pending'])
    expect(pools.stages[1].connection.user()).toBe(ALICE)
    pools.expectWhole()
  })

  it('opens another before later callers, if it became too old while the token was awaited', async () => {
    const pools = stagePool({ maxSize: 1, maxLifetime: 1000 })
    const tokens = slowTokens()
    const { lease } = await pools.lendNew()
    const first = pools.acquire(Infinity, tokens)
    const { states } = await queueOf(pools, 1)
    await lease.release()
    await pools.clock.advance(1000)
    await tokens.give(ALICE)
    expect([pools.openings.length, pools.pool.waiterCount]).toEqual([2, 1])
    void pools.openings[1].succeed()
    await settle()
    await tokens.give(ALICE)
    expect([await stateOf(first), ...await states()]).toEqual(['fulfilled', 'pending'])
    pools.expectWhole()
  })

  it('keeps its place through several connections that are unfit', async () => {
    const pools = stagePool({ maxSize: 3, livenessCheckTimeout: 0 })
    const stages = [(await pools.lendNew()), (await pools.lendNew()), (await pools.lendNew())]
    for (const { lease } of stages) await lease.release()
    const wanted = pools.acquire()
    await settle()
    for (const { stage } of [...stages].reverse()) {
      expect(stage.sent()).toEqual([['RESET']])
      stage.transport.close()
      await settle()
      pools.expectWhole()
    }
    expect(pools.openings).toHaveLength(4)
    await pools.openings[3].succeed()
    expect(await stateOf(wanted)).toBe('fulfilled')
    expect(pools.pool.work).toBe(1)
  })

  it('gives its place to the next if it gives up before it has opened another', async () => {
    const pools = stagePool({ maxSize: 1, livenessCheckTimeout: 0 })
    const { lease } = await pools.lendNew()
    const first = pools.acquire(500)
    const { states } = await queueOf(pools, 1)
    await lease.release()
    await pools.clock.advance(500)
    expect(await stateOf(first)).toMatch('timed out in 500 ms')
    expect([pools.openings.length, pools.pool.waiterCount]).toEqual([1, 1])
    await pools.clock.advance(500)
    expect([pools.openings.length, pools.pool.waiterCount]).toEqual([2, 0])
    await pools.openings[1].succeed()
    expect(await states()).toEqual(['fulfilled'])
    pools.expectWhole()
  })

  it('gives its place to the next if it can not open another', async () => {
    const pools = stagePool({ maxSize: 1 })
    const { lease, stage } = await pools.lendNew()
    const { states } = await queueOf(pools, 2)
    void lease.release()
    stage.transport.close()
    await settle()
    await pools.openings[1].fail(newError('refused'))
    await pools.openings[2].succeed()
    expect(await states()).toEqual(['rejected: refused', 'fulfilled'])
    pools.expectWhole()
  })
})

describe('a connection that is lost', () => {
  it('while it is being reset lets the next in the queue open another', async () => {
    const pools = stagePool({ maxSize: 1 })
    const { lease, stage } = await pools.lendNew()
    beginOn(lease, stage)
    const { states } = await queueOf(pools, 2)
    const released = lease.release()
    stage.transport.close()
    await released
    await settle()
    expect([pools.openings.length, pools.pool.waiterCount]).toEqual([2, 1])
    await pools.openings[1].succeed()
    expect(await states()).toEqual(['fulfilled', 'pending'])
    pools.expectWhole()
  })

  it('in the moment in which it was opened is not lent, and its place is the next one’s', async () => {
    const pools = stagePool({ maxSize: 1 })
    const wanted = pools.acquire()
    const { states } = await queueOf(pools, 1)
    const opened = pools.openings[0].succeed()
    await Promise.resolve()
    pools.stages[0].transport.close()
    await opened
    await pools.openings[1].succeed()
    pools.expectWhole()
    expect([await stateOf(wanted), ...await states()]).toEqual(['rejected: Connection was closed by server', 'fulfilled'])
  })
})

describe('a caller whose limit ends in the moment in which it is served', () => {
  it.each(['cancelled before', 'cancelled after', 'expires'])('does not keep the connection from the next: %s', async when => {
    const pools = stagePool({ maxSize: 1 })
    const { lease, stage } = await pools.lendNew()
    const limit = new Limit(1000, pools.clock)
    const first = pools.acquire(0, ALICE, limit)
    const { queue, states } = await queueOf(pools, 1)
    if (when === 'cancelled before') limit.cancel(newError('not wanted any more'))
    if (when === 'expires') pools.clock.setTimeout(() => { void lease.release() }, 1000)
    else void lease.release()
    if (when === 'cancelled after') limit.cancel(newError('not wanted any more'))
    await pools.clock.advance(when === 'expires' ? 1000 : 0)
    expect(await stateOf(first)).toMatch('rejected')
    expect(await states()).toEqual(['fulfilled'])
    expect(pools.stageOf(await queue[0])).toBe(stage)
    expect([pools.pool.lentCount, pools.openings.length]).toEqual([1, 1])
  })

  // A dozen microtasks is more than there are from the token to the caller.
  it.each(Array.from({ length: 12 }, (_, i) => i))('does not keep a connection that it is making ready: %i microtasks after its token', async ticks => {
    const pools = stagePool({ maxSize: 1 })
    const tokens = slowTokens()
    const stage = await pools.addIdle()
    const limit = new Limit(1000, pools.clock)
    const first = pools.acquire(0, tokens, limit)
    await settle()
    const given = tokens.give(BOB)
    for (let i = 0; i < ticks; i++) await Promise.resolve()
    limit.cancel(newError('not wanted any more'))
    await given
    const outcome = await stateOf(first)
    if (outcome === 'fulfilled') void (await first).release()
    else expect(outcome).toBe('rejected: not wanted any more')
    if (pools.pool.lentCount > 0) stage.say(server.success(), server.success())
    await settle()
    expect([pools.pool.lentCount, pools.pool.idleCount]).toEqual([0, 1])
  })

  it('does not keep the place of a connection that is being opened', async () => {
    const pools = stagePool({ maxSize: 1 })
    const limit = new Limit(1000, pools.clock)
    const first = pools.acquire(0, ALICE, limit)
    const { queue, states } = await queueOf(pools, 1)
    limit.cancel(newError('not wanted any more'))
    expect(await stateOf(first)).toBe('rejected: not wanted any more')
    const stage = await pools.openings[0].succeed()
    expect([await states(), pools.stageOf(await queue[0]), pools.openings.length]).toEqual([['fulfilled'], stage, 1])
  })

  it('leaves the queue', async () => {
    const pools = stagePool({ maxSize: 1 })
    await pools.lendNew()
    const limit = new Limit(1000, pools.clock)
    const first = pools.acquire(0, ALICE, limit)
    await settle()
    expect(pools.pool.waiterCount).toBe(1)
    limit.cancel(newError('not wanted any more'))
    expect(await stateOf(first)).toBe('rejected: not wanted any more')
    expect([pools.pool.waiterCount, pools.clock.pending]).toEqual([0, 0])
  })
})
