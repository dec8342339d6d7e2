import type { Connection } from '../bolt/connection.js'
import type { AccessMode } from '../bolt/messages.js'
import type { Timer } from '../clock.js'
import type { CloseReason } from './counters.js'

/** Up to this part of their lifetime, connections are retired early, so that those opened together don't end together. */
const LIFETIME_SPREAD = 0.1

/**
 * `idle`: free to be lent; `claimed`: being made ready for a caller; `lent`: in use, by its lease; `returning`:
 * given back, and being reset.
 */
type EntryState = 'idle' | 'claimed' | 'lent' | 'returning'

/**
 * What a pool knows of one connection.
 *
 * Neither it nor the connection refers to the lease: a lease that nobody holds any more can be collected, and the pool
 * hears of that. What has to be known of a lease is copied here.
 */
export interface Entry {
  readonly connection: Connection
  state: EntryState
  /** The kind of work and the database that it is lent for; meaningless while it is `idle` or `claimed`. */
  mode: AccessMode
  database: string | undefined
  /** The text of the query that its holder has sent last. */
  query: string | undefined
  /** Collected together with a lease that was forgotten: nobody but the lease has it while the connection is lent. */
  token: object | undefined
  /** Set while there is a limit to how long it may be lent without a warning. */
  watch: Watch | undefined
  /** Why the pool is about to close it; otherwise its error tells. */
  closeReason: CloseReason | undefined
  /** When it is too old to be lent again; by the driver's clock, in milliseconds. */
  expiresAt: number
  idleSince: number
  /** In use since then, unless it is `idle`. */
  usedSince: number
  /** The user's rights may have changed: it must be logged in again before it is lent. */
  mustReauthenticate: boolean
}

/** How the pool watches a connection that should come back soon; see `LeakDetector`. */
export interface Watch {
  timer: Timer
  /** The frames of the program where it was borrowed, one a line. */
  readonly borrowedAt: string
  isOverdue: boolean
}

/** For a connection that was opened for a caller. One that is alone in its pool lives its full time. */
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
