import { Driver } from './entry/rx-driver.js'
import * as names from './entry/names.js'
import { types as typesWithoutRx } from './entry/namespaces.js'
import type { TypesOfDefault } from './entry/types-of-default.js'
import { driverFunction } from './driver/factory.js'
import { hasReachableServer } from './driver/reachable.js'
import * as rx from './rx/index.js'

export * from './entry/names.js'
export * from './rx/index.js'
export { Driver }
export { hasReachableServer }

/** `neo4j.types`: the classes of all values. */
export const types = { ...typesWithoutRx, ...rx }

export const driver = driverFunction(Driver)

/** All names as one object, whose properties can be replaced in tests: `import neo4j from 'neobolt'`. */
const neo4j = { ...names, ...rx, Driver, driver, hasReachableServer, types }
export default neo4j as typeof neo4j & TypesOfDefault
