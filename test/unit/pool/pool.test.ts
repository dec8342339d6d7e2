import { newError } from '../../../src/error.js'
import type { Lease } from '../../../src/pool/lease.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, BOB, beginOn, READING, stagePool, stateOf } from './stage-pool.js'

const CLOSED = newError('Pool is closed')

describe('a pool', () => {
  it('lends the connection that was used last', async () => {
    const { pool, openings, acquire, stageOf } = stagePool()
    expect(pool.tryAcquire(READING, ALICE)).toBeUndefined()
    const promises = [acquire(), acquire()]
    const [a, b] = [await openings[0].succeed(), await openings[1].succeed()]
    const leases = await Promise.all(promises)
    expect(leases.map(stageOf)).toEqual([a, b])
    expect(leases.map(lease => lease.isNew)).toEqual([true, true])
    expect([pool.lentCount, pool.idleCount]).toEqual([2, 0])
    await leases[0].release()
    await leases[1].release()
    expect([pool.lentCount, pool.idleCount]).toEqual([0, 2])
    const [last, first] = [pool.tryAcquire(READING, ALICE), await acquire()]
    expect([last, first].map(stageOf)).toEqual([b, a])
    expect([last?.isNew, first.isNew]).toEqual([false, false])
    expect(openings).toHaveLength(2)
  })

  it('never has more connections than the maximum, those being opened included', async () => {
    const { openings, acquire, pool } = stagePool({ maxSize: 3 })
    const lent: Lease[] = []
    for (let i = 0; i < 10; i++) void acquire().then(lease => { lent.push(lease) })
    await settle()
    expect(openings).toHaveLength(3)
    expect([pool.waiterCount, pool.work]).toEqual([7, 10])
    await openings[0].succeed()
    expect(openings).toHaveLength(3)
    await lent[0].release()
    await settle()
    expect([lent.length, openings.length, pool.waiterCount]).toEqual([2, 3, 6])
  })

  it('serves waiting callers in their order, and none is overtaken', async () => {
    const { acquire, pool, lendNew } = stagePool({ maxSize: 1 })
    const served: number[] = []
    const { lease } = await lendNew()
    for (let i = 0; i < 4; i++) void acquire().then(async lease => { served.push(i); await lease.release() })
    await settle()
    await lease.release()
    expect(pool.tryAcquire(READING, ALICE)).toBeUndefined()
    void acquire().then(() => { served.push(4) })
    await settle()
    expect(served).toEqual([0, 1, 2, 3, 4])
  })

  it('lets the first waiting caller open another connection when one is lost', async () => {
    const { openings, acquire, lendNew } = stagePool({ maxSize: 1 })
    const { stage } = await lendNew()
    const waiting = [acquire(), acquire()]
    await settle()
    stage.transport.close()
    await settle()
    expect(openings).toHaveLength(2)
    await openings[1].succeed()
    expect([await stateOf(waiting[0]), await stateOf(waiting[1])]).toEqual(['fulfilled', 'pending'])
  })

  it('forgets an idle connection that is lost', async () => {
    const { addIdle, pool } = stagePool()
    const { transport } = await addIdle()
    transport.close()
    expect([pool.lentCount, pool.idleCount, pool.isEmpty]).toEqual([0, 0, true])
    expect(pool.tryAcquire(READING, ALICE)).toBeUndefined()
  })

  it('gives the error of opening to the caller that asked, and the place to the next', async () => {
    const { openings, acquire, pool } = stagePool({ maxSize: 1 })
    const [first, second] = [acquire(), acquire()]
    await settle()
    await openings[0].fail(newError('refused'))
    expect(await stateOf(first)).toBe('rejected: refused')
    expect(openings).toHaveLength(2)
    await openings[1].fail(newError('refused again'))
    expect(await stateOf(second)).toBe('rejected: refused again')
    expect(pool.isEmpty).toBe(true)
  })

  it('takes back only once', async () => {
    const { lendNew, pool } = stagePool()
    const { lease } = await lendNew()
    await lease.release()
    await lease.release()
    expect([pool.idleCount, pool.lentCount]).toEqual([1, 0])
  })

  it('resets what comes back unfinished, before anybody else gets it', async () => {
    const { lendNew, acquire, stageOf } = stagePool({ maxSize: 1 })
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const waiting = acquire()
    await settle()
    const released = lease.release()
    expect(stage.sent()).toEqual([['RESET']])
    expect(await stateOf(waiting)).toBe('pending')
    stage.say(server.success())
    await released
    expect(stageOf(await waiting)).toBe(stage)
  })

  it('closes what can not be reset', async () => {
    const { openings, acquire, clock, lendNew } = stagePool({ maxSize: 1 })
    const { lease, stage } = await lendNew()
    beginOn(lease, stage)
    const waiting = acquire()
    const released = lease.release()
    await clock.advance(1000)
    await released
    expect(stage.connection.isOpen).toBe(false)
    expect(openings).toHaveLength(2)
    expect(await stateOf(waiting)).toBe('pending')
  })
})

