import type { Clock } from '../clock.js'
import type { Logger } from '../log.js'
import type { ConnectionProvider } from '../pool/provider.js'

/** What all sessions of a driver share. */
export interface SessionContext {
  readonly provider: ConnectionProvider
  readonly clock: Clock
  readonly log: Logger
  /** Milliseconds. */
  readonly maxTransactionRetryTime: number
  readonly telemetryDisabled: boolean
}

/** What the server is told about which part of the API is in use: specification page «Bolt messages», TELEMETRY. */
export const TELEMETRY_API = Object.freeze({
  managedTransaction: 0,
  explicitTransaction: 1,
  autoCommit: 2,
  executeQuery: 3
})
