import { driverFunction } from '../driver/factory.js'
import { hasReachableServer } from '../driver/reachable.js'
import type lite from '../lite.js'
import * as rx from '../rx/index.js'
import * as names from './names.js'
import { types as typesWithoutRx } from './namespaces.js'
import { Driver } from './rx-driver.js'
import type { TypesOfDefault } from './types-of-default.js'

/**
 * Makes a driver. Nothing is connected yet: use {@link Driver.verifyConnectivity} to try.
 *
 * @param url `bolt://host:port` for one server, `neo4j://…` for a cluster; `+s` for encryption with certificates of
 * public authorities, `+ssc` for encryption with any certificate.
 * @param authToken from `neo4j.auth`, or a manager from `neo4j.authTokenManagers`; default: no authentication.
 * @throws Neo4jError or TypeError if the URL, the token or the config is wrong.
 */
export const driver: (...args: Parameters<typeof lite.driver>) => Driver = driverFunction(Driver)

/** What `neobolt` has more than `neobolt/lite`. */
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

/** All names as one object, whose properties can be replaced in tests: `import neo4j from 'neobolt'`. */
export const neo4j = everything as Neo4j
