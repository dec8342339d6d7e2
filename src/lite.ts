import { Driver } from './entry/driver.js'
import * as names from './entry/names.js'
import { types } from './entry/namespaces.js'
import type { TypesOfDefault } from './entry/types-of-default.js'
import { driverFunction } from './driver/factory.js'
import { hasReachableServer } from './driver/reachable.js'

export * from './entry/names.js'
export { Driver, hasReachableServer, types }

export const driver = driverFunction(Driver)

/** All names as one object, whose properties can be replaced in tests: `import neo4j from 'neobolt/lite'`. */
const neo4j = { ...names, Driver, driver, hasReachableServer, types }
export default neo4j as typeof neo4j & TypesOfDefault
