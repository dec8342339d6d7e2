import { Driver } from '../../src/driver/driver.js'
import { driverFunction, type DriverFunction } from '../../src/driver/factory.js'

/** `neo4j.driver` without the optional modules: protocol tests need no more. */
export const connect: DriverFunction<Driver> = driverFunction(Driver)
