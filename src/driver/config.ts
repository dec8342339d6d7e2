import { resolveCertificateProvider, type ClientCertificateProvider } from '../auth/client-certificate.js'
import { type BoltAgent } from '../bolt/bolt-agent.js'
import { newError } from '../error.js'
import { Logger } from '../log.js'
import { ServerAddress } from '../net/address.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import { assertNotificationFilter, type NotificationFilter } from '../types/notification-filter.js'
import { boltAgent, product } from './bolt-agent.js'
import { type Config, type TrustStrategy } from './options.js'
import { unknownKeysWarning } from './unknown-keys.js'
import { parseUrl, type DriverUrl } from './url.js'

/** Asks for all records at once. */
export const FETCH_ALL = -1

const SECOND = 1000
const HOUR = 3600 * SECOND
const ENCRYPTION_CHOICES: readonly unknown[] = [true, false, 'ENCRYPTION_ON', 'ENCRYPTION_OFF']
const TRUST_CHOICES: readonly unknown[] = [
  'TRUST_ALL_CERTIFICATES', 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'
]

/** URL and config put together, checked, with every default filled in. Times in milliseconds, «no limit» is `Infinity`. */
export interface DriverConfig {
  readonly url: DriverUrl
  readonly address: ServerAddress
  readonly routing: boolean
  readonly routingContext: Readonly<Record<string, string>>
  readonly log: Logger
  readonly encrypted: boolean
  readonly trust: TrustStrategy
  readonly trustedCertificates: readonly string[]
  readonly clientCertificate: ClientCertificateProvider | undefined
  readonly fetchSize: number
  readonly maxConnectionPoolSize: number
  readonly maxConnectionLifetime: number
  readonly maxTransactionRetryTime: number
  readonly connectionAcquisitionTimeout: number
  readonly connectionLivenessCheckTimeout: number | undefined
  readonly connectionTimeout: number
  readonly disableAutoCommitRetries: boolean
  readonly disableLosslessIntegers: boolean
  readonly useBigInt: boolean
  readonly notificationFilter: NotificationFilter | undefined
  readonly resolver: Config['resolver'] | undefined
  readonly userAgent: string
  readonly boltAgent: Readonly<BoltAgent>
  readonly telemetryDisabled: boolean
  readonly encryptionProfiles: NonNullable<Config['encryptionProfiles']>
  readonly strictParameters: boolean
}

/**
 * Checks what the user gave and fills in the defaults; the user's object is not changed.
 * Unknown keys are kept, and named in one warning.
 * @throws TypeError on arguments of the wrong type
 * @throws Neo4jError on values that are not allowed, or that contradict each other
 */
export function parseConfig (url: string, userConfig: Config | null = {}): DriverConfig {
  const given = userConfig ?? {}
  const parsedUrl = parseUrl(url)
  const security = parseSecurity(parsedUrl, given)
  const log = Logger.create(given)
  const config: DriverConfig = {
    ...given,
    url: parsedUrl,
    address: new ServerAddress(parsedUrl.host, null, parsedUrl.port, parsedUrl.hostAndPort),
    routing: parsedUrl.routing,
    routingContext: parsedUrl.query,
    log,
    ...security,
    ...parseLimits(given),
    disableAutoCommitRetries: given.disableAutoCommitRetries ?? false,
    disableLosslessIntegers: given.disableLosslessIntegers ?? false,
    useBigInt: given.useBigInt ?? false,
    notificationFilter: assertNotificationFilter(given.notificationFilter),
    resolver: parseResolver(given.resolver),
    userAgent: given.userAgent || product,
    boltAgent: Object.freeze(boltAgent()),
    telemetryDisabled: given.telemetryDisabled ?? false,
    encryptionProfiles: given.encryptionProfiles ?? [],
    strictParameters: given.strictParameters ?? false
  }
  warn(config, given)
  return Object.freeze(config)
}

/** What integers of the server become. */
export function integerModeOf ({ useBigInt, disableLosslessIntegers }: DriverConfig): IntegerMode {
  return useBigInt ? 'bigint' : disableLosslessIntegers ? 'number' : 'integer'
}

type Limits = Pick<DriverConfig, 'fetchSize' | 'maxConnectionPoolSize' | 'maxConnectionLifetime' | 'maxTransactionRetryTime' |
  'connectionAcquisitionTimeout' | 'connectionLivenessCheckTimeout' | 'connectionTimeout'>

