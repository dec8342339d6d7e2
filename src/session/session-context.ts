import type { AccessMode } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Logger } from '../log.js'
import type { ConnectionProvider } from '../pool/connection-provider.js'
import type { AuthToken } from '../types/auth-token.js'
import type { NotificationFilter } from '../types/notification-filter.js'
import type { BookmarkManager } from './bookmark-manager.js'
import type { Bookmarks } from './bookmarks.js'

/** The driver's part of the messages on tracing channels. */
export interface TracingSettings {
  /** The host and port of the driver's URL. */
  readonly serverAddress: string
  readonly serverPort: number
  readonly parameters: boolean
}

/** The context that all sessions of a driver share. */
export interface SessionContext {
  readonly provider: ConnectionProvider
  readonly clock: Clock
  readonly log: Logger
  /** In milliseconds. */
  readonly maxTransactionRetryTime: number
  readonly telemetryDisabled: boolean
  readonly tracing: TracingSettings
  /** Aborted when the driver is closed; its reason is the error of callers that wait for a user's callback or another attempt. */
  readonly closing: AbortSignal
  /** Called when a query or a transaction has ended, with the number of its records that have arrived. */
  readonly workEnded: (records: number) => void
}

/** The validated settings of one session. */
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
  /** How long a connection may be lent without a warning, in milliseconds; 0 for any time. */
  readonly leakDetectionThreshold: number
  readonly signal: AbortSignal | undefined
  readonly hooks: ValueHooks
}

/** The ids that tell the server which part of the API is used: specification page "Bolt messages", TELEMETRY. */
export const TELEMETRY_API = Object.freeze({
  managedTransaction: 0,
  explicitTransaction: 1,
  autoCommit: 2,
  executeQuery: 3
})
