import type { AbortPhase } from '../abort.js'
import type { AccessMode } from '../bolt/messages.js'
import { asNeo4jError } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import type { WorkContext } from './work.js'

/** What every piece of work begins with. */
export interface Started {
  readonly lease: Lease
  /** The bookmarks to send with it. */
  readonly bookmarks: readonly string[]
}

/** Where work is that has no connection yet. Without a limit, it still waits for earlier work of its session. */
export function phaseOfWait (limit: Limit | undefined): AbortPhase {
  return limit === undefined || limit.isQueued ? 'queue' : 'connect'
}

/** Servers that know databases see to it that work in the mode READ writes nothing. */
export function mayHaveWritten (mode: AccessMode, { capabilities }: Lease): boolean {
  return mode !== 'READ' || !capabilities.multiDb
}

/** Starts work at once; undefined if anything has to be waited for. */
export function tryStart (context: WorkContext, mode: AccessMode): Started | undefined {
  const bookmarks = context.bookmarksNow()
  const lease = bookmarks === undefined ? undefined : context.tryAcquire(mode)
  return lease === undefined ? undefined : { lease, bookmarks: bookmarks as readonly string[] }
}

/**
 * What may need callbacks of the user's first, the connection last: nothing is held while those run. A router that is
 * asked for a routing table must have seen bookmarks, too, and those of the work are asked for after that.
 * @throws Neo4jError
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
