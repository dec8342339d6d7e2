import { isDatabaseUnavailable, isNetworkError, isNotAWriter, SESSION_EXPIRED } from '../error-codes.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { Logger } from '../log.js'
import { ServerAddress } from '../net/address.js'
import type { HostLookup, Resolver } from '../net/resolve.js'
import type { PoolStats } from '../pool-stats.js'
import type { Lease, Purpose } from '../pool/lease.js'
import type { ConnectionProvider, ConnectionRequest } from '../pool/connection-provider.js'
import { Servers, type ServersOptions } from '../pool/servers.js'
import { Balancer } from './balancer.js'
import { Discovery } from './discovery.js'
import type { HomeDatabases } from './home-databases.js'
import { Refreshes } from './refreshes.js'
import { writeInReadMode } from './routing-errors.js'
import { RoutingTables } from './routing-tables.js'
import type { RoutingTable } from './routing-table.js'

interface RoutingOptions {
  readonly servers: Omit<ServersOptions, 'errorCode' | 'connectionFailed'>
  /** The server of the driver's URL, and the query string of that URL. */
  readonly seed: ServerAddress
  readonly routingContext: Readonly<Record<string, string>>
  readonly resolver: Resolver | undefined
  readonly lookup: HostLookup
  readonly homes: HomeDatabases
}

/** For `neo4j://`: work runs on a server from the routing table of its database. */
export class RoutingProvider implements ConnectionProvider {
  readonly #servers: Servers
  readonly #homes: HomeDatabases
  readonly #tables: RoutingTables
  readonly #refreshes: Refreshes
  readonly #balancer: Balancer
  readonly #log: Logger

  constructor ({ servers: options, homes, ...discoveryOptions }: RoutingOptions) {
    const { clock, log, connectionTimeout: routerTimeout } = options
    const servers = new Servers({
      ...options,
      errorCode: SESSION_EXPIRED,
      connectionFailed: (error, address, purpose) => purpose === undefined ? error : this.#learnFrom(error, address, purpose)
    })
    const { pools } = servers
    const tables = new RoutingTables(clock)
    const discovery = new Discovery({ ...discoveryOptions, servers, routerTimeout, clock, log })
    this.#servers = servers
    this.#homes = homes
    this.#tables = tables
    this.#refreshes = new Refreshes({ discovery, seed: discoveryOptions.seed, tables, homes, pools, log, newLimit: () => servers.newLimit() })
    this.#balancer = new Balancer(address => pools.workOf(address))
    this.#log = log
  }

