import { driverFunction } from '../driver/factory.js'
import { hasReachableServer } from '../driver/reachable.js'
import { Driver } from './driver.js'
import * as names from './names.js'
import { types } from './namespaces.js'
import type { TypesOfDefault } from './types-of-default.js'

export const driver = driverFunction(Driver)

const everything = { ...names, Driver, driver, hasReachableServer, types }

/** All names as one object, whose properties can be replaced in tests: `import neo4j from 'neobolt/lite'`. */
export const neo4j = everything as typeof everything & TypesOfDefault
