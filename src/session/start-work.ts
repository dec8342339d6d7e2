import type { AbortPhase } from '../abort.js'
import type { AccessMode } from '../bolt/messages.js'
import { asNeo4jError } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import type { WorkContext } from './work.js'

/** A connection and bookmarks, which all work begins with. */
export interface Started {
  readonly lease: Lease
  /** The bookmarks to send with it. */
  readonly bookmarks: readonly string[]
}

/** The phase of work without a connection. Without a limit, it still waits for earlier work of its session. */
export function phaseOfWait (limit: Limit | undefined): AbortPhase {
  return limit === undefined || limit.isQueued ? 'queue' : 'connect'
}

/** Servers with support for several databases enforce access mode READ. */
export function mayHaveWritten (mode: AccessMode, { capabilities }: Lease): boolean {
  return mode !== 'READ' || !capabilities.multiDb
}

/** Starts work immediately; undefined if that requires waiting. */
export function tryStart (context: WorkContext, mode: AccessMode): Started | undefined {
  const bookmarks = context.bookmarksNow()
  const lease = bookmarks === undefined ? undefined : context.tryAcquire(mode)
  return lease === undefined ? undefined : { lease, bookmarks: bookmarks as readonly string[] }
}

/**
 * Calls the user's callbacks first and acquires the connection last, so that no connection is held while they run. A router that is
 * asked for a routing table needs bookmarks too, and the bookmarks of the work are requested after that.
 * @throws Neo4jError if a callback fails, or there is no connection within the limit
 */
export async function start (context: WorkContext, mode: AccessMode, limit: Limit): Promise<Started> {
  try {
    let bookmarks = context.bookmarksNow()
    if (bookmarks === undefined) {
      await context.route(mode, limit)
      bookmarks = await context.bookmarks(limit)
    }
    const lease = await context.acquire(mode, bookmarks, limit)
    if (lease.homeDatabase !== undefined) context.homeDatabaseKnown(lease.homeDatabase)
    return { lease, bookmarks }
  } catch (error) {
    throw asNeo4jError(error)
  }
}
