import type { Connection } from '../../../src/bolt/connection.js'
import type { ConnectionKeeper } from '../../../src/bolt/connection-parts.js'
import { Deadline } from '../../../src/clock.js'
import { newError } from '../../../src/error.js'
import { Logger } from '../../../src/log.js'
import { ServerAddress } from '../../../src/net/address.js'
import { Pool, type PoolOptions } from '../../../src/pool/pool.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import { type Stage, stageConnection } from '../../helpers/connection.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'

const ADDRESS = new ServerAddress('db', null, 7687)
const ALICE: AuthToken = { scheme: 'basic', principal: 'alice', credentials: 'a' }
const BOB: AuthToken = { scheme: 'basic', principal: 'bob', credentials: 'b' }
const CLOSED = newError('Pool is closed')

interface Opening { token: AuthToken, keeper: ConnectionKeeper, signal: AbortSignal, succeed: () => Promise<Stage>, fail: (error: Error) => Promise<void> }

/** A pool whose connections are opened when the test says so. */
function newPool (options: Partial<PoolOptions> & { version?: string } = {}): { pool: Pool, clock: FakeClock, openings: Opening[], stageOf: (connection: Connection) => Stage, acquire: (timeout?: number, token?: AuthToken) => Promise<Connection> } {
  const clock = new FakeClock()
  const openings: Opening[] = []
  const stages = new Map<Connection, Stage>()
  const pool = new Pool(ADDRESS, {
    maxSize: 2,
    maxLifetime: Infinity,
    livenessCheckTimeout: undefined,
    clock,
    log: Logger.noOp(),
    translateError: error => error,
    open: async (_, token, _isLate, keeper, signal) => await new Promise((resolve, reject) => {
      openings.push({
        token,
        keeper,
        signal,
        succeed: async () => {
          const stage = stageConnection(options.version ?? '5.8', 'integer', false, { keeper, clock })
          stages.set(stage.connection, stage)
          stage.connection.authToken = token
          resolve(stage.connection)
          await settle()
          return stage
        },
        fail: async error => { reject(error); await settle() }
      })
    }),
    ...options
  })
  return {
    pool, clock, openings,
    stageOf: connection => stages.get(connection) as Stage,
    acquire: (timeout = Infinity, token = ALICE) => {
      const connection = pool.acquire(token, new Deadline(timeout, clock))
      // Tests look at it later.
      connection.catch(() => {})
      return connection
    }
  }
}

/** What became of a promise by now. */
async function stateOf (promise: Promise<unknown>): Promise<string> {
  return await Promise.race([promise.then(() => 'fulfilled', (error: Error) => `rejected: ${error.message}`), settle().then(() => 'pending')])
}

describe('a pool', () => {
  it('lends the connection that was used last', async () => {
    const { pool, openings, acquire } = newPool()
    expect(pool.tryAcquire(ALICE)).toBeUndefined()
    const promises = [acquire(), acquire()]
    const [a, b] = [await openings[0].succeed(), await openings[1].succeed()].map(({ connection }) => connection)
    expect(await Promise.all(promises)).toEqual([a, b])
    expect([pool.lentCount, pool.idleCount]).toEqual([2, 0])
    await pool.release(a)
    await pool.release(b)
    expect([pool.lentCount, pool.idleCount]).toEqual([0, 2])
    expect(pool.tryAcquire(ALICE)).toBe(b)
    expect(await acquire()).toBe(a)
    expect(openings).toHaveLength(2)
  })

  it('never has more connections than the maximum, those being opened included', async () => {
    const { openings, acquire, pool } = newPool({ maxSize: 3 })
    const lent: Connection[] = []
    for (let i = 0; i < 10; i++) void acquire().then(connection => { lent.push(connection) })
    await settle()
    expect(openings).toHaveLength(3)
    expect(pool.waiterCount).toBe(7)
    await openings[0].succeed()
    expect(openings).toHaveLength(3)
    await pool.release(lent[0])
    await settle()
    expect([lent.length, openings.length, pool.waiterCount]).toEqual([2, 3, 6])
  })

  it('serves who waits in their order, and nobody overtakes them', async () => {
    const { openings, acquire, pool } = newPool({ maxSize: 1 })
    const served: number[] = []
    const first = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await first
    for (let i = 0; i < 4; i++) void acquire().then(connection => { served.push(i); return pool.release(connection) })
    await settle()
    await pool.release(connection)
    expect(pool.tryAcquire(ALICE)).toBeUndefined()
    void acquire().then(() => { served.push(4) })
    await settle()
    expect(served).toEqual([0, 1, 2, 3, 4])
  })

  it('lets the first who waits open another connection when one is lost', async () => {
    const { openings, acquire, stageOf } = newPool({ maxSize: 1 })
    const first = acquire()
    await settle()
    await openings[0].succeed()
    const waiting = [acquire(), acquire()]
    await settle()
    stageOf(await first).transport.close()
    await settle()
    expect(openings).toHaveLength(2)
    await openings[1].succeed()
    expect([await stateOf(waiting[0]), await stateOf(waiting[1])]).toEqual(['fulfilled', 'pending'])
  })

  it('forgets an idle connection that is lost', async () => {
    const { openings, acquire, pool } = newPool()
    const promise = acquire()
    await settle()
    const { connection, transport } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    transport.close()
    expect([pool.lentCount, pool.idleCount, pool.isEmpty]).toEqual([0, 0, true])
    expect(pool.tryAcquire(ALICE)).toBeUndefined()
  })

  it('gives the error of opening to the one who asked, and the place to the next', async () => {
    const { openings, acquire, pool } = newPool({ maxSize: 1 })
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
    const { openings, acquire, pool } = newPool()
    const promise = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    await pool.release(connection)
    expect(pool.idleCount).toBe(1)
  })

  it('resets what comes back unfinished, before anybody else gets it', async () => {
    const { openings, acquire, pool } = newPool({ maxSize: 1 })
    const promise = acquire()
    await settle()
    const { connection, sent, say } = await openings[0].succeed()
    await promise
    connection.state = 'txReady'
    const waiting = acquire()
    await settle()
    const released = pool.release(connection)
    expect(sent()).toEqual([['RESET']])
    expect(await stateOf(waiting)).toBe('pending')
    say(server.success())
    await released
    expect(await waiting).toBe(connection)
  })

  it('closes what can not be reset', async () => {
    const { openings, acquire, pool, clock } = newPool({ maxSize: 1 })
    const promise = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await promise
    connection.state = 'txReady'
    const waiting = acquire()
    const released = pool.release(connection)
    await clock.advance(1000)
    await released
    expect(connection.isOpen).toBe(false)
    expect(openings).toHaveLength(2)
    expect(await stateOf(waiting)).toBe('pending')
  })
})

