import { driverFunction } from '../driver/factory.js'
import { hasReachableServer } from '../driver/reachable.js'
import type lite from '../lite.js'
import * as rx from '../rx/index.js'
import * as names from './names.js'
import { types as typesWithoutRx } from './namespaces.js'
import { Driver } from './rx-driver.js'
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
export const driver: (...args: Parameters<typeof lite.driver>) => Driver = driverFunction(Driver)

/** The names that `neobolt` has in addition to those of `neobolt/lite`. */
export interface ReactiveNames {
  RxManagedTransaction: typeof rx.RxManagedTransaction
  RxResult: typeof rx.RxResult
  RxSession: typeof rx.RxSession
  RxTransaction: typeof rx.RxTransaction
}

/** `neo4j.types`: the classes of all values. */
export const types: typeof lite.types & ReactiveNames = { ...typesWithoutRx, ...rx }

export interface Neo4j extends Omit<typeof lite, 'Driver' | 'driver' | 'types'>, ReactiveNames {
  Driver: typeof Driver
  driver: typeof driver
  types: typeof types
}

const everything: Omit<Neo4j, keyof TypesOfDefault> = { ...names, ...rx, Driver, driver, hasReachableServer, types }

/** All names as one object with replaceable properties, for tests: `import neo4j from 'neobolt'`. */
export const neo4j = everything as Neo4j
