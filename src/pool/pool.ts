import { setMaxListeners } from 'node:events'
import { sameToken } from '../auth/same-token.js'
import type { Connection } from '../bolt/connection.js'
import type { ConnectionKeeper } from '../bolt/connection-parts.js'
import { type Clock, type Deadline } from '../clock.js'
import { type Neo4jError, newError } from '../error.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { AuthToken } from '../types/auth-token.js'
import { type Entry, newEntry } from './entry.js'
import { describeHolders } from './holders.js'
import { type Waiter, Waiters } from './waiters.js'

export interface PoolOptions {
  readonly maxSize: number
  /** Milliseconds; Infinity for no limit. */
  readonly maxLifetime: number
  /** A connection idle for longer is tried before it is lent; undefined: never. In milliseconds. */
  readonly livenessCheckTimeout: number | undefined
  readonly clock: Clock
  readonly log: Logger
  /** `token` may have become old if its bearer has waited first: `isLate`. */
  readonly open: (address: ServerAddress, token: AuthToken, isLate: boolean, keeper: ConnectionKeeper, signal: AbortSignal) => Promise<Connection>
  readonly translateError: (error: Neo4jError, connection: Connection) => Neo4jError
  /** Called with every connection that the pool has got, or has no more. */
  readonly counted?: (connection: Connection, change: 1 | -1) => void
}

/**
 * The connections to one server: at most `maxSize`, those being opened included.
 *
 * A connection is idle or lent (`Entry.state`), or not in the pool. Whoever finds none waits in a queue; nobody
 * overtakes it. The connection used last is lent first, so that those not needed grow old.
 */
export class Pool implements ConnectionKeeper {
  readonly address: ServerAddress
  readonly #options: PoolOptions
  readonly #entries = new Map<Connection, Entry>()
  readonly #idle: Entry[] = []
  readonly #waiters = new Waiters()
  /** Connections being opened: they have a place, though nothing to show yet. */
  #opening = 0
  /** Aborted when the pool is closed: ends the opening of connections. */
  readonly #closing = new AbortController()
  #closed: Neo4jError | undefined

