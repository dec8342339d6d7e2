import type { PoolStats } from '../pool-stats.js'
import type { FormerCounters, PoolCounters } from './counters.js'

type ServerStats = PoolStats['pools'][number]
type Totals = PoolStats['totals']

/** The current state of a pool, apart from its counters. */
export type Gauges = Pick<Totals, 'idle' | 'used' | 'opening' | 'waiting' | 'oldestUsedMs' | 'oldestWaitMs' | 'maxSize'>

/** A pool that provides statistics. */
interface Source {
  readonly address: { readonly asHostPort: () => string }
  readonly gauges: Gauges
  readonly counters: PoolCounters
}

/** The frozen snapshot for users. */
export function poolStats (pools: Iterable<Source>, former: FormerCounters): PoolStats {
  const servers: ServerStats[] = []
  const counters = former.sum
  const gauges = { idle: 0, used: 0, opening: 0, waiting: 0, oldestUsedMs: 0, oldestWaitMs: 0, maxSize: 0 }
  for (const pool of pools) {
    servers.push(Object.freeze({ address: pool.address.asHostPort(), ...numbers(pool.gauges, pool.counters) }))
    addGauges(gauges, pool.gauges)
    counters.add(pool.counters)
  }
  return Object.freeze({ pools: Object.freeze(servers), totals: Object.freeze(numbers(gauges, counters)) })
}

function addGauges (sum: { -readonly [K in keyof Gauges]: Gauges[K] }, { idle, used, opening, waiting, oldestUsedMs, oldestWaitMs, maxSize }: Gauges): void {
  sum.idle += idle
  sum.used += used
  sum.opening += opening
  sum.waiting += waiting
  sum.oldestUsedMs = Math.max(sum.oldestUsedMs, oldestUsedMs)
  sum.oldestWaitMs = Math.max(sum.oldestWaitMs, oldestWaitMs)
  sum.maxSize += maxSize
}

function numbers (gauges: Gauges, { created, createFailed, closed, acquired, waited, waitMs, timedOut, aborted }: PoolCounters): Totals {
  return {
    idle: gauges.idle,
    used: gauges.used,
    opening: gauges.opening,
    waiting: gauges.waiting,
    oldestUsedMs: Math.round(gauges.oldestUsedMs),
    oldestWaitMs: Math.round(gauges.oldestWaitMs),
    maxSize: gauges.maxSize,
    created,
    createFailed,
    closed: Object.freeze({ ...closed }),
    acquired,
    waited,
    waitMs: Math.round(waitMs),
    timedOut,
    aborted
  }
}
