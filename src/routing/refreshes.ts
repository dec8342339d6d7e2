import { sameToken } from '../auth/same-token.js'
import { isNetworkError } from '../error-codes.js'
import { isNeo4jError, type Neo4jError } from '../error.js'
import { ignoreRejection } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import type { ConnectionRequest } from '../pool/connection-provider.js'
import { driverClosed, type Pools } from '../pool/pools.js'
import { routings } from '../tracing/channels.js'
import { isTraced } from '../tracing/trace.js'
import type { Discovery } from './discovery.js'
import { noTableInTime } from './routing-errors.js'
import type { HomeDatabases } from './home-databases.js'
import type { RoutingTables } from './routing-tables.js'
import type { RoutingTable } from './routing-table.js'
import { traceRouting } from './tracing.js'

interface RefreshOptions {
  readonly discovery: Pick<Discovery, 'find'>
  /** The server of the driver's URL. */
  readonly seed: ServerAddress
  readonly tables: RoutingTables
  readonly homes: HomeDatabases
  readonly pools: Pick<Pools, 'retire'>
  readonly log: Logger
  /** The limit of one search, independent of the callers that wait for it. */
  readonly newLimit: () => Limit
}

/** A running search with its request, because its failure may not apply to every caller. */
interface Refresh {
  readonly table: Promise<RoutingTable>
  readonly request: ConnectionRequest
  readonly bookmarks: readonly string[]
  readonly limit: Limit
}

/**
 * Fetches new routing tables, with one search per database at a time, which all callers share. A search continues when its
 * callers give up; it has a limit of its own. Searches for different databases are independent.
 */
export class Refreshes {
  readonly #options: RefreshOptions
  readonly #running = new Map<string, Refresh>()
  /** The limits of all running searches and waiting callers: closing cancels them. */
  readonly #limits = new Set<Limit>()
  /** The routers of the latest table, kept even if all tables are lost. */
  #lastRouters: readonly ServerAddress[] = []
  #closed: Neo4jError | undefined

  constructor (options: RefreshOptions) {
    this.#options = options
  }

  /** @throws Neo4jError with the reason why there is no table, or that the limit is exceeded */
  async refresh (request: ConnectionRequest, bookmarks: readonly string[], limit: Limit): Promise<RoutingTable> {
    const key = this.#keyOf(request)
    for (;;) {
      if (this.#closed !== undefined) throw this.#closed
      const running = this.#running.get(key)
      const { table } = running ?? this.#start(key, request, bookmarks)
      try {
        return await this.#cancelledByClose(limit, async () =>
          await limit.wait(table, () => noTableInTime(request.database, limit)))
      } catch (error) {
        // If the caller has given up, the results of other searches do not matter.
        if (running === undefined || limit.expired || limit.isCancelled || !mayDoBetter(running, request, bookmarks, error)) throw error
      }
    }
  }

  /** Cancels all searches and waiting callers. */
  close (): void {
    const reason = this.#closed ??= driverClosed()
    for (const limit of this.#limits) limit.cancel(reason)
  }

  /** Users may have different home databases; the table of a named database is the same for all users. */
  #keyOf ({ database, auth, impersonatedUser }: ConnectionRequest): string {
    return database === undefined ? `home:${this.#options.homes.keyOf({ auth, impersonatedUser })}` : `database:${database}`
  }

  #start (key: string, request: ConnectionRequest, bookmarks: readonly string[]): Refresh {
    const limit = this.#options.newLimit()
    const table = this.#search(request, bookmarks, limit).finally(() => { this.#running.delete(key) })
    ignoreRejection(table)
    const refresh: Refresh = { table, request, bookmarks, limit }
    this.#running.set(key, refresh)
    return refresh
  }

  async #cancelledByClose<T> (limit: Limit, work: () => Promise<T>): Promise<T> {
    this.#limits.add(limit)
    try {
      return await work()
    } finally {
      this.#limits.delete(limit)
    }
  }

  #search (request: ConnectionRequest, bookmarks: readonly string[], limit: Limit): Promise<RoutingTable> {
    const search = (): Promise<RoutingTable> => this.#find(request, bookmarks, limit)
    return isTraced(routings) ? traceRouting(this.#options.seed, request, search) : search()
  }

  async #find (request: ConnectionRequest, bookmarks: readonly string[], limit: Limit): Promise<RoutingTable> {
    const { discovery, tables, homes, log } = this.#options
    const { database } = request
    const known = tables.get(database ?? homes.get(request))
    log.info(() => `Routing table is stale for database: "${database ?? 'default database'}" and access mode: "${request.mode}": ${String(known)}`)
    try {
      const found = discovery.find({ request, bookmarks, known, others: this.#otherRouters(), limit })
      // A result after the limit, from a callback that returns too late, is ignored.
      const table = await this.#cancelledByClose(limit, async () => await limit.wait(found, () => noTableInTime(database, limit)))
      this.#adopt(table)
      return table
    } catch (error) {
      // Another search may have replaced the table: that of a home database which turned out to be this one.
      if (tables.get(database) === known) tables.remove(database)
      throw error
    }
  }

  #adopt (table: RoutingTable): void {
    const { tables, pools, log } = this.#options
    if (this.#closed !== undefined) throw this.#closed
    tables.removeLongExpired()
    tables.add(table)
    this.#lastRouters = table.routers
    pools.retire(address => tables.names(address))
    log.info(() => `Updated routing table ${table.toString()}`)
  }

  /** The server of the URL may be gone permanently while other members of the cluster are available. */
  * #otherRouters (): Generator<ServerAddress> {
    for (const table of this.#options.tables.all) yield * table.routers
    yield * this.#lastRouters
  }
}

/** Whether a search that failed for one user or set of bookmarks may succeed for another. */
function mayDoBetter (first: Refresh, request: ConnectionRequest, bookmarks: readonly string[], error: unknown): boolean {
  if (first.limit.expired) return true
  if (isNeo4jError(error) && isNetworkError(error)) return false
  return first.request.impersonatedUser !== request.impersonatedUser ||
    !sameToken(first.request.auth, request.auth) ||
    bookmarks.join() !== first.bookmarks.join()
}
