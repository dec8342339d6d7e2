import fc from 'fast-check'
import { sameToken } from '../../../src/auth/same-token.js'
import { newError } from '../../../src/error.js'
import { Limit } from '../../../src/limit.js'
import type { Lease } from '../../../src/pool/lease.js'
import type { TokenSource } from '../../../src/pool/tokens.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import type { Stage } from '../../helpers/connection.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'
import { ALICE, BOB, beginOn, type PendingOpening, type PoolStage, READING, stagePool } from './stage-pool.js'

const MAX_SIZE = 3
const TIMEOUT = 1000

interface Caller {
  readonly limit: Limit
  readonly tokens: TokenSource
  /** It had to wait behind others. */
  queued: boolean
  /** The one that was asked for last. */
  token: AuthToken | undefined
  outcome: 'pending' | 'served' | 'failed'
}

/** A pool, all callers that have wanted a connection of it, and the servers at the other end. */
class Walk {
  readonly #pools: PoolStage
  readonly #callers: Caller[] = []
  readonly #leases: Lease[] = []
  readonly #stale: Lease[] = []
  readonly #finished = new Set<PendingOpening>()
  /** The counters after the step before. */
  #counters: number[] = []
  #token: AuthToken = ALICE
  #closed = false
  /** What was found to be wrong in callbacks. */
  readonly #faults: Error[] = []

  constructor (version: string) {
    this.#pools = stagePool({ version, maxSize: MAX_SIZE, maxLifetime: 20 * TIMEOUT, livenessCheckTimeout: 2 * TIMEOUT })
  }

