import type { ClientCertificate, ClientCertificateProvider } from '../auth/client-certificate.js'
import type { EncryptionProfile } from '../types/encryption.js'
import type { DehydrationHook, HydrationHooks } from '../hydration/hooks.js'
import type { LoggingConfig } from '../log.js'
import type { TrustStrategy } from '../net/tls.js'
import type { NotificationFilter } from '../types/notification-filter.js'

export { type TrustStrategy }

/** Whether connections are encrypted: the old spelling of `true` and `false`. */
export type EncryptionLevel = 'ENCRYPTION_ON' | 'ENCRYPTION_OFF'

/**
 * The driver's configuration: everything is optional. Times are in milliseconds.
 *
 * Numbers may be given as strings of digits; their fractions are cut off; `Infinity` means no limit. Values of
 * another type are errors that name the key.
 */
export interface Config {
  /** Default false. Not together with a `+s` or `+ssc` scheme. */
  encrypted?: boolean | EncryptionLevel
  /** Whose certificates are trusted; default `TRUST_SYSTEM_CA_SIGNED_CERTIFICATES`. Not together with `+s` or `+ssc`. */
  trust?: TrustStrategy
  /** Paths of the PEM files for `TRUST_CUSTOM_CA_SIGNED_CERTIFICATES`. */
  trustedCertificates?: string[]
  /** How many records are asked for at a time; -1 for all. Default 1000. */
  fetchSize?: number
  /** Most connections per server; 0 or negative for no limit. Default 100. */
  maxConnectionPoolSize?: number
  /** How long a transaction function is retried; 0 for one attempt. Default 30,000. */
  maxTransactionRetryTime?: number
  /** Age at which a connection is replaced; negative for never. Default 3,600,000. */
  maxConnectionLifetime?: number
  /** How long to wait for a connection, whether it is opened or handed on; negative for no limit. Default 60,000. */
  connectionAcquisitionTimeout?: number
  /** A connection idle for longer is tried before it is used; 0 for always, `Infinity` for never. Default: never. */
  connectionLivenessCheckTimeout?: number
  /**
   * A connection that is lent to a session for longer is told of in a warning, with the stack of who borrowed it, and again
   * when it comes back; 0 for never. Default 0. For finding leaks: while it is on, a stack is captured for each borrowing.
   */
  leakDetectionThreshold?: number
  /** How long it may take to open a connection: TCP, TLS and the handshake of Bolt together; 0 or negative for no limit. Default 30,000. */
  connectionTimeout?: number
  /**
   * Default false: `session.run()` repeats a query once if the server says that it did nothing at all. Unlike the first
   * try, the second one sends the parameters as they are by then: do not change them before the result has begun to come.
   */
  disableAutoCommitRetries?: boolean
  /** Integers come as JavaScript numbers, beyond 2^53 with loss. Default false. */
  disableLosslessIntegers?: boolean
  /** Integers come as `bigint`; stronger than `disableLosslessIntegers`. Default false. */
  useBigInt?: boolean
  /** Which notifications the server should send. */
  notificationFilter?: NotificationFilter
  /** What the driver logs, and to which function. Default: nothing. */
  logging?: LoggingConfig
  /** Turns the URL's `host:port` into the addresses of the routers to begin with. Only for `neo4j` schemes. */
  resolver?: (address: string) => string[] | Promise<string[]>
  /** Shown in the server's log. */
  userAgent?: string
  /** Tells the server nothing about which methods are used. Default false. */
  telemetryDisabled?: boolean
  /** For mutual TLS. */
  clientCertificate?: ClientCertificate | ClientCertificateProvider
  /** Profiles of client-side property encryption, each with a name of its own. */
  encryptionProfiles?: EncryptionProfile[]
  /** What the tracing channels show: see `CHANNELS`. `parameters`: those of queries, too. Default false. */
  tracing?: { parameters?: boolean }
  /** Throws on parameters that would change in silence, such as a JavaScript `Date`. Default false. */
  strictParameters?: boolean
  /** What becomes of values in records, by type. Sessions and calls may replace each. */
  hydrationHooks?: HydrationHooks
  /** What becomes of parameters, behind the hooks of sessions and calls. */
  dehydrationHooks?: readonly DehydrationHook[]
}