describe('time in a pool', () => {
  it('ends the wait for a connection, and the error says how the pool stands', async () => {
    const { openings, acquire, clock, pool } = newPool({ maxSize: 1 })
    const first = acquire()
    await settle()
    await openings[0].succeed()
    await first
    const [second, third] = [acquire(5000), acquire(8000)]
    await clock.advance(4999)
    expect(await stateOf(second)).toBe('pending')
    await clock.advance(1)
    expect(await stateOf(second)).toMatch(/^rejected: Connection acquisition timed out in 5000 ms\. Pool status: Active conn count = 1, Idle conn count = 0 .*maxConnectionPoolSize 1/)
    expect(pool.waiterCount).toBe(1)
    await pool.release(await first)
    expect(await third).toBe(await first)
    expect(clock.pending).toBe(0)
  })

  it('ends the wait for an opening; the connection goes to the pool when it is there', async () => {
    const { openings, acquire, clock, pool } = newPool()
    const late = acquire(100)
    await clock.advance(100)
    expect(await stateOf(late)).toMatch('timed out in 100 ms')
    const { connection } = await openings[0].succeed()
    expect([pool.lentCount, pool.idleCount]).toEqual([0, 1])
    expect(pool.tryAcquire(ALICE)).toBe(connection)
  })

  it('makes connections too old to be lent', async () => {
    const { openings, acquire, clock, pool } = newPool({ maxLifetime: 10_000 })
    const promise = acquire()
    await settle()
    const { connection, sent } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    await clock.advance(8900)
    expect(pool.tryAcquire(ALICE)).toBe(connection)
    await clock.advance(1200)
    await pool.release(connection)
    expect(connection.isOpen).toBe(false)
    expect(sent()).toEqual([['GOODBYE']])
    expect(pool.isEmpty).toBe(true)
  })

  it('makes idle connections too old to be lent', async () => {
    const { openings, acquire, clock, pool } = newPool({ maxLifetime: 10_000 })
    const promise = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    await clock.advance(10_000)
    expect(pool.tryAcquire(ALICE)).toBeUndefined()
    expect(connection.isOpen).toBe(false)
    void acquire()
    await settle()
    expect(openings).toHaveLength(2)
  })

  it('lets connections that were idle for long be tried first', async () => {
    const { openings, acquire, clock, pool } = newPool({ livenessCheckTimeout: 500 })
    const promise = acquire()
    await settle()
    const { connection, sent, say } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    await clock.advance(499)
    expect(pool.tryAcquire(ALICE)).toBe(connection)
    await pool.release(connection)
    await clock.advance(500)
    expect(pool.tryAcquire(ALICE)).toBeUndefined()
    const again = acquire()
    await settle()
    expect(sent()).toEqual([['RESET']])
    say(server.success())
    expect(await again).toBe(connection)
    expect(pool.lentCount).toBe(1)
  })

  it('finds dead connections by trying them, and opens another', async () => {
    const { openings, acquire, clock, pool } = newPool({ livenessCheckTimeout: 0 })
    const promise = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    const again = acquire()
    await clock.advance(1000)
    expect(connection.isOpen).toBe(false)
    const { connection: other } = await openings[1].succeed()
    expect(await again).toBe(other)
    expect(pool.lentCount).toBe(1)
  })

  it('does not make anybody open a connection who has given up', async () => {
    const { openings, acquire, clock, pool } = newPool({ livenessCheckTimeout: 0 })
    const promise = acquire()
    await settle()
    await pool.release((await openings[0].succeed()).connection)
    await promise
    const late = acquire(500)
    await clock.advance(500)
    expect(await stateOf(late)).toMatch('timed out')
    await clock.advance(500)
    expect([openings.length, pool.isEmpty]).toEqual([1, true])
  })
})