  /** What may happen. `n` chooses among what there is. */
  readonly steps = {
    acquire: () => { this.#acquire() },
    tryAcquire: () => { this.#tryAcquire() },
    release: (n: number) => { this.#giveBack(n) },
    releaseUnfinished: (n: number) => {
      const lease = at(this.#leases, n)
      if (lease?.isReady === true) beginOn(lease, this.#pools.stageOf(lease))
      this.#giveBack(n)
    },
    closeLease: (n: number) => { this.#giveBack(n, lease => { lease.close() }) },
    misuseStale: (n: number) => {
      const stale = at(this.#stale, n)
      void stale?.release()
      stale?.flush()
      stale?.destroy(newError('stale'))
      stale?.close()
    },
    die: (n: number) => { at(this.#open, n)?.transport.close() },
    openSucceeds: async (n: number) => {
      const opening = at(this.#openings, n)
      if (opening !== undefined) await this.#finishing(opening).succeed()
    },
    openFails: async (n: number) => {
      const opening = at(this.#openings, n)
      if (opening !== undefined) await this.#finishing(opening).fail(newError('refused'))
    },
    answer: (n: number) => { this.#answer(at(this.#open, n)) },
    cancel: (n: number) => { at(this.#pending, n)?.limit.cancel(newError('cancelled')) },
    timePasses: async (n: number) => { await this.#pools.clock.advance(n) },
    tokenChanges: () => { this.#token = this.#token === ALICE ? BOB : ALICE },
    authorizationExpires: () => { this.#pools.pool.expireAuthorization() },
    retire: () => { this.#pools.pool.retire() },
    close: () => {
      this.#closed = true
      this.#pools.pool.close(newError('closed'))
    }
  }

  async take (step: Step, n: number): Promise<void> {
    await this.steps[step](n)
    await settle()
    this.#check()
  }

  /** Lets everything that is under way come to its end. */
  async end (): Promise<void> {
    const { pool } = this.#pools
    for (let round = 0; round < 2 * this.#callers.length + 5 && pool.work > 0; round++) {
      for (const opening of this.#openings) await this.#finishing(opening).succeed()
      for (const stage of this.#open) this.#answer(stage)
      while (this.#leases.length > 0) this.#giveBack(0)
      await settle()
      this.#check()
    }
    expect({ pending: this.#pending.length, lent: pool.lentCount, work: pool.work }).toEqual({ pending: 0, lent: 0, work: 0 })
    await this.take('close', 0)
    expect([pool.isEmpty, this.#pools.clock.pending]).toEqual([true, 0])
  }

  get #pending (): Caller[] {
    return this.#callers.filter(({ outcome }) => outcome === 'pending')
  }

  get #open (): Stage[] {
    return this.#pools.stages.filter(({ connection }) => connection.isOpen)
  }

  get #openings (): PendingOpening[] {
    return this.#pools.openings.filter(opening => !this.#finished.has(opening))
  }

  #finishing (opening: PendingOpening): PendingOpening {
    this.#finished.add(opening)
    return opening
  }

  #acquire (): void {
    const { pool, clock, acquire } = this.#pools
    const get = async (): Promise<AuthToken> => (caller.token = this.#token)
    const caller: Caller = { limit: new Limit(TIMEOUT, clock), tokens: { known: undefined, get }, queued: false, token: undefined, outcome: 'pending' }
    const others = pool.waiterCount
    const wanted = acquire(TIMEOUT, caller.tokens, caller.limit)
    caller.queued = pool.waiterCount > others
    this.#callers.push(caller)
    wanted.then(
      lease => { caller.outcome = 'served'; this.#served(lease, caller.token) },
      () => { caller.outcome = 'failed' }
    ).catch((fault: Error) => { this.#faults.push(fault) })
  }

  #tryAcquire (): void {
    const { pool } = this.#pools
    const others = pool.waiterCount
    const lease = pool.tryAcquire(READING, this.#token)
    if (lease === undefined) return
    expect({ overtaken: others }).toEqual({ overtaken: 0 })
    this.#served(lease, this.#token)
  }

  #served (lease: Lease, token: AuthToken | undefined): void {
    expect(this.#closed && lease.isOpen).toBe(false)
    if (lease.isOpen) expect(sameToken(this.#pools.stageOf(lease).connection.user(), token)).toBe(true)
    this.#leases.push(lease)
  }

  #giveBack (n: number, how = (lease: Lease): void => { void lease.release() }): void {
    const lease = at(this.#leases, n)
    if (lease === undefined) return
    this.#leases.splice(this.#leases.indexOf(lease), 1)
    this.#stale.push(lease)
    how(lease)
    if (n % 2 === 0) how(lease)
  }

  #answer (stage: Stage | undefined): void {
    const requests = stage?.requests().filter(({ name }) => name !== 'GOODBYE')
    stage?.say(...(requests ?? []).map(() => server.success()))
  }

  #hadItsTurn ({ token, tokens }: Caller): boolean {
    return token !== undefined || this.#pools.openings.some(opening => opening.tokens === tokens)
  }

  #check (): void {
    const { pool, expectWhole, stageOf } = this.#pools
    expectWhole()
    expect(this.#open.length + this.#openings.length).toBeLessThanOrEqual(MAX_SIZE)
    // One holder for each connection, and each that is held by a lease is known to be lent.
    const held = this.#leases.filter(lease => lease.isOpen).map(stageOf)
    expect(new Set(held).size).toBe(held.length)
    expect(pool.lentCount).toBeGreaterThanOrEqual(held.length)
    if (this.#faults.length > 0) throw this.#faults[0]
    this.#checkStats()
    // The waiting callers are the last that came: each other one got its turn before all later ones.
    const queue = this.#callers.filter(({ queued, outcome }) => queued && outcome !== 'failed')
    const waiting = this.#pending.filter(caller => caller.queued && !this.#hadItsTurn(caller))
    expect(queue.slice(queue.length - waiting.length)).toEqual(waiting)
    expect(pool.waiterCount).toBe(waiting.length)
    expect(pool.waiterCount > 0 && pool.idleCount > 0).toBe(false)
  }

  /** That created − closed = idle + used, `expectWhole` has seen. */
  #checkStats (): void {
    const { stats, stages, openings, pool } = this.#pools
    const { totals: { created, createFailed, closed, acquired, waited, timedOut, aborted, opening, waiting, oldestUsedMs, oldestWaitMs, used, waitMs } } = stats()
    const failed = this.#callers.filter(({ outcome }) => outcome === 'failed').length
    const gaveUp = timedOut + aborted
    const counters = [created, createFailed, ...Object.values(closed), acquired, waited, waitMs, timedOut, aborted]
    const shrunk = this.#counters.filter((before, i) => counters[i] < before)
    this.#counters = counters
    const places = created <= stages.length && created + createFailed + this.#openings.length === openings.length && opening >= this.#openings.length
    const callers = gaveUp <= failed && gaveUp >= (this.#closed ? 0 : failed - createFailed)
    const ages = (used > 0 || oldestUsedMs === 0) && (waiting > 0 || oldestWaitMs === 0)
    expect({ acquired, waited, waiting, shrunk, places, callers, ages }).toEqual({
      acquired: this.#leases.length + this.#stale.length,
      waited: this.#callers.filter(({ queued }) => queued).length,
      waiting: pool.waiterCount,
      shrunk: [],
      places: true,
      callers: true,
      ages: true
    })
  }
}

type Step = keyof Walk['steps']

const FREQUENT: Step[] = ['acquire', 'acquire', 'acquire', 'tryAcquire', 'release', 'release', 'releaseUnfinished', 'openSucceeds', 'openSucceeds', 'answer', 'answer']
const SELDOM: Step[] = ['closeLease', 'misuseStale', 'die', 'openFails', 'cancel', 'timePasses', 'tokenChanges', 'authorizationExpires', 'retire']

describe('whatever happens to a pool', () => {
  it.each(['5.8', '5.0'])('no connection has two holders, no caller loses its place or turn, and all comes to an end: Bolt %s', async version => {
    const step = fc.oneof(
      { weight: 60, arbitrary: fc.constantFrom(...FREQUENT) },
      { weight: 30, arbitrary: fc.constantFrom(...SELDOM) },
      { weight: 1, arbitrary: fc.constant<Step>('close') })
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(step, fc.nat(TIMEOUT)), { maxLength: 80, size: 'max' }), async steps => {
      const walk = new Walk(version)
      for (const [name, n] of steps) await walk.take(name, n)
      await walk.end()
    }), { numRuns: 60 })
  }, 120_000)
})

/** One of them; undefined if there is none. */
function at<T> (items: readonly T[], n: number): T | undefined {
  return items[n % items.length]
}
