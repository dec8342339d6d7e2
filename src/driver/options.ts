import type { ClientCertificate, ClientCertificateProvider } from '../auth/client-certificate.js'
import type { EncryptionProfile } from '../types/encryption.js'
import type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
import type { LoggingConfig } from '../log.js'
import type { TrustStrategy } from '../net/tls.js'
import type { NotificationFilter } from '../types/notification-filter.js'

export { type TrustStrategy }

/** Whether connections are encrypted: the older form of `true` and `false`. */
export type EncryptionLevel = 'ENCRYPTION_ON' | 'ENCRYPTION_OFF'

/**
 * The driver's config; all keys are optional. Times are in milliseconds.
 *
 * Numbers may also be strings of digits, bigints or Integers. Fractions are truncated, and `Infinity` means no limit. A value of
 * another type is an error that names the key.
 */
export interface Config {
  /** Whether connections use TLS. Not allowed with a `+s` or `+ssc` scheme. Default: `false`. */
  encrypted?: boolean | EncryptionLevel
  /** Which certificates are trusted. Not allowed with a `+s` or `+ssc` scheme. Default: `TRUST_SYSTEM_CA_SIGNED_CERTIFICATES`. */
  trust?: TrustStrategy
  /** Paths of the PEM files for `TRUST_CUSTOM_CA_SIGNED_CERTIFICATES`. Default: none. */
  trustedCertificates?: string[]
  /** The number of records requested at a time, at least 1; -1 for all. Default: 1000. */
  fetchSize?: number
  /** The maximum number of connections per server, including those being opened; 0 or negative for no limit. Default: 100. */
  maxConnectionPoolSize?: number
  /** How long transaction functions are retried, in milliseconds; 0 for a single attempt. Default: 30,000. */
  maxTransactionRetryTime?: number
  /** The age, in milliseconds, at which a connection is replaced; negative for never. Default: 3,600,000 (1 hour). */
  maxConnectionLifetime?: number
  /** How long to wait for a connection, new or pooled, in milliseconds; negative for no limit. Default: 60,000. */
  connectionAcquisitionTimeout?: number
  /** Connections idle for at least this time, in milliseconds, are checked before use; 0 for always, `Infinity` for never. Default: none, which means never. */
  connectionLivenessCheckTimeout?: number
  /**
   * A connection that is lent to a session for longer than this time, in milliseconds, is reported in a warning, with the stack trace
   * of the borrower, and again when it is returned; 0 for never. Default: 0. For finding leaks: it captures a stack trace per borrowing.
   */
  leakDetectionThreshold?: number
  /** How long opening a connection may take (TCP, TLS and the Bolt handshake), in milliseconds; 0 or negative for no limit. Default: 30,000. */
  connectionTimeout?: number
  /**
   * Whether `session.run()` never retries. With `false`, it retries a query once if the server reports that nothing was executed. That
   * attempt sends the current state of the parameters: do not change them before the first record arrives. Default: `false`.
   */
  disableAutoCommitRetries?: boolean
  /**
   * Whether integers are returned as JavaScript numbers. An integer beyond 2^53 that a number cannot represent exactly becomes `Infinity`
   * or `-Infinity`. Default: `false`.
   */
  disableLosslessIntegers?: boolean
  /** Whether integers are returned as `bigint`; takes precedence over `disableLosslessIntegers`. Default: `false`. */
  useBigInt?: boolean
  /** Which notifications the server sends. Default: the server's. */
  notificationFilter?: NotificationFilter
  /** What the driver logs, and the function that gets the messages. Default: none. */
  logging?: LoggingConfig
  /** Maps the `host:port` of the URL to the addresses of the initial routers. Only for `neo4j` schemes. Default: none. */
  resolver?: (address: string) => string[] | Promise<string[]>
  /** The name of the program, as shown in the server's log. Default: `neobolt/VERSION`. */
  userAgent?: string
  /** Whether the driver does not tell the server which of its methods are used. Default: `false`. */
  telemetryDisabled?: boolean
  /** The client's certificate for mutual TLS, or a provider of it. Default: none. */
  clientCertificate?: ClientCertificate | ClientCertificateProvider
  /** Profiles for client-side encryption of properties, each with a unique name. Default: none. */
  encryptionProfiles?: EncryptionProfile[]
  /** What the tracing channels show; see `CHANNELS`. `parameters`: whether messages contain query parameters. Default: none. */
  tracing?: { parameters?: boolean }
  /** Whether parameters that would be changed silently, such as a JavaScript `Date`, are errors. Default: `false`. */
  strictParameters?: boolean
  /** Conversions of values in records, by type. Sessions and calls can override each of them. Default: none. */
  hydrationHooks?: HydrationHooks
  /** Conversions of parameters; tried after the hooks of sessions and calls. Default: none. */
  dehydrationHooks?: readonly DehydrationHook[]
}
