import { sharedController } from '../abort.js'
import type { Connection, ConnectionOwner } from '../bolt/connection.js'
import { isSecurityError } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import { connectionsClosed, poolReleases } from '../tracing/channels.js'
import type { TracedPool } from '../tracing/payloads.js'
import type { AuthToken } from '../types/auth-token.js'
import { acquisitionTimeout } from './acquisition-timeout.js'
import { isLent } from './borrowers.js'
import { PoolCounters } from './counters.js'
import { type Entry, newEntry } from './entry.js'
import { closeFor, Fitness } from './fitness.js'
import { LeakDetector } from './leaks.js'
import { Lease, type Lender, type Purpose } from './lease.js'
import type { PoolOptions } from './pool-options.js'
import type { Gauges } from './pool-stats.js'
import type { TokenSource } from './tokens.js'
import { publishClosed, publishReleased } from './tracing.js'
import { type Claim, type Waiter, Waiters } from './waiters.js'

/** One caller that wants a connection, and has to wait for it. */
interface Acquisition {
  readonly purpose: Purpose
  readonly tokens: TokenSource
  readonly limit: Limit
  /** While it is in the queue. */
  waiter: Waiter | undefined
  /** The caller has given up: what is got for it belongs to the pool. */
  abandoned: boolean
}

/**
 * The connections to one server: at most `maxSize`, those being opened included.
 *
 * Connections are lent by {@link Lease}. A caller that finds none waits in a queue, and no later one is served before
 * it. What it then gets is a claim: a connection that it makes ready, or the place of one that it opens. If that
 * connection proves to be unfit, the place stays its own. The connection used last is lent first, so that those not
 * needed grow old.
 */
export class Pool implements ConnectionOwner, Lender {
  readonly address: ServerAddress
  readonly counters: PoolCounters
  /** What its events tell of it. */
  readonly traced: TracedPool
  readonly #options: PoolOptions
  readonly #fitness: Fitness
  readonly #leaks: LeakDetector
  readonly #entries = new Map<Connection, Entry>()
  readonly #idle: Entry[] = []
  readonly #waiters: Waiters
  /** Places that are taken by connections still to be opened. */
  #opening = 0
  /** Those of callers that wait for a connection: closing cancels them, whatever they wait for. */
  readonly #limits = new Set<Limit>()
  /** Aborted when the pool is closed: ends the opening of connections. */
  readonly #closing = sharedController()
  #closed: Neo4jError | undefined

  constructor (address: ServerAddress, options: PoolOptions, counters = new PoolCounters()) {
    const { clock, log } = options
    this.address = address
    this.counters = counters
    this.traced = Object.freeze({ address: address.asHostPort(), maxSize: options.maxSize })
    this.#options = options
    this.#fitness = new Fitness(options)
    this.#leaks = new LeakDetector({ pool: this, clock, log, reclaim: connection => { this.#reclaim(connection) } })
    this.#waiters = new Waiters(clock, counters)
  }

  /** How many connections are in use, or being made ready for a caller. */
  get lentCount (): number {
    return this.#entries.size - this.#idle.length
  }

  get idleCount (): number {
    return this.#idle.length
  }

  /** How many have a connection, or want one. */
  get work (): number {
    return this.lentCount + this.#opening + this.#waiters.size
  }

  get waiterCount (): number {
    return this.#waiters.size
  }