describe('time in a pool', () => {
  it('ends the wait for a connection, and the error describes the state of the pool', async () => {
    const { acquire, clock, pool, lendNew, stageOf } = stagePool({ maxSize: 1 })
    const { lease, stage } = await lendNew()
    const [second, third] = [acquire(5000), acquire(8000)]
    await clock.advance(4999)
    expect(await stateOf(second)).toBe('pending')
    await clock.advance(1)
    expect(await stateOf(second)).toMatch(/^rejected: Connection acquisition timed out in 5000 ms\. Pool status: Active conn count = 1, Idle conn count = 0 .*1 others waiting, maxConnectionPoolSize 1; longest in use: connection 1 for 5000 ms for READ on the home database/)
    expect(pool.waiterCount).toBe(1)
    await lease.release()
    expect(stageOf(await third)).toBe(stage)
    expect(clock.pending).toBe(0)
  })

  it('ends the wait for an opening; the connection goes to the pool when it is there', async () => {
    const { openings, acquire, clock, pool, stageOf } = stagePool()
    const late = acquire(100)
    await clock.advance(100)
    expect(await stateOf(late)).toMatch('timed out in 100 ms')
    const stage = await openings[0].succeed()
    expect([pool.lentCount, pool.idleCount]).toEqual([0, 1])
    expect(stageOf(pool.tryAcquire(READING, ALICE))).toBe(stage)
  })

  it('makes connections too old to be lent', async () => {
    const { addIdle, clock, pool, stageOf } = stagePool({ maxLifetime: 10_000 })
    const stage = await addIdle()
    await clock.advance(8900)
    const lease = pool.tryAcquire(READING, ALICE)
    expect(stageOf(lease)).toBe(stage)
    await clock.advance(1200)
    await lease?.release()
    expect(stage.connection.isOpen).toBe(false)
    expect(stage.sent()).toEqual([['GOODBYE']])
    expect(pool.isEmpty).toBe(true)
  })

  it('makes idle connections too old to be lent', async () => {
    const { addIdle, openings, acquire, clock, pool } = stagePool({ maxLifetime: 10_000 })
    const { connection } = await addIdle()
    await clock.advance(10_000)
    expect(pool.tryAcquire(READING, ALICE)).toBeUndefined()
    expect(connection.isOpen).toBe(false)
    void acquire()
    await settle()
    expect(openings).toHaveLength(2)
  })

  it('lets connections that were idle for long be tried first', async () => {
    const { addIdle, acquire, clock, pool, stageOf } = stagePool({ livenessCheckTimeout: 500 })
    const stage = await addIdle()
    await clock.advance(499)
    const lease = pool.tryAcquire(READING, ALICE)
    expect(stageOf(lease)).toBe(stage)
    await lease?.release()
    await clock.advance(500)
    expect(pool.tryAcquire(READING, ALICE)).toBeUndefined()
    const again = acquire()
    await settle()
    expect(stage.sent()).toEqual([['RESET']])
    stage.say(server.success())
    expect(stageOf(await again)).toBe(stage)
    expect(pool.lentCount).toBe(1)
  })

  it('finds dead connections by trying them, and opens another', async () => {
    const { addIdle, openings, acquire, clock, pool, stageOf } = stagePool({ livenessCheckTimeout: 0 })
    const { connection } = await addIdle()
    const again = acquire()
    await clock.advance(1000)
    expect(connection.isOpen).toBe(false)
    const other = await openings[1].succeed()
    expect(stageOf(await again)).toBe(other)
    expect(pool.lentCount).toBe(1)
  })

  it('does not open a connection for a caller that has given up', async () => {
    const { addIdle, openings, acquire, clock, pool } = stagePool({ livenessCheckTimeout: 0 })
    await addIdle()
    const late = acquire(500)
    await clock.advance(500)
    expect(await stateOf(late)).toMatch('timed out')
    await clock.advance(500)
    expect([openings.length, pool.isEmpty]).toEqual([1, true])
  })
})

