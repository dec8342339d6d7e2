import { type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import { describeUse, oldestBorrowers } from './borrowers.js'
import type { Entry } from './entry.js'
import type { PoolOptions } from './pool-options.js'
import type { Gauges } from './pool-stats.js'

/** The error of a caller that got no connection in time. It names the holders of the connections. */
export function acquisitionTimeout (
  { timeout }: Limit, { address, gauges }: { address: ServerAddress, gauges: Gauges }, entries: Iterable<Entry>, { clock, stats }: PoolOptions
): Neo4jError {
  const { used, idle, opening, waiting, maxSize } = gauges
  const all = [...entries]
  const now = clock.now()
  const error = newError(
    `Connection acquisition timed out in ${timeout} ms. Pool status: Active conn count = ${used}, Idle conn count = ${idle} ` +
    `(${address.toString()}: ${opening} being opened, ${waiting} others waiting, maxConnectionPoolSize ${maxSize}; ${describeUse(all, now)}).`)
  // Not enumerable: printing the error shows its message only.
  return Object.defineProperties(error, {
    poolStats: { value: stats(), configurable: true, writable: true },
    borrowers: { value: oldestBorrowers(all, now), configurable: true, writable: true }
  })
}
