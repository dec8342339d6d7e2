import type { Connection } from '../bolt/connection.js'

/** Up to this part of their lifetime (of an hour: 54 s), connections are retired early, so that those opened together don't end together. */
const LIFETIME_SPREAD = 0.015

/** What a pool knows of one connection. */
export interface Entry {
  readonly connection: Connection
  state: 'idle' | 'lent'
  /** When it is too old to be lent again; by the driver's clock, in milliseconds. */
  expiresAt: number
  idleSince: number
  /** The user's rights have changed: it must be logged in again before it is lent. */
  mustReauthenticate: boolean
}

export function newEntry (connection: Connection, now: number, maxLifetime: number): Entry {
  return {
    connection,
    state: 'lent',
    expiresAt: now + maxLifetime * (1 - LIFETIME_SPREAD * Math.random()),
    idleSince: now,
    mustReauthenticate: false
  }
}
