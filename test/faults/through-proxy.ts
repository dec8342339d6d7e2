import type { Driver } from '../../src/driver/driver.js'
import { expectExact } from '../helpers/pool-stats.js'
import { LONG_TIMEOUTS } from '../helpers/accelerated-clock.js'
import { type LabDriver, labDriver, until } from './lab.js'
import { type Direction, FaultProxy } from './proxy.js'

/** How many bytes go in each direction while a driver works and nothing is spoilt. */
export async function measureBytes (port: number, work: (driver: Driver) => Promise<void>): Promise<Record<Direction, number>> {
  const proxy = await FaultProxy.start(port)
  const { driver } = labDriver(proxy.uri, LONG_TIMEOUTS)
  await work(driver)
  await driver.close()
  await until(() => proxy.openCount === 0, 'the end of the measured connection')
  await proxy.close()
  return proxy.seen
}

/** Has a driver of its own work through the proxy; it must leave neither connections nor timers. Errors name the case. */
export async function workThrough (proxy: FaultProxy, id: string, work: (lab: LabDriver) => Promise<void>): Promise<void> {
  const lab = labDriver(proxy.uri, LONG_TIMEOUTS)
  try {
    await work(lab)
  } catch (error) {
    throw new Error(`${id}: ${(error as Error).message}`, { cause: error })
  } finally {
    expectExact(lab.driver.poolStats())
    await lab.driver.close()
  }
  expectExact(lab.driver.poolStats())
  expect(lab.driver.poolStats().totals).toMatchObject({ idle: 0, used: 0, waiting: 0 })
  await until(() => proxy.openCount === 0, `${id}: the end of all connections`)
  // Shorter than any timer that matters, so none can be gone only because it has fired.
  await until(() => lab.clock.running.size === 0, `${id}: the end of all timers`, 1000)
}
