import type { AccessMode } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Logger } from '../log.js'
import type { ConnectionProvider } from '../pool/connection-provider.js'
import type { AuthToken } from '../types/auth-token.js'
import type { NotificationFilter } from '../types/notification-filter.js'
import type { BookmarkManager } from './bookmark-manager.js'
import type { Bookmarks } from './bookmarks.js'

/** What a driver's messages on tracing channels say of it, and whether they show parameters. */
export interface TracingSettings {
  /** Of the driver's URL. */
  readonly serverAddress: string
  readonly serverPort: number
  readonly parameters: boolean
}

/** What all sessions of a driver share. */
export interface SessionContext {
  readonly provider: ConnectionProvider
  readonly clock: Clock
  readonly log: Logger
  /** Milliseconds. */
  readonly maxTransactionRetryTime: number
  readonly telemetryDisabled: boolean
  readonly tracing: TracingSettings
  /** Aborted when the driver is closed, with the error for those who wait for a callback of the user's, or for another try. */
  readonly closing: AbortSignal
  /** Told of each query and transaction that has ended. */
  readonly workEnded: () => void
}

/** Checked settings of one session. */
export interface SessionSettings {
  readonly mode: AccessMode
  readonly database: string | undefined
  readonly fetchSize: number
  readonly bookmarks: Bookmarks
  readonly bookmarkManager: BookmarkManager | undefined
  readonly impersonatedUser: string | undefined
  readonly auth: AuthToken | undefined
  readonly notificationFilter: NotificationFilter | undefined
  readonly disableAutoCommitRetries: boolean
  /** Milliseconds for which a connection may be lent without a warning; 0 for any time. */
  readonly leakDetectionThreshold: number
  readonly signal: AbortSignal | undefined
  readonly hooks: ValueHooks
}

/** What the server is told about which part of the API is in use: specification page «Bolt messages», TELEMETRY. */
export const TELEMETRY_API = Object.freeze({
  managedTransaction: 0,
  explicitTransaction: 1,
  autoCommit: 2,
  executeQuery: 3
})
