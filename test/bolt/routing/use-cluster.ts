import { type Clock } from '../../../src/clock.js'
import { Driver } from '../../../src/driver/driver.js'
import { driverFunction } from '../../../src/driver/factory.js'
import type { Config } from '../../../src/driver/options.js'
import { type HostLookup, systemLookup } from '../../../src/net/resolve.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import { AcceleratedClock, LONG_TIMEOUTS } from '../../helpers/accelerated-clock.js'
import { Cluster, type MemberOptions } from './cluster.js'

export interface DriverOptions extends Config {
  uri?: string
  auth?: AuthToken
  clock?: Clock
  lookup?: HostLookup
}

/** Clusters and drivers of one test file, all closed after each test; the delays between retries are short. */
export function useClusters (): { cluster: (members: number | MemberOptions[]) => Promise<Cluster>, connect: (cluster: Cluster, options?: DriverOptions) => Driver } {
  const clusters: Cluster[] = []
  const drivers: Driver[] = []
  afterEach(async () => {
    await Promise.all(drivers.splice(0).map(async driver => { await driver.close() }))
    await Promise.all(clusters.splice(0).map(async cluster => { await cluster.close() }))
  })
  return {
    cluster: async members => {
      const cluster = await Cluster.start(members)
      clusters.push(cluster)
      return cluster
    },
    connect: (cluster, { uri = cluster.uri, auth, clock = new AcceleratedClock(50), lookup = systemLookup, ...config } = {}) => {
      const driver = driverFunction(Driver, { clock, lookup })(uri, auth, { ...LONG_TIMEOUTS, maxTransactionRetryTime: 1000_000, ...config })
      drivers.push(driver)
      return driver
    }
  }
}

/** The names of the members that served queries. */
export async function served (driver: Driver, times: number, mode: 'READ' | 'WRITE', database?: string): Promise<string[]> {
  const names: string[] = []
  for (let i = 0; i < times; i++) {
    const { records } = await driver.executeQuery('RETURN 1', {}, { routing: mode, database })
    names.push(records[0].get('name'))
  }
  return names
}

export async function failureOf (promise: Promise<unknown>): Promise<any> {
  return await promise.then(value => { throw new Error(`no failure, but ${JSON.stringify(value)}`) }, error => error)
}

/** Real time, in milliseconds, for what happens behind the driver's back. */
export async function passing (ms: number): Promise<void> {
  await new Promise(resolve => { setTimeout(resolve, ms) })
}
