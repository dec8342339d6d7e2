import neo4j, { type AuthToken, type AuthTokenManager, type ClientCertificateProvider, type Config, type Driver, type NotificationFilter } from 'neobolt'
import { authTokenFrom } from '../auth.js'
import type { Context, Handlers } from '../context.js'
import { mapFromCypher } from '../cypher.js'
import { DomainNames } from '../domain-names.js'
import type { Message } from '../protocol.js'
import { eagerResultData } from '../summary.js'

/** The folder of the certificates that the suite's requests name. */
const CERTIFICATES = '/usr/local/share/custom-ca-certificates/'
/** The suite's connection timeout covers TCP and TLS; the driver's `connectionTimeout` also covers the Bolt handshake. */
const COVERS_HANDSHAKE = /\.test_should_encompass_the_version_handshake_in_time$/
const ACCESS_MODES: Record<string, 'READ' | 'WRITE'> = { r: 'READ', w: 'WRITE' }

export const driverHandlers: Handlers = {
  NewDriver: (data, context) => {
    const driver = neo4j.driver(data.uri, tokenOrManager(data, context), driverConfig(data, context))
    if (data.domainNameResolverRegistered === true) {
      context.pretences.push(new DomainNames(context.frontend).install())
    }
    return { name: 'Driver', data: { id: context.add(driver) } }
  },

  DriverClose: async ({ driverId }, context) => {
    await context.get<Driver>(driverId).close()
    return { name: 'Driver', data: { id: driverId } }
  },

  NewSession: (data, context) => {
    const session = context.get<Driver>(data.driverId).session({
      defaultAccessMode: ACCESS_MODES[data.accessMode],
      bookmarks: data.bookmarks ?? undefined,
      database: data.database ?? undefined,
      fetchSize: data.fetchSize ?? undefined,
      impersonatedUser: data.impersonatedUser ?? undefined,
      bookmarkManager: data.bookmarkManagerId == null ? undefined : context.get(data.bookmarkManagerId),
      notificationFilter: notificationFilter(data),
      auth: authTokenFrom(data.authorizationToken)
    })
    return { name: 'Session', data: { id: context.add(session) } }
  },

  ExecuteQuery: async ({ driverId, cypher, params, config }, context) => {
    const result = await context.get<Driver>(driverId).executeQuery(cypher, mapFromCypher(params), {
      routing: config.routing == null ? undefined : ACCESS_MODES[config.routing],
      database: config.database ?? undefined,
      impersonatedUser: config.impersonatedUser ?? undefined,
      bookmarkManager: config.bookmarkManagerId === -1 ? null : bookmarkManager(config.bookmarkManagerId, context),
      transactionConfig: transactionConfig(config),
      auth: authTokenFrom(config.authorizationToken)
    })
    return { name: 'EagerResult', data: eagerResultData(result) }
  }
}

/** `timeout` is in milliseconds. */
export function transactionConfig ({ txMeta, timeout }: { txMeta?: Record<string, Message>, timeout?: number }): object {
  return { metadata: mapFromCypher(txMeta), timeout: timeout ?? undefined }
}

function tokenOrManager (data: any, context: Context): AuthToken | AuthTokenManager | undefined {
  return data.authTokenManagerId == null ? authTokenFrom(data.authorizationToken) : context.get(data.authTokenManagerId)
}

function bookmarkManager (id: number | undefined, context: Context): any {
  return id == null ? undefined : context.get(id)
}

function driverConfig (data: any, context: Context): Config {
  const config: Config = {
    useBigInt: true,
    userAgent: data.userAgent ?? undefined,
    connectionTimeout: COVERS_HANDSHAKE.test(context.testName) ? undefined : data.connectionTimeoutMs ?? undefined,
    connectionAcquisitionTimeout: data.connectionAcquisitionTimeoutMs ?? undefined,
    connectionLivenessCheckTimeout: data.livenessCheckTimeoutMs ?? undefined,
    fetchSize: data.fetchSize ?? undefined,
    maxConnectionPoolSize: data.maxConnectionPoolSize ?? undefined,
    maxTransactionRetryTime: data.maxTxRetryTimeMs ?? undefined,
    telemetryDisabled: data.telemetryDisabled ?? undefined,
    notificationFilter: notificationFilter(data),
    clientCertificate: clientCertificate(data, context)
  }
  if (data.resolverRegistered === true) {
    config.resolver = async address => (await context.frontend.ask('ResolverResolutionRequired', { address })).addresses
  }
  if (process.env.TEST_LOG_LEVEL !== undefined) {
    config.logging = neo4j.logging.console(process.env.TEST_LOG_LEVEL as 'debug')
  }
  // Only the settings of the test: some must not be set together with certain URLs.
  if (data.encrypted !== undefined) config.encrypted = data.encrypted
  if (data.trustedCertificates !== undefined) Object.assign(config, trustConfig(data.trustedCertificates))
  return config
}

/** null means the system's certificate authorities; an empty list means any server. */
function trustConfig (certificates: string[] | null): Config {
  if (certificates === null) return { trust: 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES' }
  return certificates.length === 0
    ? { trust: 'TRUST_ALL_CERTIFICATES' }
    : { trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', trustedCertificates: certificates.map(name => CERTIFICATES + name) }
}

function clientCertificate (data: any, context: Context): Config['clientCertificate'] {
  return data.clientCertificateProviderId == null
    ? data.clientCertificate?.data
    : context.get<ClientCertificateProvider>(data.clientCertificateProviderId)
}

function notificationFilter (data: any): NotificationFilter | undefined {
  const { notificationsMinSeverity, notificationsDisabledCategories } = data
  if (notificationsMinSeverity == null && notificationsDisabledCategories == null) return undefined
  return {
    minimumSeverityLevel: notificationsMinSeverity ?? undefined,
    disabledCategories: notificationsDisabledCategories ?? undefined
  }
}
