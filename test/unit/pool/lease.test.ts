import { RESET } from '../../../src/bolt/messages.js'
import { newError } from '../../../src/error.js'
import type { Lease } from '../../../src/pool/lease.js'
import { recorder, type Stage } from '../../helpers/connection.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, beginOn, type PoolStage, READING, stagePool, stateOf } from './stage-pool.js'

const GIVEN_BACK = 'This connection was returned to the pool and can no longer be used.'

/** A lease that was released, and that of the next holder of its connection, which is in a transaction. */
async function staleLease (): Promise<PoolStage & { stale: Lease, holder: Lease, stage: Stage, databases: unknown[] }> {
  const databases: unknown[] = []
  const pools = stagePool({ maxSize: 1, connectionFailed: (error, _, purpose) => { databases.push(purpose?.database); return error } })
  const { lease: stale, stage } = await pools.lendNew()
  await stale.release()
  const holder = pools.pool.tryAcquire(READING, ALICE) as Lease
  beginOn(holder, stage)
  return { ...pools, stale, holder, stage, databases }
}

describe('a lease that was released', () => {
  it.each<[string, (lease: Lease) => unknown]>([
    ['release', async lease => { await lease.release() }],
    ['close', lease => { lease.close() }],
    ['destroy', lease => { lease.destroy(newError('mine is broken')) }],
    ['flush', lease => { lease.flush() }],
    ['asking for its home database', lease => { lease.servesDatabase('other') }]
  ])('does nothing to the next holder: %s', async (_, use) => {
    const { stale, holder, stage, pool, databases, expectWhole } = await staleLease()
    await use(stale)
    await settle()
    expect(stage.sent()).toEqual([])
    expect([stage.transport.isEnded, stage.transport.isDestroyed, stage.connection.state]).toEqual([false, false, 'txReady'])
    expect([holder.isOpen, pool.lentCount, pool.idleCount]).toEqual([true, 1, 0])
    expectWhole()
    // The holder is still served by its home database.
    stage.transport.close()
    expect(databases).toEqual([undefined])
  })

  it.each<[string, (lease: Lease) => unknown]>([
    ['request', lease => { lease.request(RESET, recorder()) }],
    ['call', async lease => await lease.call(RESET)],
    ['reset', async lease => { await lease.reset() }],
    ['confirmUser', lease => { lease.confirmUser() }]
  ])('refuses to be used, and the next holder does not notice: %s', async (_, use) => {
    const { stale, holder, stage } = await staleLease()
    await expect((async () => await use(stale))()).rejects.toThrow(GIVEN_BACK)
    holder.flush()
    expect(stage.sent()).toEqual([])
    expect(stage.connection.state).toBe('txReady')
  })

  it('does not send what its holder had begun to write', async () => {
    const { lendNew, pool } = stagePool()
    const { lease, stage } = await lendNew()
    lease.confirmUser()
    const released = lease.release()
    // What was written has to be answered before anybody else may have the connection.
    expect([stage.sent(), pool.idleCount]).toEqual([[['LOGOFF', 'LOGON']], 0])
    stage.say(server.success(), server.success())
    await released
    expect([stage.sent(), pool.idleCount]).toEqual([[], 1])
  })

  it('says that it is neither open nor ready, nor wants to know what is used', async () => {
    const { stale } = await staleLease()
    expect([stale.isOpen, stale.isReady, stale.telemetryEnabled, stale.lastQuery]).toEqual([false, false, false, undefined])
    // What was true of the connection stays readable: summaries show it.
    expect(stale.serverInfo.address).toBe('db:7687')
  })

  it('resolves for everyone who releases it when the connection is clean', async () => {
    const { lendNew } = stagePool()
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const releases = [lease.release(), lease.release()].map(async done => { await done })
    expect(stage.sent()).toEqual([['RESET']])
    expect(await Promise.all(releases.map(stateOf))).toEqual(['pending', 'pending'])
    stage.say(server.success())
    await Promise.all(releases)
  })

  it('is not reset again by a late release while its connection is being reset', async () => {
    const { lendNew, pool } = stagePool()
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const released = lease.release()
    stage.sent()
    lease.destroy(newError('too late'))
    lease.close()
    await settle()
    expect([stage.sent(), stage.connection.isOpen, pool.lentCount]).toEqual([[], true, 1])
    stage.say(server.success())
    await released
    expect([pool.lentCount, pool.idleCount]).toEqual([0, 1])
  })
})

describe('a lease in use', () => {
  it('closes its connection politely, and frees the place', async () => {
    const { lendNew, acquire, openings, expectWhole } = stagePool({ maxSize: 1 })
    const { lease, stage } = await lendNew()
    const waiting = acquire()
    await settle()
    lease.close()
    expect([stage.sent(), lease.isOpen]).toEqual([[['GOODBYE']], false])
    await settle()
    await openings[1].succeed()
    expect(await stateOf(waiting)).toBe('fulfilled')
    expectWhole()
  })

  it('destroys its connection, and frees the place once, also if it is released then', async () => {
    const { lendNew, acquire, openings, expectWhole } = stagePool({ maxSize: 1 })
    const { lease, stage } = await lendNew()
    const waiting = [acquire(), acquire()]
    await settle()
    lease.destroy(newError('broken'))
    await lease.release()
    await settle()
    expect([stage.transport.isDestroyed, openings.length]).toEqual([true, 2])
    await openings[1].succeed()
    expect(await Promise.all(waiting.map(stateOf))).toEqual(['fulfilled', 'pending'])
    expectWhole()
  })

  it('tells its database to the part that learns from errors of its connection, and an idle connection tells none', async () => {
    const seen: unknown[] = []
    const { addIdle, pool } = stagePool({ connectionFailed: (error, _, purpose) => { seen.push(purpose?.database); return error } })
    const stage = await addIdle()
    pool.tryAcquire({ mode: 'READ', database: 'movies' }, ALICE)
    stage.transport.close()
    const other = await addIdle()
    other.transport.close()
    expect(seen).toEqual(['movies', undefined])
  })
})
