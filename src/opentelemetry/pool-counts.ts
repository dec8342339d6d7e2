import type { TracedPool } from '../tracing/payloads.js'

interface Totals { idle: number, used: number, pending: number, max: number, isLimited: boolean }

/** The data about one pool: whether each connection is in use, and the number of waiting callers. */
interface Known { readonly connections: Map<number, boolean>, pending: number }

/** Counts connections by the events of pools. Connections that existed before the first event are counted once they are lent. */
export class PoolCounts {
  /** The sums of all pools with the same name. A name stays, with zeros, when its pools are gone. */
  readonly byName = new Map<string, Totals>()
  readonly #pools = new Map<TracedPool, Known>()

  waits (pool: TracedPool): void {
    this.#known(pool).pending++
    this.#totals(pool).pending++
  }

  waitsNoMore (pool: TracedPool): void {
    this.#known(pool).pending--
    this.#totals(pool).pending--
    this.#forgetEmpty(pool)
  }

  opened (pool: TracedPool, id: number | undefined): void {
    this.#set(pool, id, false)
  }

  lent (pool: TracedPool, id: number | undefined): void {
    this.#set(pool, id, true)
  }

  returned (pool: TracedPool, id: number | undefined): void {
    this.#set(pool, id, false)
  }

  closed (pool: TracedPool, id: number | undefined): void {
    this.#set(pool, id, undefined)
    this.#forgetEmpty(pool)
  }

  /** @param isUsed undefined if the connection was closed */
  #set (pool: TracedPool, id: number | undefined, isUsed: boolean | undefined): void {
    if (id === undefined) return
    const { connections } = this.#known(pool)
    const totals = this.#totals(pool)
    const before = connections.get(id)
    if (before !== undefined) totals[before ? 'used' : 'idle']--
    if (isUsed === undefined) {
      connections.delete(id)
    } else {
      connections.set(id, isUsed)
      totals[isUsed ? 'used' : 'idle']++
    }
  }

  #known (pool: TracedPool): Known {
    let known = this.#pools.get(pool)
    if (known === undefined) {
      known = { connections: new Map(), pending: 0 }
      this.#pools.set(pool, known)
      const totals = this.#totals(pool)
      totals.max += limitOf(pool)
      totals.isLimited ||= Number.isFinite(pool.maxSize)
    }
    return known
  }

  #totals ({ address }: TracedPool): Totals {
    let totals = this.byName.get(address)
    if (totals === undefined) {
      totals = { idle: 0, used: 0, pending: 0, max: 0, isLimited: false }
      this.byName.set(address, totals)
    }
    return totals
  }

  /** A pool without connections and waiting callers may belong to a closed driver. */
  #forgetEmpty (pool: TracedPool): void {
    const known = this.#pools.get(pool)
    if (known === undefined || known.connections.size > 0 || known.pending > 0) return
    this.#pools.delete(pool)
    this.#totals(pool).max -= limitOf(pool)
  }
}

/** The maximum size for the metric; 0 for a pool without a limit. */
function limitOf ({ maxSize }: TracedPool): number {
  return Number.isFinite(maxSize) ? maxSize : 0
}
