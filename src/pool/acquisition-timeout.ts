import { type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import { describeUse, oldestBorrowers } from './borrowers.js'
import type { Entry } from './entry.js'
import type { PoolOptions } from './pool-options.js'
import type { Gauges } from './pool-stats.js'

/** The error of a caller that got no connection in time: it says who has them. */
export function acquisitionTimeout (
  { timeout }: Limit, { address, gauges }: { address: ServerAddress, gauges: Gauges }, entries: Iterable<Entry>, { clock, stats }: PoolOptions
): Neo4jError {
  const { used, idle, opening, waiting, maxSize } = gauges
  const all = [...entries]
  const now = clock.now()
  const error = newError(
    `Connection acquisition timed out in ${timeout} ms. Pool status: Active conn count = ${used}, Idle conn count = ${idle} ` +
    `(${address.toString()}: ${opening} being opened, ${waiting} others waiting, maxConnectionPoolSize ${maxSize}; ${describeUse(all, now)}).`)
  // For the program to read: whoever prints the error has its message.
  return Object.defineProperties(error, {
    poolStats: { value: stats(), configurable: true, writable: true },
    borrowers: { value: oldestBorrowers(all, now), configurable: true, writable: true }
  })
}
