import { begin } from '../../../src/bolt/messages.js'
import { IGNORE_RESPONSE } from '../../../src/bolt/response-handler.js'
import { Limit } from '../../../src/limit.js'
import { Logger } from '../../../src/log.js'
import { ServerAddress } from '../../../src/net/address.js'
import type { Lease, Purpose } from '../../../src/pool/lease.js'
import { Pool } from '../../../src/pool/pool.js'
import type { Opening, PoolOptions } from '../../../src/pool/pool-options.js'
import { FormerCounters } from '../../../src/pool/counters.js'
import { poolStats } from '../../../src/pool/pool-stats.js'
import type { PoolStats } from '../../../src/pool-stats.js'
import { fixedToken, type TokenSource } from '../../../src/pool/tokens.js'
import type { ServerInfo } from '../../../src/types/server-info.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import { type Stage, stageConnection } from '../../helpers/connection.js'
import { expectExact } from '../../helpers/pool-stats.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'

export const ADDRESS = new ServerAddress('db', null, 7687)
export const READING: Purpose = { mode: 'READ', database: undefined }
export const ALICE: AuthToken = { scheme: 'basic', principal: 'alice', credentials: 'a' }
export const BOB: AuthToken = { scheme: 'basic', principal: 'bob', credentials: 'b' }

/** A connection that a pool wants to be opened. */
export interface PendingOpening extends Opening {
  /** It is there, and its user logged in: the token is asked for now. */
  succeed: () => Promise<Stage>
  fail: (error: Error) => Promise<void>
}

export interface PoolStage {
  pool: Pool
  clock: FakeClock
  openings: PendingOpening[]
  stages: Stage[]
  /** The connection that a lease is for. */
  stageOf: (lease: Lease | undefined) => Stage
  acquire: (timeout?: number, tokens?: TokenSource | AuthToken, limit?: Limit) => Promise<Lease>
  /** A connection that is lent. */
  lendNew: (tokens?: TokenSource | AuthToken) => Promise<{ lease: Lease, stage: Stage }>
  /** A connection that is idle. */
  addIdle: (tokens?: TokenSource | AuthToken) => Promise<Stage>
  /** Asserts that no connection and no place has been lost, or is there twice. */
  expectWhole: () => void
  stats: () => PoolStats
}

/** A pool whose connections are opened when the test says so. */
export function stagePool ({ version = '5.8', ...options }: Partial<PoolOptions> & { version?: string } = {}): PoolStage {
  const clock = new FakeClock()
  const openings: PendingOpening[] = []
  const stages: Stage[] = []
  const byServer = new Map<ServerInfo, Stage>()
  const maxSize = options.maxSize ?? 2
  let [opened, closed] = [0, 0]
  const pool = new Pool(ADDRESS, {
    maxSize,
    maxLifetime: Infinity,
    livenessCheckTimeout: undefined,
    clock,
    log: Logger.noOp(),
    connectionFailed: error => error,
    stats: () => stats(),
    counted: (_, change) => { if (change === 1) opened++; else closed++ },
    open: async opening => await new Promise((resolve, reject) => {
      openings.push({
        ...opening,
        succeed: async () => {
          const token = await opening.tokens.get(new Limit(Infinity, clock))
          const stage = stageConnection(version, 'integer', false, { id: openings.length, owner: opening.owner, clock }, token)
          stages.push(stage)
          byServer.set(stage.connection.serverInfo, stage)
          resolve(stage.connection)
          await settle()
          return stage
        },
        fail: async error => { reject(error); await settle() }
      })
    }),
    ...options
  })
  const stats = (): PoolStats => poolStats([pool], new FormerCounters())
  const expectWhole = (): void => {
    const open = stages.filter(({ connection }) => connection.isOpen).length
    expect({ counted: opened - closed, known: pool.idleCount + pool.lentCount }).toEqual({ counted: open, known: open })
    expect(open).toBeLessThanOrEqual(maxSize)
    expectExact(stats())
  }
  const stageOf = (lease: Lease | undefined): Stage => byServer.get(lease?.serverInfo as ServerInfo) as Stage
  const acquire: PoolStage['acquire'] = (timeout = Infinity, tokens = ALICE, limit = new Limit(timeout, clock)) => {
    const lease = pool.acquire(READING, isSource(tokens) ? tokens : fixedToken(tokens), limit)
    // Tests look at it later.
    lease.catch(() => {})
    return lease
  }
  const lendNew: PoolStage['lendNew'] = async tokens => {
    const promise = acquire(Infinity, tokens)
    await settle()
    const stage = await (openings.at(-1) as PendingOpening).succeed()
    return { lease: await promise, stage }
  }
  const addIdle: PoolStage['addIdle'] = async tokens => {
    const { lease, stage } = await lendNew(tokens)
    await lease.release()
    return stage
  }
  return { pool, clock, openings, stages, stageOf, acquire, lendNew, addIdle, expectWhole, stats }
}

function isSource (tokens: TokenSource | AuthToken): tokens is TokenSource {
  return 'get' in tokens
}

/** Tokens that come when the test lets them, as those of a token manager that asks somebody else. */
export function slowTokens (): TokenSource & { asked: number, give: (token: AuthToken) => Promise<void>, refuse: (error: Error) => Promise<void> } {
  const waiting: Array<{ resolve: (token: AuthToken) => void, reject: (error: Error) => void }> = []
  const source = {
    known: undefined,
    asked: 0,
    get: async (limit: Limit) => {
      source.asked++
      return await limit.wait(new Promise<AuthToken>((resolve, reject) => { waiting.push({ resolve, reject }) }), () => new Error('no token in time'))
    },
    give: async (token: AuthToken) => { waiting.shift()?.resolve(token); await settle() },
    refuse: async (error: Error) => { waiting.shift()?.reject(error); await settle() }
  }
  return source
}

/** Leaves a connection in a transaction. */
export function beginOn (lease: Lease, { say, sent, capabilities }: Stage): void {
  const settings = { ...READING, bookmarks: [], impersonatedUser: undefined, timeout: null, metadata: null, notificationFilter: undefined }
  lease.request(begin(capabilities, settings), IGNORE_RESPONSE)
  lease.flush()
  say(server.success())
  sent()
}

/** What became of a promise by now. */
export async function stateOf (promise: Promise<unknown>): Promise<string> {
  return await Promise.race([promise.then(() => 'fulfilled', (error: Error) => `rejected: ${error.message}`), settle().then(() => 'pending')])
}
