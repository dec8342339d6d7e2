import type { AuthTokenManager } from '../../../src/auth/token-manager.js'
import type { Clock } from '../../../src/clock.js'
import type { Config } from '../../../src/driver/options.js'
import type { Driver } from '../../../src/entry/rx-driver.js'
import type { neo4j as Neo4j } from '../../../src/entry/full.js'
import type { PoolStats } from '../../../src/pool-stats.js'
import type { AuthToken } from '../../../src/types/auth-token.js'

/**
 * The driver of a source tree, today's or an older one: the only place of the simulation that knows the driver from
 * within. Everything else uses the public API, as programs do.
 */
export interface DriverUnderTest {
  /** The public API, but for what makes drivers and token managers: see below. */
  readonly neo4j: typeof Neo4j
  /** `neo4j.driver`, in virtual time. */
  readonly driver: (url: string, auth: AuthToken | AuthTokenManager, config: Config) => Driver
  /** `neo4j.authTokenManagers.bearer`, in virtual time. */
  readonly bearer: (tokenProvider: () => Promise<{ token: AuthToken, expiration?: Date }>) => AuthTokenManager
  /** `neo4j.authTokenManagers.basic`, in virtual time. */
  readonly basic: (tokenProvider: () => Promise<AuthToken>) => AuthTokenManager
  /** Whether calls take a signal, as they do since the second cut of the code. */
  readonly takesSignals: boolean
  /** undefined where the driver does not tell. */
  readonly poolStats: (driver: Driver) => PoolStats | undefined
  /** How many routing tables are kept; undefined where that is not known. */
  readonly tables: (driver: Driver) => number | undefined
}

type ManagerMaker<T> = (provider: () => Promise<T>, clock: Clock) => AuthTokenManager

/** What the bundle of a source tree exports: see scripts/lib/simulation-bundle.mjs. */
export interface DriverBundle {
  readonly neo4j: typeof Neo4j
  readonly Driver: new (parts: never) => Driver
  readonly driverFunction: (DriverClass: unknown, environment: { clock: Clock, lookup: (host: string) => Promise<string[]> }) => DriverUnderTest['driver']
  readonly tokenManagers: {
    readonly expiringTokens?: ManagerMaker<{ token: AuthToken, expiration?: Date }>
    readonly changingPasswords?: ManagerMaker<AuthToken>
    /** Before the second cut. */
    readonly createAuthTokenManagers?: (clock: Clock) => {
      bearer: (options: { tokenProvider: unknown }) => AuthTokenManager
      basic: (options: { tokenProvider: unknown }) => AuthTokenManager
    }
  }
}

/** @param lookup the IP addresses of a host */
export function driverUnderTest ({ neo4j, Driver, driverFunction, tokenManagers }: DriverBundle, clock: Clock, lookup: (host: string) => Promise<string[]>): DriverUnderTest {
  const former = tokenManagers.createAuthTokenManagers?.(clock)
  return {
    neo4j,
    driver: driverFunction(Driver, { clock, lookup }),
    bearer: tokenProvider => tokenManagers.expiringTokens?.(tokenProvider, clock) ?? former!.bearer({ tokenProvider }),
    basic: tokenProvider => tokenManagers.changingPasswords?.(tokenProvider, clock) ?? former!.basic({ tokenProvider }),
    takesSignals: former === undefined,
    poolStats: driver => (driver as Partial<Driver>).poolStats?.call(driver),
    tables: driver => providerOf(driver)?.sizes?.tables
  }
}

interface Provider { readonly sizes?: { readonly tables: number } }

function providerOf (driver: Driver): Provider | undefined {
  const { _core, _parts } = driver as unknown as { _core?: { provider: Provider }, _parts?: { context: { provider: Provider } } }
  return _core?.provider ?? _parts?.context.provider
}
