import type { Connection } from '../bolt/connection.js'
import type { Lease } from './lease.js'

/** Up to this part of their lifetime, connections are retired early, so that those opened together don't end together. */
const LIFETIME_SPREAD = 0.1

/**
 * `idle`: free to be lent; `claimed`: being made ready for a caller; `lent`: in use, by its lease; `returning`:
 * given back, and being reset.
 */
type EntryState = 'idle' | 'claimed' | 'lent' | 'returning'

/** What a pool knows of one connection. */
export interface Entry {
  readonly connection: Connection
  state: EntryState
  /** Its current holder, or the last one while it is `returning`. */
  lease: Lease | undefined
  /** When it is too old to be lent again; by the driver's clock, in milliseconds. */
  expiresAt: number
  idleSince: number
  lentAt: number
  /** The user's rights may have changed: it must be logged in again before it is lent. */
  mustReauthenticate: boolean
}

/** For a connection that was opened for a caller. One that is alone in its pool lives its full time. */
export function newEntry (connection: Connection, now: number, maxLifetime: number, isAlone: boolean): Entry {
  const spread = isAlone ? 0 : LIFETIME_SPREAD * Math.random()
  return {
    connection,
    state: 'claimed',
    lease: undefined,
    expiresAt: now + maxLifetime * (1 - spread),
    idleSince: now,
    lentAt: now,
    mustReauthenticate: false
  }
}
