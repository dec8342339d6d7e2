import { type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import type { PoolStats } from '../pool-stats.js'
import { poolAcquires } from '../tracing/channels.js'
import { isTraced } from '../tracing/trace.js'
import type { AuthToken } from '../types/auth-token.js'
import { FormerCounters } from './counters.js'
import type { Lease, Purpose } from './lease.js'
import { Pool } from './pool.js'
import type { PoolOptions } from './pool-options.js'
import { poolStats } from './pool-stats.js'
import type { TokenSource } from './tokens.js'
import { traceAcquire, traceAcquired } from './tracing.js'

/** One pool for each server that the driver uses. */
export class Pools {
  readonly #options: PoolOptions
  readonly #pools = new Map<string, Pool>()
  readonly #former = new FormerCounters()
  #closed: Neo4jError | undefined

  constructor (options: Omit<PoolOptions, 'stats'>) {
    this.#options = { ...options, stats: () => this.stats() }
  }

  tryAcquire (address: ServerAddress, purpose: Purpose, token: AuthToken): Lease | undefined {
    const pool = this.#pools.get(address.asKey())
    const lease = pool?.tryAcquire(purpose, token)
    if (lease !== undefined && isTraced(poolAcquires)) traceAcquired(pool as Pool, purpose, lease)
    return lease
  }

  async acquire (address: ServerAddress, purpose: Purpose, tokens: TokenSource, limit: Limit): Promise<Lease> {
    if (this.#closed !== undefined) throw this.#closed
    const pool = this.#poolOf(address)
    if (!isTraced(poolAcquires)) return await pool.acquire(purpose, tokens, limit)
    return await traceAcquire(pool, purpose, limit, () => pool.acquire(purpose, tokens, limit))
  }

  /** The number of callers that have or want a connection to a server. */
  workOf (address: ServerAddress): number {
    return this.#pools.get(address.asKey())?.work ?? 0
  }

  get (address: ServerAddress): Pool | undefined {
    return this.#pools.get(address.asKey())
  }

  get all (): Iterable<Pool> {
    return this.#pools.values()
  }

  /** A snapshot of all pools, which also works after closing. */
  stats (): PoolStats {
    return poolStats(this.#pools.values(), this.#former)
  }

  /** Removes servers that no routing table contains any more. Lent connections are closed when they are returned. */
  retire (isNeeded: (address: ServerAddress) => boolean): void {
    for (const [key, pool] of this.#pools) {
      if (isNeeded(pool.address)) continue
      pool.retire()
      if (pool.isEmpty) {
        this.#pools.delete(key)
        this.#former.keep(key, pool.counters)
      }
    }
  }

  close (): void {
    this.#closed ??= driverClosed()
    for (const pool of this.#pools.values()) pool.close(this.#closed)
  }

  #poolOf (address: ServerAddress): Pool {
    const key = address.asKey()
    let pool = this.#pools.get(key)
    if (pool === undefined) {
      pool = new Pool(address, this.#options, this.#former.take(key))
      this.#pools.set(key, pool)
    }
    return pool
  }
}

/** The error of every call that is waiting when the driver is closed, or that comes later. */
export function driverClosed (): Neo4jError {
  return newError('Pool is closed, it is no more able to serve requests: the driver was closed.')
}
