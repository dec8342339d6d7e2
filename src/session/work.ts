import type { AccessMode, TransactionSettings } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import type { CheckedConfig } from './query.js'
import type { TracingSettings } from './session-context.js'

/** An auto-commit query or a transaction, from when its session begins it until its connection is returned. */
export interface Work {
  /** Resolves when the work is done and its connection is reset or closed. Never rejects. */
  settled: () => Promise<void>
  /** Ends the work because its session is closed. */
  end: () => void
}

/** The part of a session that its work uses. */
export interface WorkContext {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly tracing: TracingSettings
  readonly fetchSize: number
  readonly disableAutoCommitRetries: boolean
  /** The session's signal, which ends all its work. */
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
  /** The session's hooks, for work whose config has none. */
  readonly hooks: ValueHooks
  /** The bookmarks to send; undefined if a bookmark manager must be asked asynchronously. */
  bookmarksNow: () => readonly string[] | undefined
  /** @throws Neo4jError if the user's bookmark manager fails, or does not answer within the limit */
  bookmarks: (limit: Limit) => Promise<readonly string[]>
  /** Determines the servers, if necessary. @throws Neo4jError if that fails, or takes longer than the limit */
  route: (mode: AccessMode, limit: Limit) => Promise<void>
  /** Returns a connection if one is available immediately; undefined otherwise. */
  tryAcquire: (mode: AccessMode) => Lease | undefined
  /** @throws Neo4jError if no connection becomes available within the limit */
  acquire: (mode: AccessMode, bookmarks: readonly string[], limit: Limit) => Promise<Lease>
  newLimit: () => Limit
  transactionSettings: (mode: AccessMode, bookmarks: readonly string[], config: CheckedConfig) => TransactionSettings
  shouldSendTelemetry: (lease: Lease) => boolean
  homeDatabaseKnown: (name: string) => void
  /** Called with the bookmark of completed work; `used` are the bookmarks that it began with. */
  bookmarksUpdated: (bookmark: unknown, used: readonly string[]) => void
  /** Called with the number of records that have arrived. */
  workEnded: (work: Work, records: number) => void
}
