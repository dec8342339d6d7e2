import type { AccessMode, TransactionSettings } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import type { ValueHooks } from '../hydration/value-hooks.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import type { CheckedConfig } from './query.js'
import type { TracingSettings } from './session-context.js'

/** An auto-commit query or a transaction, from when its session has begun it until its connection is given back. */
export interface Work {
  /** Resolves when the work is done and its connection clean or closed. Never rejects. */
  settled: () => Promise<void>
  /** Brings it to its end, because its session is closed. */
  end: () => void
}

/** What a session is to its work. */
export interface WorkContext {
  readonly mode: AccessMode
  /** undefined for the user's home database. */
  readonly database: string | undefined
  readonly tracing: TracingSettings
  readonly fetchSize: number
  readonly disableAutoCommitRetries: boolean
  /** The session's, which ends all its work. */
  readonly signal: AbortSignal | undefined
  readonly clock: Clock
  /** The session's, for work whose config has none. */
  readonly hooks: ValueHooks
  /** The bookmarks to send; undefined if a bookmark manager of the user's has to be asked. */
  bookmarksNow: () => readonly string[] | undefined
  /** @throws Neo4jError if the user's bookmark manager fails, or does not answer within the limit */
  bookmarks: (limit: Limit) => Promise<readonly string[]>
  /** Finds out which servers there are, if need be. @throws Neo4jError if that fails, or takes longer than the limit */
  route: (mode: AccessMode, limit: Limit) => Promise<void>
  /** A connection that is there already; undefined if one has to be waited for. */
  tryAcquire: (mode: AccessMode) => Lease | undefined
  /** @throws Neo4jError if there is none within the limit */
  acquire: (mode: AccessMode, bookmarks: readonly string[], limit: Limit) => Promise<Lease>
  newLimit: () => Limit
  transactionSettings: (mode: AccessMode, bookmarks: readonly string[], config: CheckedConfig) => TransactionSettings
  shouldSendTelemetry: (lease: Lease) => boolean
  homeDatabaseKnown: (name: string) => void
  /** Takes over what finished work left; `used` are the bookmarks that it began with. */
  bookmarksUpdated: (bookmark: unknown, used: readonly string[]) => void
  workEnded: (work: Work) => void
}
