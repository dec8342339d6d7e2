import { driverFunction } from '../driver/factory.js'
import { hasReachableServer } from '../driver/reachable.js'
import * as rx from '../rx/index.js'
import * as names from './names.js'
import { types as typesWithoutRx } from './namespaces.js'
import { Driver } from './rx-driver.js'
import type { TypesOfDefault } from './types-of-default.js'

export const driver = driverFunction(Driver)

/** `neo4j.types`: the classes of all values. */
export const types = { ...typesWithoutRx, ...rx }

const everything = { ...names, ...rx, Driver, driver, hasReachableServer, types }

/** All names as one object, whose properties can be replaced in tests: `import neo4j from 'neobolt'`. */
export const neo4j = everything as typeof everything & TypesOfDefault
