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

/** A caller that has to wait for a connection. */
interface Acquisition {
  readonly purpose: Purpose
  readonly tokens: TokenSource
  readonly limit: Limit
  /** Set while the caller is in the queue. */
  waiter: Waiter | undefined
  /** Whether the caller has given up: its claim goes back to the pool. */
  abandoned: boolean
}

/**
 * The connections to one server: at most `maxSize`, including those being opened.
 *
 * Connections are lent by a {@link Lease}. A caller that finds none waits in a queue, which is served in order. It then
 * gets a claim: a connection that it prepares, or a place for one that it opens. If that connection proves to be unfit,
 * the caller keeps the place. The most recently used connection is lent first, so that surplus connections age.
 */
export class Pool implements ConnectionOwner, Lender {
  readonly address: ServerAddress
  readonly counters: PoolCounters
  /** The description of the pool in its events. */
  readonly traced: TracedPool
  readonly #options: PoolOptions
  readonly #fitness: Fitness
  readonly #leaks: LeakDetector
  readonly #entries = new Map<Connection, Entry>()
  readonly #idle: Entry[] = []
  readonly #waiters: Waiters
  /** The number of places for connections that are still to be opened. */
  #opening = 0
  /** The limits of callers that wait for a connection: closing the pool cancels them. */
  readonly #limits = new Set<Limit>()
  /** Aborted when the pool is closed, which cancels the opening of connections. */
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

  /** The number of connections that are lent or being prepared for a caller. */
  get lentCount (): number {
    return this.#entries.size - this.#idle.length
  }

  get idleCount (): number {
    return this.#idle.length
  }

  /** The number of callers that have or want a connection. */
  get work (): number {
    return this.lentCount + this.#opening + this.#waiters.size
  }

  get waiterCount (): number {
    return this.#waiters.size
  }

  /** The current state, without the counters. */
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

  /** Whether the server supports changing the user of a connection; undefined if there is no connection to decide by. */
  get switchesUsers (): boolean | undefined {
    for (const connection of this.#entries.keys()) return connection.capabilities.logon
    return undefined
  }

  get isEmpty (): boolean {
    return this.#entries.size === 0 && this.#opening === 0 && this.#waiters.size === 0
  }

  /** Lends an idle connection, if it requires no waiting. */
  tryAcquire (purpose: Purpose, token: AuthToken): Lease | undefined {
    while (this.#waiters.size === 0 && this.#idle.length > 0) {
      const entry = this.#idle[this.#idle.length - 1]
      // Once per attempt: reading the clock takes as long as everything else here.
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
   * Lends a connection: an idle one, a new one, or the next one that is returned.
   * @throws Neo4jError if the limit is exceeded, or a new connection cannot be opened
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
      // The caller may have been served at the very moment it gave up.
      work.then(lease => lease.release(), () => {})
      throw error
    } finally {
      this.#limits.delete(limit)
    }
  }

  /** Takes a connection back. If it has pending work, it is reset first, or closed if that fails. */
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

  /** Requires all users to be authenticated again before their connections are lent. */
  expireAuthorization (): void {
    for (const entry of this.#entries.values()) entry.mustReauthenticate = true
  }

  /** Closes idle connections; lent connections are closed when they are returned. */
  retire (): void {
    for (const entry of this.#entries.values()) entry.expiresAt = -Infinity
    for (const entry of [...this.#idle]) closeFor(entry, 'retired')
  }

  /** Closes all connections, including lent ones, and rejects all later calls. */
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
    // Without an entry, the connection was opened for a driver that has been closed.
    const reason = entry === undefined ? 'driverClosed' : entry.closeReason ?? (isSecurityError(error) ? 'auth' : 'error')
    if (connection.wasOpened && connectionsClosed.hasSubscribers) publishClosed(this, connection, reason, error)
    if (entry === undefined) return
    this.#entries.delete(connection)
    this.counters.closed[reason]++
    this.#options.counted?.(connection, -1)
    if (entry.watch !== undefined) this.#leaks.end(entry)
    if (entry.state === 'claimed') {
      // The caller that was preparing the connection keeps its place.
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

  /** @throws Neo4jError, after giving the claim back, if the caller has given up or the pool is closed */
  #assertWanted ({ abandoned }: Acquisition, claim: Claim): void {
    if (!abandoned && this.#closed === undefined) return
    this.#giveUp(claim)
    throw this.#closed ?? newError('The connection request has already timed out.')
  }

  /** Claims an idle connection or a free place; undefined if there is neither, or other callers are waiting. */
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

  /** After the connection of a claim proved to be unfit: another idle connection, or the place itself. */
  #nextClaim (): Claim {
    const idle = this.#idle.pop()
    if (idle === undefined) return 'place'
    this.#reserve(idle)
    this.#freePlace()
    return idle
  }

  /** Claims the connection for a caller that is going to prepare it. */
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

  /** Opens a connection in a place that the caller has claimed. */
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

  /** Checks a connection that has been idle for long, and waits for the token of its user. */
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

  /** Passes a connection to the first waiting caller, or makes it idle; closes it if it is too old. */
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

  /** Takes back a connection whose lease was garbage collected, because nothing else can return it. */
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

  /** If there is a free place, lets the first waiting caller open a connection. */
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
