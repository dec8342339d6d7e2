import type { ClientCertificateProvider } from '../../../src/auth/client-certificate.js'
import type { AuthTokenManager } from '../../../src/auth/token-manager.js'
import type { Config } from '../../../src/driver/options.js'
import type { Driver } from '../../../src/entry/rx-driver.js'
import type { BookmarkManager } from '../../../src/session/bookmark-manager.js'
import type { AuthToken } from '../../../src/types/auth-token.js'
import type { Cluster } from '../cluster/cluster.js'
import type { DriverUnderTest } from '../runner/driver-under-test.js'
import { CERTIFICATE_FILE } from '../world/node-modules.js'
import type { World } from '../world/world.js'
import { Callbacks, OwnError } from './callbacks.js'
import { Due } from './due.js'
import { Known } from './opened.js'
import type { AuthPlan, DriverPlan, Manners } from './steps.js'

/** A driver of the program, and what its clients share. */
export interface OpenDriver {
  readonly plan: DriverPlan
  readonly driver: Driver
  readonly callbacks: Callbacks
  readonly bookmarkManager: BookmarkManager
  /** Writes that all who share the bookmark manager know of, and those of `executeQuery`. */
  readonly sharedKnown: Known
  readonly queryKnown: Known
  readonly due: Due
}

interface Surroundings {
  readonly world: World
  readonly cluster: Cluster
  readonly under: DriverUnderTest
  /** See {@link Due}. */
  readonly stall: number
}

export function openDriver (plan: DriverPlan, index: number, { world, cluster, under, stall }: Surroundings): OpenDriver {
  const callbacks = new Callbacks(world, `driver ${index}`)
  const address = cluster.addresses[plan.member % cluster.addresses.length]
  const config: Config = {
    ...plan.limits,
    useBigInt: plan.useBigInt,
    telemetryDisabled: plan.telemetryDisabled,
    resolver: plan.resolver && plan.scheme === 'neo4j' ? callbacks.make('the resolver', plan.resolver, () => [...cluster.addresses]) : undefined,
    logging: plan.logger && loggerOf(plan.logger, world, index),
    ...(plan.certificate !== undefined && { encrypted: true, clientCertificate: certificatesOf(plan.certificate, callbacks) })
  }
  return {
    plan,
    driver: under.driver(`${plan.scheme}://${address}`, authOf(plan.auth, cluster, under, callbacks), config),
    callbacks,
    bookmarkManager: managerOf(plan, under, callbacks),
    sharedKnown: new Known(),
    queryKnown: new Known(),
    due: new Due(cluster.plan, plan.limits, stall)
  }
}

function loggerOf ({ level, throws }: NonNullable<DriverPlan['logger']>, world: World, index: number): NonNullable<Config['logging']> {
  const random = world.random.fork(`logger ${index}`)
  return { level, logger: () => { if (throws > 0 && random.chance(throws)) throw new OwnError('The logger throws') } }
}

function authOf ({ kind, user, manners }: AuthPlan, { directory }: Cluster, under: DriverUnderTest, callbacks: Callbacks): AuthToken | AuthTokenManager {
  switch (kind) {
    case 'fixed': return directory.tokenOf(user).token
    case 'basic': return under.basic(callbacks.make('the token provider', manners, () => directory.tokenOf(user).token))
    case 'bearer': return under.bearer(callbacks.make('the token provider', manners, () => {
      const { token, expiresAt } = directory.tokenOf(user)
      return { token, expiration: expiresAt === undefined ? undefined : directory.dateOf(expiresAt) }
    }))
    case 'custom': {
      const manager = {
        getToken: callbacks.make('the token manager', manners, () => directory.tokenOf(user).token),
        handleSecurityException: () => true
      }
      return manager
    }
  }
}

function certificatesOf (manners: Manners, callbacks: Callbacks): ClientCertificateProvider {
  const certificate = { certfile: CERTIFICATE_FILE, keyfile: CERTIFICATE_FILE }
  return { hasUpdate: () => false, getClientCertificate: callbacks.make('the certificate provider', manners, () => certificate) }
}

function managerOf ({ bookmarks: { supplier, consumer } }: DriverPlan, under: DriverUnderTest, callbacks: Callbacks): BookmarkManager {
  return under.neo4j.bookmarkManager({
    bookmarksSupplier: supplier && callbacks.make('the bookmark supplier', supplier, () => []),
    bookmarksConsumer: consumer && callbacks.make('the bookmark consumer', consumer, () => {})
  })
}