describe('users of a pool', () => {
  it('are logged in on connections of others, in one go with their work', async () => {
    const { openings, acquire, pool } = newPool()
    const promise = acquire()
    await settle()
    const { connection, requests } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    expect(pool.tryAcquire(BOB)).toBe(connection)
    expect(requests()).toEqual([])
    connection.flush()
    expect(requests().map(({ name, fields }) => [name, fields[0]])).toEqual([['LOGOFF', undefined], ['LOGON', BOB]])
    expect(connection.authToken).toBe(BOB)
  })

  it('get a connection of their own where the server can not switch', async () => {
    const { openings, acquire, pool } = newPool({ version: '5.0' })
    const promise = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    void acquire(Infinity, BOB)
    await settle()
    expect(connection.isOpen).toBe(false)
    expect(openings[1].token).toBe(BOB)
  })

  it('log in again after their rights have changed', async () => {
    const { openings, acquire, pool } = newPool()
    const promise = acquire()
    await settle()
    const { connection, sent } = await openings[0].succeed()
    await promise
    pool.expireAuthorization()
    await pool.release(connection)
    expect(pool.tryAcquire(ALICE)).toBe(connection)
    connection.flush()
    expect(sent()).toEqual([['LOGOFF', 'LOGON']])
  })

  it('do not cost a connection if their token has no form', async () => {
    const { openings, acquire, pool } = newPool({ maxSize: 1 })
    const promise = acquire()
    await settle()
    const { connection } = await openings[0].succeed()
    await promise
    await pool.release(connection)
    const impossible = { scheme: 'custom', credentials: (() => 1) as never }
    expect(pool.tryAcquire(impossible)).toBeUndefined()
    const attempt = acquire(Infinity, impossible)
    expect(await stateOf(attempt)).toMatch(/pending|rejected: Unable to pack/)
    await openings[1]?.fail(newError('Unable to pack'))
    void acquire()
    await settle()
    await openings.at(-1)?.succeed()
    expect(pool.lentCount).toBe(1)
  })
})

describe('the end of a pool', () => {
  it('ends all connections, idle or lent, and turns everyone away', async () => {
    const { openings, acquire, pool } = newPool()
    const promises = [acquire(), acquire()]
    await settle()
    const stages = [await openings[0].succeed(), await openings[1].succeed()]
    await Promise.all(promises)
    await pool.release(stages[0].connection)
    const waiting = [acquire(), acquire(), acquire()]
    await settle()
    pool.close(CLOSED)
    expect(stages.map(({ connection }) => connection.isOpen)).toEqual([false, false])
    expect(await Promise.all(waiting.map(stateOf))).toEqual(['fulfilled', 'rejected: Pool is closed', 'rejected: Pool is closed'])
    await expect(acquire()).rejects.toBe(CLOSED)
    expect(openings).toHaveLength(2)
  })

  it('ends the opening of connections', async () => {
    const { openings, acquire, pool } = newPool()
    const opening = acquire()
    opening.catch(() => {})
    await settle()
    pool.close(CLOSED)
    expect(openings[0].signal.aborted).toBe(true)
    const { connection } = await openings[0].succeed()
    expect(connection.isOpen).toBe(false)
    expect(await stateOf(opening)).toBe('rejected: Pool is closed')
    expect(pool.isEmpty).toBe(true)
  })

  it('leaves no timer', async () => {
    const { openings, acquire, pool, clock } = newPool()
    const promises = [acquire(5000), acquire(5000), acquire(5000)]
    for (const promise of promises) promise.catch(() => {})
    await settle()
    await openings[0].succeed()
    pool.close(CLOSED)
    await openings[1].fail(CLOSED)
    expect(clock.pending).toBe(0)
  })

  it('of a server that is not needed any more lets lent connections come back first', async () => {
    const { openings, acquire, pool } = newPool()
    const promises = [acquire(), acquire()]
    await settle()
    const [lent, idle] = [(await openings[0].succeed()).connection, (await openings[1].succeed()).connection]
    await Promise.all(promises)
    await pool.release(idle)
    pool.retire()
    expect([idle.isOpen, lent.isOpen]).toEqual([false, true])
    await pool.release(lent)
    expect(lent.isOpen).toBe(false)
    expect(pool.isEmpty).toBe(true)
  })
})