describe('users of a pool', () => {
  it('are logged in on connections of others, in one go with their work', async () => {
    const { addIdle, pool, stageOf } = stagePool()
    const stage = await addIdle()
    const lease = pool.tryAcquire(READING, BOB)
    expect(stageOf(lease)).toBe(stage)
    expect(stage.requests()).toEqual([])
    lease?.flush()
    expect(stage.requests().map(({ name, fields }) => [name, fields[0]])).toEqual([['LOGOFF', undefined], ['LOGON', BOB]])
    expect(stage.connection.user()).toBe(BOB)
  })

  it('get a connection of their own where the server can not switch', async () => {
    const { addIdle, openings, acquire, stageOf } = stagePool({ version: '5.0' })
    const { connection } = await addIdle()
    const bobs = acquire(Infinity, BOB)
    await settle()
    expect(connection.isOpen).toBe(false)
    await openings[1].succeed()
    expect(stageOf(await bobs).connection.user()).toBe(BOB)
  })

  it('log in again after their rights have changed', async () => {
    const { lendNew, pool, stageOf } = stagePool()
    const { lease, stage } = await lendNew()
    pool.expireAuthorization()
    await lease.release()
    const again = pool.tryAcquire(READING, ALICE)
    expect(stageOf(again)).toBe(stage)
    again?.flush()
    expect(stage.sent()).toEqual([['LOGOFF', 'LOGON']])
  })

  it('do not cost a place in the pool if their token has no form', async () => {
    const { addIdle, openings, acquire, pool, expectWhole } = stagePool({ maxSize: 1 })
    const stage = await addIdle()
    const impossible = { scheme: 'custom', credentials: (() => 1) as never }
    expect(pool.tryAcquire(READING, impossible)).toBeUndefined()
    expect(stage.connection.isOpen).toBe(false)
    const attempt = acquire(Infinity, impossible)
    await settle()
    await openings[1].fail(newError('Unable to pack'))
    expect(await stateOf(attempt)).toBe('rejected: Unable to pack')
    const next = acquire()
    await settle()
    await openings[2].succeed()
    expect(await stateOf(next)).toBe('fulfilled')
    expect(pool.lentCount).toBe(1)
    expectWhole()
  })
})

describe('the end of a pool', () => {
  it('ends all connections, idle or lent, and turns everyone away', async () => {
    const { openings, acquire, pool, addIdle, lendNew, stages } = stagePool()
    const { lease } = await lendNew()
    await addIdle()
    const waiting = [acquire(), acquire(), acquire()]
    await settle()
    pool.close(CLOSED)
    expect(stages.map(({ connection }) => connection.isOpen)).toEqual([false, false])
    expect(await Promise.all(waiting.map(stateOf))).toEqual(['fulfilled', 'rejected: Pool is closed', 'rejected: Pool is closed'])
    expect([lease.isOpen, (await waiting[0]).isOpen]).toEqual([false, false])
    await expect(acquire()).rejects.toBe(CLOSED)
    expect(openings).toHaveLength(2)
  })

  it('ends the opening of connections', async () => {
    const { openings, acquire, pool } = stagePool()
    const opening = acquire()
    await settle()
    pool.close(CLOSED)
    expect(openings[0].signal.aborted).toBe(true)
    const { connection } = await openings[0].succeed()
    expect(connection.isOpen).toBe(false)
    expect(await stateOf(opening)).toBe('rejected: Pool is closed')
    expect(pool.isEmpty).toBe(true)
  })

  it('leaves no timer', async () => {
    const { openings, acquire, pool, clock } = stagePool()
    for (let i = 0; i < 3; i++) void acquire(5000)
    await settle()
    await openings[0].succeed()
    pool.close(CLOSED)
    await openings[1].fail(CLOSED)
    expect(clock.pending).toBe(0)
  })

  it('of a server that is not needed any more lets lent connections come back first', async () => {
    const { openings, acquire, pool } = stagePool()
    const promises = [acquire(), acquire()]
    await settle()
    const [lent, idle] = [await openings[0].succeed(), await openings[1].succeed()]
    const leases = await Promise.all(promises)
    await leases[1].release()
    pool.retire()
    expect([idle.connection.isOpen, lent.connection.isOpen]).toEqual([false, true])
    await leases[0].release()
    expect(lent.connection.isOpen).toBe(false)
    expect(pool.isEmpty).toBe(true)
  })
})
