import { resolveCertificateProvider, type ClientCertificateProvider } from '../auth/client-certificate.js'
import type { BoltAgent } from '../bolt/bolt-agent.js'
import { isObject } from '../assert.js'
import { newError } from '../error.js'
import { ValueHooks } from '../hydration/value-hooks.js'
import { Logger } from '../log.js'
import { ServerAddress } from '../net/address.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import { checkHooks } from '../session/check-hooks.js'
import { parseFlag, parseList, wrongSetting } from '../session/settings.js'
import type { EncryptionProfile } from '../types/encryption.js'
import { assertNotificationFilter, type NotificationFilter } from '../types/notification-filter.js'
import { boltAgent, product } from './bolt-agent.js'
import { type Limits, parseLimits } from './limits.js'
import type { Config, TrustStrategy } from './options.js'
import { unknownKeysWarning } from './unknown-keys.js'
import { parseUrl, type DriverUrl } from './url.js'
import { describeKind, shorten } from '../text.js'


const ENCRYPTION_CHOICES: readonly unknown[] = [true, false, 'ENCRYPTION_ON', 'ENCRYPTION_OFF']
const TRUST_CHOICES: readonly unknown[] = [
  'TRUST_ALL_CERTIFICATES', 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'
]

/** URL and config combined and validated, with all defaults applied. Times are in milliseconds; `Infinity` means no limit. */
export interface DriverConfig extends Limits {
  readonly url: DriverUrl
  readonly address: ServerAddress
  readonly routing: boolean
  readonly routingContext: Readonly<Record<string, string>>
  readonly log: Logger
  readonly encrypted: boolean
  readonly trust: TrustStrategy
  readonly trustedCertificates: readonly string[]
  readonly clientCertificate: ClientCertificateProvider | undefined
  readonly disableAutoCommitRetries: boolean
  readonly disableLosslessIntegers: boolean
  readonly useBigInt: boolean
  readonly notificationFilter: NotificationFilter | undefined
  readonly resolver: Config['resolver'] | undefined
  readonly userAgent: string
  readonly boltAgent: Readonly<BoltAgent>
  readonly telemetryDisabled: boolean
  readonly encryptionProfiles: readonly EncryptionProfile[]
  readonly strictParameters: boolean
  readonly tracing: { readonly parameters: boolean }
  readonly hooks: ValueHooks
}

/**
 * Validates the user's config and applies the defaults, without changing the given object.
 * Unknown keys are kept, with one warning that names them.
 * @throws TypeError for arguments of the wrong type
 * @throws Neo4jError for values that are not allowed or contradict each other
 */
export function parseConfig (url: string, userConfig: Config | null = {}): DriverConfig {
  const given: Config = userConfig ?? {}
  if (!isObject(given)) {
    throw wrongSetting("The driver's config", 'an object', given)
  }
  const parsedUrl = parseUrl(url)
  const security = parseSecurity(parsedUrl, given)
  const log = parseLogging(given)
  const integers = {
    disableLosslessIntegers: parseFlag('disableLosslessIntegers', given.disableLosslessIntegers),
    useBigInt: parseFlag('useBigInt', given.useBigInt)
  }
  const config: DriverConfig = {
    ...given,
    url: parsedUrl,
    address: new ServerAddress(parsedUrl.host, null, parsedUrl.port, parsedUrl.hostAndPort),
    routing: parsedUrl.routing,
    routingContext: parsedUrl.query,
    log,
    ...security,
    ...parseLimits(given),
    disableAutoCommitRetries: parseFlag('disableAutoCommitRetries', given.disableAutoCommitRetries),
    ...integers,
    notificationFilter: assertNotificationFilter(given.notificationFilter),
    resolver: parseResolver(given.resolver),
    userAgent: parseUserAgent(given.userAgent),
    boltAgent: Object.freeze(boltAgent()),
    telemetryDisabled: parseFlag('telemetryDisabled', given.telemetryDisabled),
    encryptionProfiles: parseList<EncryptionProfile>('encryptionProfiles', 'encryption profiles', 'an encryption profile with a name', given.encryptionProfiles, isProfile),
    strictParameters: parseFlag('strictParameters', given.strictParameters),
    tracing: parseTracing(given.tracing),
    hooks: checkHooks(given, ValueHooks.none(integerModeOf(integers)))
  }
  warn(config, given)
  return Object.freeze(config)
}

/** How the driver returns integers. */
export function integerModeOf ({ useBigInt, disableLosslessIntegers }: Pick<DriverConfig, 'useBigInt' | 'disableLosslessIntegers'>): IntegerMode {
  return useBigInt ? 'bigint' : disableLosslessIntegers ? 'number' : 'integer'
}

function parseLogging (given: Config): Logger {
  const { logging } = given
  if (logging != null && !isObject(logging)) {
    throw wrongSetting('logging', 'an object { level, logger }', logging)
  }
  parseFlag('logging.unredactDebugLogs', logging?.unredactDebugLogs)
  return Logger.create(given)
}

function parseTracing (tracing: Config['tracing']): DriverConfig['tracing'] {
  if (tracing != null && !isObject(tracing)) {
    throw wrongSetting('tracing', 'an object { parameters }', tracing)
  }
  return Object.freeze({ parameters: parseFlag('tracing.parameters', tracing?.parameters) })
}

function parseUserAgent (userAgent: unknown): string {
  if (userAgent != null && typeof userAgent !== 'string') {
    throw wrongSetting('userAgent', 'a string', userAgent)
  }
  return userAgent || product
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
  const trustedCertificates = parseList<string>('trustedCertificates', 'paths of PEM files', 'the path of a PEM file', given.trustedCertificates, isPath)
  if (encrypted && trust === 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' && trustedCertificates.length === 0) {
    throw newError('You are using TRUST_CUSTOM_CA_SIGNED_CERTIFICATES as the method to verify trust for encrypted connections, ' +
      'but have not configured any trustedCertificates. Give the path of at least one X.509 certificate in PEM format')
  }
  return { encrypted, trust, trustedCertificates, clientCertificate: resolveCertificateProvider(given.clientCertificate) }
}

function isProfile (value: unknown): boolean {
  return isObject(value) && typeof (value as Partial<EncryptionProfile>).name === 'string'
}

/** File URLs are not in the types, but Node.js accepts them as paths. */
function isPath (value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value instanceof URL
}

function assertOneOf (name: string, value: unknown, choices: readonly unknown[]): void {
  if (value != null && !choices.includes(value)) {
    throw newError(`Illegal value of the ${name} setting ${typeof value === 'string' ? shorten(value) : describeKind(value)}. Expected one of ${choices.join(', ')}`)
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