  async route (request: ConnectionRequest, bookmarks: () => Promise<readonly string[]>, limit: Limit): Promise<string | undefined> {
    if (this.#knownTable(request) !== undefined) return undefined
    return this.#homeOf(request, await this.#refreshes.refresh(request, await bookmarks(), limit))
  }

  tryAcquire (request: ConnectionRequest): Lease | undefined {
    const { mode } = request
    const table = this.#knownTable(request)
    const address = table === undefined ? undefined : this.#balancer.choose(table.serversFor(mode), mode)
    const lease = address === undefined ? undefined : this.#servers.tryAcquire(address, request)
    if (lease === undefined) return undefined
    this.#balancer.advance(mode)
    lease.servesDatabase((table as RoutingTable).database)
    return lease
  }

  async acquire (request: ConnectionRequest, bookmarks: readonly string[], limit: Limit): Promise<Lease> {
    const known = this.#knownTable(request)
    if (known !== undefined) {
      const lease = await this.#acquireFrom(known, request, limit)
      if (known.database === request.database || this.#servers.allServersRoute) return lease
      // A server that does not route on behalf of the client has just been connected: the home database can no longer be guessed.
      void lease.release()
    }
    const table = await this.#refreshes.refresh(request, bookmarks, limit)
    const home = this.#homeOf(request, table)
    const lease = await this.#acquireFrom(table, request, limit)
    lease.homeDatabase = home
    return lease
  }

  homeDatabaseKnown (request: ConnectionRequest, name: string): boolean {
    this.#homes.set(request, name)
    return true
  }

  newLimit (): Limit {
    return this.#servers.newLimit()
  }

  poolStats (): PoolStats {
    return this.#servers.pools.stats()
  }

  async close (): Promise<void> {
    this.#refreshes.close()
    this.#servers.close()
  }

  /** @internal For tests: the known routing table of a database; without a name, of the home database of the driver's user. */
  routingTable (database?: string): RoutingTable | undefined {
    return this.#tables.get(database ?? this.#homes.get({ auth: undefined, impersonatedUser: undefined }))
  }

  /** @internal For tests: fetches the routing table, even if the current one has not expired. */
  async refreshRoutingTable (request: ConnectionRequest): Promise<void> {
    await this.#refreshes.refresh(request, [], this.#servers.newLimit())
  }

  /** @internal For tests: the numbers of connections to a server (`host:port`) that are in use and idle. */
  poolMetrics (address: string): { inUse: number, idle: number } {
    const pool = this.#servers.pools.get(ServerAddress.fromUrl(address))
    return { inUse: pool?.lentCount ?? 0, idle: pool?.idleCount ?? 0 }
  }

  /** @internal For tests: the numbers of routing tables and pools. */
  get sizes (): { tables: number, servers: number } {
    return { tables: this.#tables.size, servers: [...this.#servers.pools.all].length }
  }

  /**
   * The table for a request, if it is fresh.
   *
   * Only a server knows which database is a user's home database. If all servers route by themselves, the last known name is
   * good enough: a wrong guess only costs a detour within the cluster.
   */
  #knownTable (request: ConnectionRequest): RoutingTable | undefined {
    let { database } = request
    if (database === undefined && this.#servers.allServersRoute) database = this.#homes.get(request)
    return this.#tables.fresh(database, request.mode)
  }

  /** The name of the home database, if the table was requested for it. */
  #homeOf (request: ConnectionRequest, { database }: RoutingTable): string | undefined {
    if (request.database !== undefined || database === undefined) return undefined
    this.homeDatabaseKnown(request, database)
    return database
  }

  /** Tries all servers of the table. */
  async #acquireFrom (table: RoutingTable, request: ConnectionRequest, limit: Limit): Promise<Lease> {
    const { mode } = request
    let failure: Neo4jError | undefined
    for (let left = table.serversFor(mode).length; left > 0; left--) {
      const address = this.#balancer.choose(table.serversFor(mode), mode)
      if (address === undefined) break
      this.#balancer.advance(mode)
      try {
        const lease = await this.#servers.acquire(address, request, limit)
        lease.servesDatabase(table.database)
        return lease
      } catch (error) {
        if (!isNeo4jError(error) || !isNetworkError(error)) throw error
        this.#forget(address, error)
        failure = error
      }
    }
    throw failure ?? newError(
      `Failed to obtain connection towards ${mode === 'READ' ? 'read' : 'write'} server. Known routing table is: ${table.toString()}`, SESSION_EXPIRED)
  }

  /** Updates the tables by the error of a lent connection. Errors of idle connections only mean that these were too old. */
  #learnFrom (error: Neo4jError, address: ServerAddress, { database, mode }: Purpose): Neo4jError {
    if (isNetworkError(error)) {
      this.#forget(address, error)
    } else if (isDatabaseUnavailable(error)) {
      this.#tables.get(database)?.forget(address.asKey())
    } else if (isNotAWriter(error)) {
      if (mode === 'READ') return writeInReadMode(address, error)
      this.#log.warn(() => `Routing driver will forget writer ${address.toString()} for database '${database ?? 'default database'}' ` +
        `because of an error ${error.code} '${error.message}'`)
      this.#tables.get(database)?.forgetWriter(address.asKey())
      return newError(`No longer possible to write to server at ${address.toString()}`, SESSION_EXPIRED, error)
    }
    return error
  }

  /** Stops using a server until a router names it again. */
  #forget (address: ServerAddress, error: Neo4jError): void {
    this.#log.warn(() => `Routing driver will forget ${address.toString()} because of an error ${error.code} '${error.message}'`)
    this.#tables.forget(address)
    this.#servers.pools.get(address)?.retire()
  }
}
