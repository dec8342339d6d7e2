import { sameToken } from '../auth/same-token.js'
import type { Deadline } from '../clock.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { ConnectionRequest } from '../pool/provider.js'
import type { Pools } from '../pool/pools.js'
import type { Discovery } from './discovery.js'
import { isNetworkError, noTableInTime } from './failures.js'
import type { HomeDatabases } from './home-databases.js'
import type { RoutingTables } from './registry.js'
import type { RoutingTable } from './table.js'

export interface RefreshOptions {
  readonly discovery: Discovery
  readonly tables: RoutingTables
  readonly homes: HomeDatabases
  readonly pools: Pools
  readonly log: Logger
}

/** A search under way, and for whom: its failure is not everybody's. */
interface Refresh {
  readonly table: Promise<RoutingTable>
  readonly request: ConnectionRequest
  readonly deadline: Deadline
}

/**
 * Gets new routing tables, one search per database at a time: whoever comes meanwhile waits for its end.
 * Searches for different databases do not know of each other.
 */
export class Refreshes {
  readonly #options: RefreshOptions
  readonly #running = new Map<string, Refresh>()
  /** How to turn away everyone who waits. */
  readonly #waiting = new Set<(error: Neo4jError) => void>()
  /** Those of the newest table, also when all tables are lost. */
  #lastRouters: readonly ServerAddress[] = []
  #closed: Neo4jError | undefined

  constructor (options: RefreshOptions) {
    this.#options = options
  }

  /** @throws Neo4jError: why there is no table; or that the deadline has passed. */
  async refresh (request: ConnectionRequest, deadline: Deadline): Promise<RoutingTable> {
    const key = this.#keyOf(request)
    for (;;) {
      if (this.#closed !== undefined) throw this.#closed
      const running = this.#running.get(key)
      if (running === undefined) return await this.#inTime(this.#start(key, request, deadline), request, deadline)
      try {
        return await this.#inTime(running.table, request, deadline)
      } catch (error) {
        if (deadline.expired || !await mayDoBetter(running, request, error)) throw error
      }
    }
  }

  /** All who wait hear it at once. */
  close (): void {
    this.#closed ??= newError('Pool is closed, it is no more able to serve requests: the driver was closed.')
    for (const turnAway of this.#waiting) turnAway(this.#closed)
  }

  /** Users may have different home databases; every other database is the same for all. */
  #keyOf ({ database, auth, impersonatedUser }: ConnectionRequest): string {
    return database ?? `home of ${this.#options.homes.keyOf({ auth, impersonatedUser })}`
  }

  #start (key: string, request: ConnectionRequest, deadline: Deadline): Promise<RoutingTable> {
    const table = this.#find(request, deadline).finally(() => { this.#running.delete(key) })
    table.catch(() => {})
    this.#running.set(key, { table, request, deadline })
    return table
  }

  async #find (request: ConnectionRequest, deadline: Deadline): Promise<RoutingTable> {
    const { discovery, tables, homes, pools, log } = this.#options
    const { database } = request
    const known = tables.get(database ?? homes.get(request))
    log.info(() => `Routing table is stale for database: "${database ?? 'default database'}" and access mode: "${request.mode}": ${String(known)}`)
    try {
      const bookmarks = await request.bookmarks()
      const table = await discovery.find({ request, bookmarks, known, others: this.#otherRouters(), deadline })
      if (this.#closed !== undefined) throw this.#closed
      tables.removeLongExpired()
      tables.add(table)
      this.#lastRouters = table.routers
      pools.retire(address => tables.names(address))
      if (database === undefined && table.database !== undefined) homes.set(request, table.database)
      log.info(() => `Updated routing table ${table.toString()}`)
      return table
    } catch (error) {
      tables.remove(database)
      throw error
    }
  }

  /** The server of the URL may be gone for good while others of the cluster are alive. */
  * #otherRouters (): Generator<ServerAddress> {
    for (const table of this.#options.tables.all) yield * table.routers
    yield * this.#lastRouters
  }

  async #inTime (table: Promise<RoutingTable>, { database }: ConnectionRequest, deadline: Deadline): Promise<RoutingTable> {
    let turnAway!: (error: Neo4jError) => void
    const closed = new Promise<never>((_resolve, reject) => { turnAway = reject })
    this.#waiting.add(turnAway)
    try {
      return await deadline.limit(Promise.race([table, closed]), () => noTableInTime(database, deadline))
    } finally {
      this.#waiting.delete(turnAway)
    }
  }
}

/** Whether a search that failed for one user, or with other bookmarks, may succeed for another. */
async function mayDoBetter (refresh: Refresh, request: ConnectionRequest, error: unknown): Promise<boolean> {
  const first = refresh.request
  if (refresh.deadline.expired) return true
  if (isNeo4jError(error) && isNetworkError(error)) return false
  if (first.impersonatedUser !== request.impersonatedUser || !sameToken(first.auth, request.auth)) return true
  const [firstBookmarks, bookmarks] = await Promise.all([first.bookmarks(), request.bookmarks()])
  return bookmarks.join() !== firstBookmarks.join()
}
