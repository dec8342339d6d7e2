import { driverFunction, type DriverFunction } from '../driver/factory.js'
import { hasReachableServer } from '../driver/reachable.js'
import { Driver } from './driver.js'
import * as names from './names.js'
import { types } from './namespaces.js'
import type { NamesOfDefault } from './names-of-default.js'
import type { TypesOfDefault } from './types-of-default.js'

/**
 * Makes a driver. Nothing is connected yet: use {@link Driver.verifyConnectivity} to try.
 *
 * @param url `bolt://host:port` for one server, `neo4j://…` for a cluster; `+s` for encryption with certificates of
 * public authorities, `+ssc` for encryption with any certificate.
 * @param authToken from `neo4j.auth`, or a manager from `neo4j.authTokenManagers`; default: no authentication.
 * @throws Neo4jError or TypeError if the URL, the token or the config is wrong.
 */
export const driver: DriverFunction<Driver> = driverFunction(Driver)

export interface Neo4jLite extends NamesOfDefault {
  Driver: typeof Driver
  driver: typeof driver
  hasReachableServer: typeof hasReachableServer
  types: typeof types
}

const everything: Omit<Neo4jLite, keyof TypesOfDefault> = { ...names, Driver, driver, hasReachableServer, types }

/** All names as one object, whose properties can be replaced in tests: `import neo4j from 'neobolt/lite'`. */
export const neo4j = everything as Neo4jLite
