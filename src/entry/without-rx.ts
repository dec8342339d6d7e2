import { driverFunction, type DriverFunction } from '../driver/factory.js'
import { hasReachableServer } from '../driver/reachable.js'
import { Driver } from './driver.js'
import * as names from './names.js'
import { types } from './namespaces.js'
import type { NamesOfDefault } from './names-of-default.js'
import type { TypesOfDefault } from './types-of-default.js'

/**
 * Makes a driver. It does not connect yet: use {@link Driver.verifyConnectivity} to check the connection.
 *
 * @param url `bolt://host:port` for one server, `neo4j://host:port` for a cluster. Add `+s` for encryption with certificates
 * from public authorities, `+ssc` for encryption with any certificate. Default port: 7687
 * @param authToken a token from `neo4j.auth`, or a manager from `neo4j.authTokenManagers`. Default: no authentication
 * @param config see {@link Config}
 * @throws TypeError or Neo4jError if the URL, the token or the config is invalid; Error for an unknown scheme
 */
export const driver: DriverFunction<Driver> = driverFunction(Driver)

export interface Neo4jLite extends NamesOfDefault {
  Driver: typeof Driver
  driver: typeof driver
  hasReachableServer: typeof hasReachableServer
  types: typeof types
}

const everything: Omit<Neo4jLite, keyof TypesOfDefault> = { ...names, Driver, driver, hasReachableServer, types }

/** All names as one object with replaceable properties, for tests: `import neo4j from 'neobolt/lite'`. */
export const neo4j = everything as Neo4jLite
