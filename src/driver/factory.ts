import { resolveAuthTokenManager, type AuthTokenManager } from '../auth/token-manager.js'
import { Codec } from '../bolt/codec.js'
import { systemClock } from '../clock.js'
import { SERVICE_UNAVAILABLE } from '../error.js'
import { DirectProvider } from '../pool/direct-provider.js'
import { Servers, type ServersOptions } from '../pool/servers.js'
import type { AuthToken } from '../types/auth-token.js'
import { type DriverConfig, parseConfig } from './config.js'
import { Driver } from './driver.js'
import { parameterWatch } from './doubtful-parameters.js'
import type { Config } from './options.js'

/**
 * Makes a driver. Nothing is connected yet: use {@link Driver.verifyConnectivity} to try.
 *
 * @param url `bolt://host:port` for one server, `neo4j://…` for a cluster; `+s` for encryption with certificates of
 * public authorities, `+ssc` for encryption without knowing who answers.
 * @param authToken from `neo4j.auth`, or a manager from `neo4j.authTokenManagers`; default: no authentication.
 * @throws Neo4jError or TypeError if the URL, the token or the config is wrong.
 */
export function driver (url: string, authToken?: AuthToken | AuthTokenManager | null, config: Config = {}): Driver {
  const parsed = parseConfig(url, config)
  const tokens = resolveAuthTokenManager(authToken)
  const servers = new Servers({
    ...serverOptions(parsed, tokens),
    errorCode: SERVICE_UNAVAILABLE,
    translateError: error => error
  })
  const provider = new DirectProvider(servers, parsed.address)
  const { log, maxTransactionRetryTime, telemetryDisabled } = parsed
  return new Driver({
    config: parsed,
    context: { provider, clock: systemClock, log, maxTransactionRetryTime, telemetryDisabled },
    routing: false
  })
}

function serverOptions (config: DriverConfig, tokens: AuthTokenManager): Omit<ServersOptions, 'errorCode' | 'translateError'> {
  const { encrypted, trust, trustedCertificates, userAgent, boltAgent, notificationFilter, routing, routingContext } = config
  return {
    ...config,
    tls: encrypted ? { trust, trustedCertificates } : undefined,
    hello: { userAgent, boltAgent, notificationFilter, routingContext: routing ? routingContext : undefined },
    tokens,
    codec: new Codec({ integers: integerMode(config), ...parameterWatch(config) }),
    clock: systemClock
  }
}

function integerMode ({ useBigInt, disableLosslessIntegers }: DriverConfig): 'bigint' | 'number' | 'integer' {
  return useBigInt ? 'bigint' : disableLosslessIntegers ? 'number' : 'integer'
}