  /** How things stand at this moment. */
  get gauges (): Gauges {
    const now = this.#options.clock.now()
    let oldest = now
    for (const { state, usedSince } of this.#entries.values()) if (state !== 'idle' && usedSince < oldest) oldest = usedSince
    return {
      idle: this.idleCount,
      used: this.lentCount,
      opening: this.#opening,
      waiting: this.waiterCount,
      oldestUsedMs: now - oldest,
      oldestWaitMs: now - (this.#waiters.oldestSince ?? now),
      maxSize: this.#options.maxSize
    }
  }

  /** Whether the server lets a connection change its user; undefined while there is no connection to tell. */
  get switchesUsers (): boolean | undefined {
    for (const connection of this.#entries.keys()) return connection.capabilities.logon
    return undefined
  }

  get isEmpty (): boolean {
    return this.#entries.size === 0 && this.#opening === 0 && this.#waiters.size === 0
  }

  /** Lends an idle connection, if that takes no waiting. */
  tryAcquire (purpose: Purpose, token: AuthToken): Lease | undefined {
    while (this.#waiters.size === 0 && this.#idle.length > 0) {
      const entry = this.#idle[this.#idle.length - 1]
      // Once: looking at the clock takes as long as all the rest.
      const now = this.#options.clock.now()
      if (this.#fitness.needsLivenessCheck(entry, now)) return undefined
      this.#idle.pop()
      entry.state = 'claimed'
      if (this.#fitness.makeFit(entry, token, now)) {
        this.counters.acquired++
        return this.#lend(entry, purpose, false, now)
      }
      this.#freePlace()
    }
    return undefined
  }

  /**
   * Lends a connection: an idle one, a new one, or the next that is given back.
   * @throws Neo4jError when the limit is reached, or a new connection can't be opened.
   */
  async acquire (purpose: Purpose, tokens: TokenSource, limit: Limit): Promise<Lease> {
    limit.throwIfCancelled()
    const acquisition: Acquisition = { purpose, tokens, limit, waiter: undefined, abandoned: false }
    const work = this.#acquire(acquisition)
    this.#limits.add(limit)
    let timedOut = false
    try {
      const lease = await limit.wait(work, () => {
        timedOut = true
        this.#leaveQueue(acquisition)
        return this.#timedOut(limit)
      })
      this.counters.acquired++
      return lease
    } catch (error) {
      acquisition.abandoned = true
      this.#leaveQueue(acquisition)
      if (limit.isCancelled && !timedOut) this.counters.aborted++
      // The caller may have given up in the very moment in which it was served.
      work.then(lease => lease.release(), () => {})
      throw error
    } finally {
      this.#limits.delete(limit)
    }
  }

  /** Takes a connection back. One with something under way is reset first; one that can't be is closed. */
  takeBack (entry: Entry): void | Promise<void> {
    const { connection } = entry
    if (entry.watch !== undefined) this.#leaks.end(entry)
    entry.query = undefined
    if (entry.state !== 'lent' || !this.#entries.has(connection)) return
    if (poolReleases.hasSubscribers) publishReleased(this, entry, this.#options.clock.now())
    if (connection.isReady) {
      this.#handOn(entry)
      return
    }
    entry.state = 'returning'
    return connection.reset().then(
      () => { this.#handOn(entry) },
      error => { connection.destroy(error as Neo4jError) })
  }

  warnAfter (entry: Entry, threshold: number, borrowedAt: string): void {
    this.#leaks.warnAfter(entry, threshold, borrowedAt)
  }

  /** All users must be checked again: connections log in before they are lent. */
  expireAuthorization (): void {
    for (const entry of this.#entries.values()) entry.mustReauthenticate = true
  }

  /** Closes what is idle; lent connections are closed when they come back. */
  retire (): void {
    for (const entry of this.#entries.values()) entry.expiresAt = -Infinity
    for (const entry of [...this.#idle]) closeFor(entry, 'retired')
  }

  /** Closes all connections, lent ones too, and refuses all later calls. */
  close (reason: Neo4jError): void {
    this.#closed = reason
    this.#closing.abort(reason)
    this.#waiters.failAll(reason)
    for (const limit of this.#limits) limit.cancel(reason)
    for (const entry of [...this.#entries.values()]) closeFor(entry, 'driverClosed', reason)
  }

  connectionFailed (error: Neo4jError, connection: Connection): Neo4jError {
    const entry = this.#entries.get(connection)
    return this.#options.connectionFailed(error, connection, entry !== undefined && isLent(entry) ? entry : undefined)
  }

  connectionClosed (connection: Connection, error: Neo4jError): void {
    const entry = this.#entries.get(connection)
    if (entry?.state === 'lent' && poolReleases.hasSubscribers) publishReleased(this, entry, this.#options.clock.now())
    // Without an entry, it was opened for a driver that is closed.
    const reason = entry === undefined ? 'driverClosed' : entry.closeReason ?? (isSecurityError(error) ? 'auth' : 'error')
    if (connection.wasOpened && connectionsClosed.hasSubscribers) publishClosed(this, connection, reason, error)
    if (entry === undefined) return
    this.#entries.delete(connection)
    this.counters.closed[reason]++
    this.#options.counted?.(connection, -1)
    if (entry.watch !== undefined) this.#leaks.end(entry)
    if (entry.state === 'claimed') {
      // The place stays with the caller that was making the connection ready.
      this.#opening++
      return
    }
    if (entry.state === 'idle') this.#idle.splice(this.#idle.indexOf(entry), 1)
    this.#wakeNextWaiter()
  }

  async #acquire (acquisition: Acquisition): Promise<Lease> {
    const { purpose } = acquisition
    let claim = this.#claim() ?? await this.#wait(acquisition)
    for (;;) {
      this.#assertWanted(acquisition, claim)
      const isNew = claim === 'place'
      if (claim === 'place') claim = await this.#open(acquisition)
      else if (!await this.#makeReady(claim, acquisition)) {
        claim = this.#nextClaim()
        continue
      }
      this.#assertWanted(acquisition, claim)
      if (claim.connection.isOpen) return this.#lend(claim, purpose, isNew, this.#options.clock.now())
      claim = this.#nextClaim()
    }
  }

  /** @throws Neo4jError, with the claim given back, if the caller has given up or the pool is closed */
  #assertWanted ({ abandoned }: Acquisition, claim: Claim): void {
    if (!abandoned && this.#closed === undefined) return
    this.#giveUp(claim)
    throw this.#closed ?? newError('The connection request has already timed out.')
  }

  /** An idle connection, or a free place; undefined if there is none, or others are first. */
  #claim (): Claim | undefined {
    if (this.#closed !== undefined) throw this.#closed
    if (this.#waiters.size > 0) return undefined
    const idle = this.#idle.pop()
    if (idle !== undefined) {
      this.#reserve(idle)
      return idle
    }
    if (this.#entries.size + this.#opening >= this.#options.maxSize) return undefined
    this.#opening++
    return 'place'
  }

  /** The connection of a claim was unfit, and its place is still ours: another idle one, or the place. */
  #nextClaim (): Claim {
    const idle = this.#idle.pop()
    if (idle === undefined) return 'place'
    this.#reserve(idle)
    this.#freePlace()
    return idle
  }

  /** For a caller that is going to make it ready. */
  #reserve (entry: Entry): void {
    entry.state = 'claimed'
    entry.usedSince = this.#options.clock.now()
  }

  #giveUp (claim: Claim): void {
    if (claim === 'place' || !claim.connection.isOpen) {
      this.#freePlace()
    } else {
      claim.state = 'returning'
      this.#handOn(claim)
    }
  }

  async #wait (acquisition: Acquisition): Promise<Claim> {
    const waiter = acquisition.waiter = this.#waiters.add()
    acquisition.limit.isQueued = true
    const claim = await waiter.promise
    acquisition.waiter = undefined
    acquisition.limit.isQueued = false
    return claim
  }

  #leaveQueue (acquisition: Acquisition): void {
    if (acquisition.waiter !== undefined) this.#waiters.remove(acquisition.waiter)
  }

  /** Opens a connection on a place that is the caller's. */
  async #open ({ tokens, limit }: Acquisition): Promise<Entry> {
    const { open, clock, maxLifetime, counted } = this.#options
    try {
      const connection = await open({ address: this.address, traced: this.traced, tokens, owner: this, limit, signal: this.#closing.signal })
      if (this.#closed !== undefined) connection.close(this.#closed)
      connection.assertOpen()
      const entry = newEntry(connection, clock.now(), maxLifetime, this.#entries.size === 0)
      entry.token = this.#leaks.tokenFor(connection)
      this.#entries.set(connection, entry)
      this.counters.created++
      counted?.(connection, 1)
      this.#opening--
      this.#wakeNextWaiter()
      return entry
    } catch (error) {
      this.counters.createFailed++
      this.#freePlace()
      throw error
    }
  }

  /** Waits for a sign of life of a connection that has been idle for long, and for the token of its user. */
  async #makeReady (entry: Entry, { tokens, limit }: Acquisition): Promise<boolean> {
    const { clock } = this.#options
    try {
      if (this.#fitness.needsLivenessCheck(entry, clock.now())) await this.#fitness.checkLiveness(entry)
      return entry.connection.isOpen && this.#fitness.makeFit(entry, tokens.known ?? await tokens.get(limit), clock.now())
    } catch (error) {
      this.#giveUp(entry)
      throw error
    }
  }

  #lend (entry: Entry, purpose: Purpose, isNew: boolean, now: number): Lease {
    entry.state = 'lent'
    entry.usedSince = now
    return new Lease(entry, this, purpose, isNew)
  }

  /** To the first in the queue, or to the idle ones; one that is too old is closed. */
  #handOn (entry: Entry): void {
    if (!entry.connection.isOpen) return
    if (this.#closed !== undefined) {
      closeFor(entry, 'driverClosed')
      return
    }
    const now = this.#options.clock.now()
    if (this.#fitness.closeIfExpired(entry, now)) return
    entry.idleSince = entry.usedSince = now
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) {
      entry.state = 'claimed'
      waiter.serve(entry)
    } else {
      entry.state = 'idle'
      this.#idle.push(entry)
    }
  }

  /** Its lease was collected: nobody else can give it back. */
  #reclaim (connection: Connection): void {
    const entry = this.#entries.get(connection)
    if (entry?.state !== 'lent') return
    this.#leaks.tellDropped(entry)
    entry.token = this.#leaks.tokenFor(connection)
    void this.takeBack(entry)
  }

  #freePlace (): void {
    this.#opening--
    this.#wakeNextWaiter()
  }

  /** If a place is free, the first in the queue may open a connection. */
  #wakeNextWaiter (): void {
    if (this.#closed !== undefined || this.#entries.size + this.#opening >= this.#options.maxSize) return
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) {
      this.#opening++
      waiter.serve('place')
    }
  }

  #timedOut (limit: Limit): Neo4jError {
    this.counters.timedOut++
    return acquisitionTimeout(limit, this, this.#entries.values(), this.#options)
  }
}
