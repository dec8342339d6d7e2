/** Why a connection was closed. The names are public: see `PoolStats`. */
export type CloseReason = 'lifetime' | 'liveness' | 'auth' | 'error' | 'retired' | 'driverClosed'

/** What has happened in one pool. The numbers only grow. */
export class PoolCounters {
  created = 0
  createFailed = 0
  readonly closed: Record<CloseReason, number> = { lifetime: 0, liveness: 0, auth: 0, error: 0, retired: 0, driverClosed: 0 }
  acquired = 0
  waited = 0
  waitMs = 0
  timedOut = 0
  aborted = 0

  add (other: PoolCounters): void {
    this.created += other.created
    this.createFailed += other.createFailed
    for (const reason of Object.keys(this.closed) as CloseReason[]) this.closed[reason] += other.closed[reason]
    this.acquired += other.acquired
    this.waited += other.waited
    this.waitMs += other.waitMs
    this.timedOut += other.timedOut
    this.aborted += other.aborted
  }
}

/** Addresses whose counters are kept after their server has left; of others, only the sum is. */
const MOST_KEPT = 1000

/** The counters of servers that the driver is not in touch with any more: they go on counting when they come back. */
export class FormerCounters {
  readonly #byAddress = new Map<string, PoolCounters>()
  readonly #others = new PoolCounters()

  keep (address: string, counters: PoolCounters): void {
    this.#byAddress.set(address, counters)
    if (this.#byAddress.size <= MOST_KEPT) return
    const [[oldest, dropped]] = this.#byAddress
    this.#byAddress.delete(oldest)
    this.#others.add(dropped)
  }

  /** Those of a server that comes back, or new ones. */
  take (address: string): PoolCounters {
    const counters = this.#byAddress.get(address)
    this.#byAddress.delete(address)
    return counters ?? new PoolCounters()
  }

  get sum (): PoolCounters {
    const sum = new PoolCounters()
    sum.add(this.#others)
    for (const counters of this.#byAddress.values()) sum.add(counters)
    return sum
  }
}
