import type { Connection } from '../bolt/connection.js'
import type { AccessMode } from '../bolt/messages.js'
import type { Timer } from '../clock.js'
import type { CloseReason } from './counters.js'

/** Connections are retired up to this fraction of their lifetime early, so that those opened together do not expire together. */
const LIFETIME_SPREAD = 0.1

/**
 * `idle`: free; `claimed`: being prepared for a caller; `lent`: in use by its lease; `returning`: returned and being
 * reset.
 */
type EntryState = 'idle' | 'claimed' | 'lent' | 'returning'

/**
 * A pool's data about one connection.
 *
 * Neither the entry nor the connection refers to the lease, so that a leaked lease can be garbage collected, which the
 * pool detects. Data about the lease are copied into the entry.
 */
export interface Entry {
  readonly connection: Connection
  state: EntryState
  /** The access mode and database of its lease; meaningless while it is `idle` or `claimed`. */
  mode: AccessMode
  database: string | undefined
  /** The text of the last query that its holder sent. */
  query: string | undefined
  /** Only the lease refers to it while the connection is lent, so it is garbage collected together with a leaked lease. */
  token: object | undefined
  /** Set if the pool warns when the connection is lent for too long. */
  watch: Watch | undefined
  /** The reason why the pool closes it; if undefined, the reason is derived from its error. */
  closeReason: CloseReason | undefined
  /** When it becomes too old to be lent; in milliseconds of the driver's clock. */
  expiresAt: number
  idleSince: number
  /** The beginning of its current use, unless it is `idle`. */
  usedSince: number
  /** Whether the user must be authenticated again before it is lent, because the user's rights may have changed. */
  mustReauthenticate: boolean
}

/** How the pool watches a connection that should be returned soon; see `LeakDetector`. */
export interface Watch {
  timer: Timer
  /** The program's stack frames where it was borrowed, one per line. */
  readonly borrowedAt: string
  isOverdue: boolean
}

/** The entry of a connection opened for a caller. The only connection of a pool gets its full lifetime. */
export function newEntry (connection: Connection, now: number, maxLifetime: number, isAlone: boolean): Entry {
  const spread = isAlone ? 0 : LIFETIME_SPREAD * Math.random()
  return {
    connection,
    state: 'claimed',
    mode: 'WRITE',
    database: undefined,
    query: undefined,
    token: undefined,
    watch: undefined,
    closeReason: undefined,
    expiresAt: now + maxLifetime * (1 - spread),
    idleSince: now,
    usedSince: now,
    mustReauthenticate: false
  }
}
