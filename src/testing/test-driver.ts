import { type Clock, systemClock } from '../clock.js'
import { driverFunction, type DriverFunction } from '../driver/factory.js'
import { Driver } from '../index.js'
import { systemLookup } from '../net/resolve.js'

/** How much shorter the delays between retries are: the first is about 10 ms instead of 1 s. */
const FASTER = 100

const hastyClock: Clock = {
  now: () => systemClock.now() * FASTER,
  date: systemClock.date,
  setTimeout: (callback, milliseconds, background) => systemClock.setTimeout(callback, milliseconds / FASTER, background),
  clear: systemClock.clear
}

/** `neo4j.driver` with shorter delays between retries. */
export const testDriver: DriverFunction<Driver> = driverFunction(Driver, { clock: systemClock, retryClock: hastyClock, lookup: systemLookup })
