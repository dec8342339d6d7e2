/** The reasons for closing a connection. The names are public; see `PoolStats`. */
export type CloseReason = 'lifetime' | 'liveness' | 'auth' | 'error' | 'retired' | 'driverClosed'

/** The event counters of one pool. They never decrease. */
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

/** How many removed servers have their counters kept individually; only the sum is kept of the others. */
const MOST_KEPT = 1000

/** The counters of servers that the driver no longer uses. A server that comes back continues its counters. */
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

  /** The counters of a server that comes back, or new ones. */
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