function parseLimits (given: Config): Limits {
  return {
    fetchSize: parseFetchSize(given.fetchSize, 1000),
    maxConnectionPoolSize: parseLimit(given.maxConnectionPoolSize, 100),
    maxConnectionLifetime: parseLimit(given.maxConnectionLifetime, HOUR),
    maxTransactionRetryTime: parseRetryTime(given.maxTransactionRetryTime),
    connectionAcquisitionTimeout: parseLimit(given.connectionAcquisitionTimeout, 60 * SECOND),
    connectionLivenessCheckTimeout: parseLivenessTimeout(given.connectionLivenessCheckTimeout),
    connectionTimeout: parseLimit(given.connectionTimeout, 30 * SECOND) || Infinity
  }
}

/** As neo4j-driver: whole numbers, also as strings; negative means «no limit», anything else the default. */
function parseLimit (value: unknown, defaultValue: number): number {
  const number = wholeNumber(value)
  return Number.isNaN(number) ? defaultValue : number < 0 ? Infinity : number
}

/** Also for sessions, whose default is the driver's fetch size. @throws Neo4jError if it is 0, or negative but not -1 */
export function parseFetchSize (value: unknown, defaultValue: number): number {
  const fetchSize = wholeNumber(value)
  if (Number.isNaN(fetchSize)) {
    return defaultValue
  }
  if (fetchSize <= 0 && fetchSize !== FETCH_ALL) {
    throw newError(`The fetch size can only be a positive value or ${FETCH_ALL} for ALL. However fetchSize = ${fetchSize}`)
  }
  return fetchSize
}

function parseRetryTime (value: unknown): number {
  const retryTime = value == null ? 30 * SECOND : Number(value)
  if (!(retryTime >= 0)) {
    throw newError(`Max retry time should be >= 0: ${String(value)} (maxTransactionRetryTime, in milliseconds)`)
  }
  return retryTime
}

function parseLivenessTimeout (value: unknown): number | undefined {
  const timeout = value == null ? undefined : wholeNumber(value)
  if (timeout !== undefined && !(timeout >= 0)) {
    throw newError(`The connectionLivenessCheckTimeout can only be a positive value or 0 for always. However connectionLivenessCheckTimeout = ${timeout}`)
  }
  return timeout
}

function parseResolver (resolver: Config['resolver']): Config['resolver'] | undefined {
  if (resolver != null && typeof resolver !== 'function') {
    throw new TypeError(`Configured resolver should be a function. Got: ${typeof resolver}`)
  }
  return resolver ?? undefined
}

type Security = Pick<DriverConfig, 'encrypted' | 'trust' | 'trustedCertificates' | 'clientCertificate'>

function parseSecurity (url: DriverUrl, given: Config): Security {
  if (url.encrypted && ('encrypted' in given || 'trust' in given)) {
    throw newError(`Encryption/trust can only be configured either through URL or config, not both: leave them out of the config, or use the scheme ${url.scheme.split('+')[0]}`)
  }
  assertOneOf('encrypted', given.encrypted, ENCRYPTION_CHOICES)
  assertOneOf('trust', given.trust, TRUST_CHOICES)
  const encrypted = url.encrypted || given.encrypted === true || given.encrypted === 'ENCRYPTION_ON'
  const trust = url.trust ?? given.trust ?? 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'
  const trustedCertificates = given.trustedCertificates ?? []
  if (encrypted && trust === 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' && trustedCertificates.length === 0) {
    throw newError('You are using TRUST_CUSTOM_CA_SIGNED_CERTIFICATES as the method to verify trust for encrypted connections, ' +
      'but have not configured any trustedCertificates. Give the path of at least one X.509 certificate in PEM format')
  }
  return { encrypted, trust, trustedCertificates, clientCertificate: resolveCertificateProvider(given.clientCertificate) }
}

function assertOneOf (name: string, value: unknown, choices: readonly unknown[]): void {
  if (value != null && !choices.includes(value)) {
    throw newError(`Illegal value of the ${name} setting ${String(value)}. Expected one of ${choices.join(', ')}`)
  }
}

function warn (config: DriverConfig, given: Config): void {
  config.url.warnings.forEach(warning => { config.log.warn(warning) })
  const unknownKeys = unknownKeysWarning(given)
  if (unknownKeys !== undefined) {
    config.log.warn(unknownKeys)
  }
  if (config.connectionAcquisitionTimeout < config.connectionTimeout && Number.isFinite(config.connectionTimeout)) {
    config.log.warn(`Configuration for "connectionAcquisitionTimeout" (${config.connectionAcquisitionTimeout} ms) should be greater than or equal to ` +
      `"connectionTimeout" (${config.connectionTimeout} ms): otherwise it ends the wait for a new connection first`)
  }
}

function wholeNumber (value: unknown): number {
  return parseInt(String(value), 10)
}
