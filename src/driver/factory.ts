import { resolveAuthTokenManager, type AuthTokenManager } from '../auth/token-manager.js'
import { Codec } from '../bolt/codec.js'
import type { HelloSettings } from '../bolt/messages.js'
import { type Clock, systemClock } from '../clock.js'
import { SERVICE_UNAVAILABLE } from '../error-codes.js'
import { type HostLookup, systemLookup } from '../net/resolve.js'
import { DirectProvider } from '../pool/direct-provider.js'
import type { ConnectionProvider } from '../pool/connection-provider.js'
import { Servers, type ServersOptions } from '../pool/servers.js'
import { HomeDatabases } from '../routing/home-databases.js'
import { RoutingProvider } from '../routing/routing-provider.js'
import type { AuthToken } from '../types/auth-token.js'
import { type DriverConfig, integerModeOf, parseConfig } from './config.js'
import type { Driver } from './driver.js'
import type { DriverParts } from './driver-core.js'
import { lossyParameterWarnings } from './lossy-parameter-warnings.js'
import type { Config } from './options.js'

/**
 * Makes a driver. It does not connect yet: use {@link Driver.verifyConnectivity} to check the connection.
 *
 * @param url `bolt://host:port` for one server, `neo4j://host:port` for a cluster. Add `+s` for encryption with certificates
 * from public authorities, `+ssc` for encryption with any certificate. Default port: 7687
 * @param authToken a token from `neo4j.auth`, or a manager from `neo4j.authTokenManagers`. Default: no authentication
 * @param config see {@link Config}
 * @throws TypeError or Neo4jError if the URL, the token or the config is invalid; Error for an unknown scheme
 */
export type DriverFunction<D extends Driver> = (url: string, authToken?: AuthToken | AuthTokenManager | null, config?: Config) => D

/** The system functions that a driver uses; tests supply their own. */
interface Environment {
  readonly clock: Clock
  /** The clock for delays between retries, if different. */
  readonly retryClock?: Clock
  readonly lookup: HostLookup
}

const SYSTEM: Environment = Object.freeze({ clock: systemClock, lookup: systemLookup })

/** `neo4j.driver` for a class of drivers: each entry point of the package has its own. */
export function driverFunction<D extends Driver> (DriverClass: new (parts: DriverParts) => D, environment: Environment = SYSTEM): DriverFunction<D> {
  return function driver (url, authToken, config = {}) {
    return new DriverClass(driverParts(url, authToken, config, environment))
  }
}

function driverParts (
  url: string, authToken: AuthToken | AuthTokenManager | null | undefined, config: Config, environment: Environment
): DriverParts {
  const parsed = parseConfig(url, config)
  const tokens = resolveAuthTokenManager(authToken)
  const { address, log, maxTransactionRetryTime, telemetryDisabled, routing, tracing } = parsed
  const provider = routing ? routingProvider(parsed, tokens, environment) : directProvider(parsed, tokens, environment)
  return {
    config: parsed,
    context: {
      provider,
      clock: environment.retryClock ?? environment.clock,
      log,
      maxTransactionRetryTime,
      telemetryDisabled,
      tracing: { serverAddress: address.host(), serverPort: address.port(), parameters: tracing.parameters }
    }
  }
}

function directProvider (config: DriverConfig, tokens: AuthTokenManager, { clock }: Environment): ConnectionProvider {
  const servers = new Servers({
    ...serverOptions(config, tokens, undefined, clock),
    errorCode: SERVICE_UNAVAILABLE,
    connectionFailed: error => error
  })
  return new DirectProvider(servers, config.address)
}

function routingProvider (config: DriverConfig, tokens: AuthTokenManager, { clock, lookup }: Environment): ConnectionProvider {
  const { address: seed, resolver } = config
  // Servers compare this address with those they advertise, to determine how they are reached from outside.
  const routingContext = Object.freeze({ ...config.routingContext, address: seed.asHostPort() })
  const servers = serverOptions(config, tokens, routingContext, clock)
  return new RoutingProvider({ servers, seed, routingContext, resolver, lookup, homes: new HomeDatabases() })
}

function serverOptions (
  config: DriverConfig, tokens: AuthTokenManager, routingContext: HelloSettings['routingContext'], clock: Clock
): Omit<ServersOptions, 'errorCode' | 'connectionFailed'> {
  const { encrypted, trust, trustedCertificates, userAgent, boltAgent, notificationFilter } = config
  return {
    ...config,
    tls: encrypted ? { trust, trustedCertificates } : undefined,
    hello: { userAgent, boltAgent, notificationFilter, routingContext },
    tokens,
    codec: new Codec({ integers: integerModeOf(config), ...lossyParameterWarnings(config) }),
    clock
  }
}