  constructor (address: ServerAddress, options: PoolOptions) {
    this.address = address
    this.#options = options
    // Every connection that is being opened listens: many are no leak.
    setMaxListeners(0, this.#closing.signal)
  }

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

  /** Whether the server lets a connection change its user; undefined while there is no connection to tell. */
  get switchesUsers (): boolean | undefined {
    for (const connection of this.#entries.keys()) return connection.capabilities.logon
    return undefined
  }

  get isEmpty (): boolean {
    return this.#entries.size === 0 && this.#opening === 0 && this.#waiters.size === 0
  }

  /** Lends an idle connection, if that takes no waiting. */
  tryAcquire (token: AuthToken): Connection | undefined {
    while (this.#waiters.size === 0 && this.#idle.length > 0) {
      const entry = this.#idle[this.#idle.length - 1]
      if (this.#needsLivenessCheck(entry)) return undefined
      this.#idle.pop()
      if (this.#lend(entry, token)) return entry.connection
    }
    return undefined
  }

  /**
   * Lends a connection: an idle one, a new one, or the next that is given back.
   * @throws Neo4jError when the deadline passes, or a new connection can't be opened.
   */
  async acquire (token: AuthToken, deadline: Deadline): Promise<Connection> {
    const attempt = { waiter: undefined as Waiter | undefined, expired: false }
    return await deadline.limit(this.#acquire(token, attempt), () => {
      attempt.expired = true
      if (attempt.waiter !== undefined) this.#waiters.remove(attempt.waiter)
      return this.#timeoutError(deadline)
    })
  }

  /** Takes a connection back. One with something under way is reset first; one that can't be is closed. */
  release (connection: Connection): void | Promise<void> {
    const entry = this.#entries.get(connection)
    if (entry === undefined) return
    if (connection.isReady) {
      this.#takeBack(entry)
      return
    }
    return connection.reset().then(
      () => { this.#takeBack(entry) },
      error => { connection.destroy(error as Neo4jError) })
  }

  /** All users must be checked anew: idle connections are closed, lent ones log in again when they come back. */
  expireAuthorization (): void {
    for (const entry of this.#entries.values()) entry.mustReauthenticate = true
  }

  /** The connection must not be lent again. */
  retireConnection (connection: Connection): void {
    const entry = this.#entries.get(connection)
    if (entry !== undefined) entry.expiresAt = -Infinity
  }

  /** Closes what is idle; lent connections are closed when they come back. */
  retire (): void {
    this.#closeIdle()
    for (const entry of this.#entries.values()) {
      entry.expiresAt = -Infinity
    }
  }

  /** Closes all connections, lent ones too, and turns everyone away from now on. */
  close (reason: Neo4jError): void {
    this.#closed = reason
    this.#closing.abort(reason)
    this.#waiters.failAll(reason)
    for (const connection of [...this.#entries.keys()]) connection.close(reason)
  }

  translateError (error: Neo4jError, connection: Connection): Neo4jError {
    return this.#options.translateError(error, connection)
  }

  connectionClosed (connection: Connection): void {
    const entry = this.#entries.get(connection)
    if (entry === undefined) return
    this.#entries.delete(connection)
    this.#options.counted?.(connection, -1)
    if (entry.state === 'idle') this.#idle.splice(this.#idle.indexOf(entry), 1)
    this.#giveTurn()
  }

  async #acquire (token: AuthToken, attempt: { waiter: Waiter | undefined, expired: boolean }): Promise<Connection> {
    for (let isLate = false; this.#closed === undefined; isLate = true) {
      if (attempt.expired) throw newError('Nobody waits for this connection any more.')
      const idle = this.#waiters.size === 0 ? this.#idle.pop() : undefined
      if (idle !== undefined) {
        if (await this.#check(idle, token)) return this.#unlessExpired(idle.connection, attempt)
        continue
      }
      if (this.#waiters.size > 0 || this.#entries.size + this.#opening >= this.#options.maxSize) {
        const waiter = attempt.waiter = this.#waiters.add()
        const turn = await waiter.promise
        attempt.waiter = undefined
        if (turn !== 'open') {
          if (await this.#check(this.#entries.get(turn), token)) return this.#unlessExpired(turn, attempt)
          continue
        }
        isLate = true
      } else {
        this.#opening++
      }
      return this.#unlessExpired(await this.#open(token, isLate), attempt)
    }
    throw this.#closed
  }

  /** Who gave up while a connection was made ready does not get it: the pool does. */
  #unlessExpired (connection: Connection, attempt: { expired: boolean }): Connection {
    if (attempt.expired) void this.release(connection)
    return connection
  }

  /** Opens a connection; its place was reserved in `#opening`. */
  async #open (token: AuthToken, isLate: boolean): Promise<Connection> {
    const { open, clock, maxLifetime } = this.#options
    try {
      const connection = await open(this.address, token, isLate, this, this.#closing.signal)
      if (this.#closed !== undefined) {
        connection.close(this.#closed)
        throw this.#closed
      }
      this.#entries.set(connection, newEntry(connection, clock.now(), maxLifetime, this.#entries.size === 0))
      this.#options.counted?.(connection, 1)
      return connection
    } finally {
      this.#opening--
      if (this.#entries.size + this.#opening < this.#options.maxSize) this.#giveTurn()
    }
  }

  /** Lends an idle or returned connection if it is fit, after a sign of life if it has been idle for long. */
  async #check (entry: Entry | undefined, token: AuthToken): Promise<boolean> {
    if (entry === undefined) return false
    if (this.#needsLivenessCheck(entry)) {
      entry.state = 'lent'
      try {
        await entry.connection.reset()
      } catch (error) {
        this.#options.log.debug(() => `Idle connection to ${this.address.toString()} was dead: ${(error as Error).message}`)
        entry.connection.destroy(error as Neo4jError)
        return false
      }
    }
    return this.#lend(entry, token)
  }

  #needsLivenessCheck (entry: Entry): boolean {
    const { livenessCheckTimeout, clock } = this.#options
    return livenessCheckTimeout !== undefined && clock.now() - entry.idleSince >= livenessCheckTimeout
  }

  /** Marks as lent, and logs the right user in. @returns false if it is not fit, and closed. */
  #lend (entry: Entry, token: AuthToken): boolean {
    const { connection } = entry
    entry.state = 'lent'
    connection.wasUsed = true
    if (!connection.isOpen) return false
    const now = entry.lentAt = this.#options.clock.now()
    const expired = now >= entry.expiresAt
    const otherUser = entry.mustReauthenticate || !sameToken(connection.authToken, token)
    if (expired || (otherUser && !connection.capabilities.logon)) {
      connection.close()
      return false
    }
    if (otherUser) {
      entry.mustReauthenticate = false
      return this.#logIn(connection, token)
    }
    return true
  }

  /** A token that can't be sent costs the connection, which has said LOGOFF already; opening another one will tell why. */
  #logIn (connection: Connection, token: AuthToken): boolean {
    try {
      connection.reauthenticate(token)
      return true
    } catch (error) {
      connection.destroy(error as Neo4jError)
      return false
    }
  }

  #takeBack (entry: Entry): void {
    const { connection } = entry
    if (!connection.isOpen || entry.state === 'idle') return
    connection.usage = undefined
    const now = this.#options.clock.now()
    if (now >= entry.expiresAt || this.#closed !== undefined) {
      connection.close()
      return
    }
    entry.idleSince = now
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) {
      waiter.serve(connection)
    } else {
      entry.state = 'idle'
      this.#idle.push(entry)
    }
  }

  /** A place has become free: the first in the queue may open a connection. */
  #giveTurn (): void {
    const waiter = this.#closed === undefined ? this.#waiters.shift() : undefined
    if (waiter !== undefined) {
      this.#opening++
      waiter.serve('open')
    }
  }

  #closeIdle (): void {
    for (const { connection } of [...this.#idle]) connection.close()
  }

  #timeoutError (deadline: Deadline): Neo4jError {
    return newError(
      `Connection acquisition timed out in ${deadline.timeout} ms. ` +
      `Pool status: Active conn count = ${this.lentCount}, Idle conn count = ${this.idleCount} ` +
      `(${this.address.toString()}: ${this.#opening} being opened, ${this.#waiters.size} others waiting, maxConnectionPoolSize ${this.#options.maxSize}; ` +
      `${describeHolders(this.#entries.values(), this.#options.clock.now())}).`)
  }
}
