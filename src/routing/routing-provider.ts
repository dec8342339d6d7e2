import type { Connection } from '../bolt/connection.js'
import type { Deadline } from '../clock.js'
import { isNeo4jError, type Neo4jError, newError, SESSION_EXPIRED } from '../error.js'
import type { Logger } from '../log.js'
import { ServerAddress } from '../net/address.js'
import type { HostLookup, Resolver } from '../net/resolve.js'
import type { ConnectionProvider, ConnectionRequest } from '../pool/provider.js'
import { Servers, type ServersOptions } from '../pool/servers.js'
import { Balancer } from './balance.js'
import { Discovery } from './discovery.js'
import { isDatabaseUnavailable, isNetworkError, isNotAWriter } from './failures.js'
import type { HomeDatabases } from './home-databases.js'
import { Refreshes } from './refreshes.js'
import { RoutingTables } from './registry.js'
import type { RoutingTable } from './table.js'

export interface RoutingOptions {
  readonly servers: Omit<ServersOptions, 'errorCode' | 'translateError'>
  /** The server of the driver's URL, and the query of that URL. */
  readonly seed: ServerAddress
  readonly routingContext: Readonly<Record<string, string>>
  readonly resolver: Resolver | undefined
  readonly lookup: HostLookup
  readonly homes: HomeDatabases
}

/** For `neo4j://`: work goes to the server that the database's routing table has for it. */
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
      translateError: (error, connection) => this.#learnFrom(error, connection)
    })
    const { pools } = servers
    const tables = new RoutingTables(clock)
    const discovery = new Discovery({ ...discoveryOptions, servers, routerTimeout, clock, log })
    this.#servers = servers
    this.#homes = homes
    this.#tables = tables
    this.#refreshes = new Refreshes({ discovery, tables, homes, pools, log })
    this.#balancer = new Balancer(address => pools.workOf(address))
    this.#log = log
  }

  tryAcquire (request: ConnectionRequest): Connection | undefined {
    const { mode } = request
    const table = this.#knownTable(request)
    const address = table === undefined ? undefined : this.#balancer.choose(table.serversFor(mode), mode)
    const connection = address === undefined ? undefined : this.#servers.tryAcquire(address, request)
    if (connection === undefined) return undefined
    this.#balancer.advance(mode)
    return lentFor(request, table as RoutingTable, connection)
  }

  async acquire (request: ConnectionRequest): Promise<Connection> {
    const deadline = this.#servers.newDeadline()
    const known = this.#knownTable(request)
    if (known !== undefined) {
      const connection = await this.#acquireFrom(known, request, deadline)
      if (known.database === request.database || this.#servers.allRoute) return connection
      // The first connection to a server that does not route for us: there is no guessing the home database any more.
      void this.#servers.release(connection)
    }
    const table = await this.#refreshes.refresh(request, deadline)
    if (request.database === undefined && table.database !== undefined) request.databaseResolved(table.database)
    return await this.#acquireFrom(table, request, deadline)
  }

  release (connection: Connection): void | Promise<void> {
    return this.#servers.release(connection)
  }

  async close (): Promise<void> {
    this.#refreshes.close()
    this.#servers.close()
  }

  /** @internal For tests: the servers of a database as they are known; without a name, of the home database of the driver's user. */
  routingTable (database?: string): RoutingTable | undefined {
    return this.#tables.get(database ?? this.#homes.get({ auth: undefined, impersonatedUser: undefined }))
  }

  /** @internal For tests: asks the routers, also while the table is in force. */
  async refreshRoutingTable (request: ConnectionRequest): Promise<void> {
    await this.#refreshes.refresh(request, this.#servers.newDeadline())
  }

  /** @internal For tests: how many connections to a server, `host:port`, are in use, and how many are not. */
  poolMetrics (address: string): { inUse: number, idle: number } {
    const pool = this.#servers.pools.get(ServerAddress.fromUrl(address))
    return { inUse: pool?.lentCount ?? 0, idle: pool?.idleCount ?? 0 }
  }

  /** @internal For tests: how much is kept. */
  get sizes (): { tables: number, servers: number } {
    return { tables: this.#tables.size, servers: [...this.#servers.pools.all].length }
  }

  /**
   * The table for a request, if it is fresh.
   *
   * Which database is a user's home, only a server can tell. Where all servers route by themselves, the name that
   * was right the last time is good enough: a wrong guess costs a detour inside the cluster, nothing else.
   */
  #knownTable (request: ConnectionRequest): RoutingTable | undefined {
    let { database } = request
    if (database === undefined && this.#servers.allRoute) database = this.#homes.get(request)
    return this.#tables.fresh(database, request.mode)
  }

  /** Tries all servers of the table before it gives up. */
  async #acquireFrom (table: RoutingTable, request: ConnectionRequest, deadline: Deadline): Promise<Connection> {
    const { mode } = request
    let failure: Neo4jError | undefined
    for (let left = table.serversFor(mode).length; left > 0; left--) {
      const address = this.#balancer.choose(table.serversFor(mode), mode)
      if (address === undefined) break
      this.#balancer.advance(mode)
      try {
        return lentFor(request, table, await this.#servers.acquire(address, request, deadline))
      } catch (error) {
        if (!isNeo4jError(error) || !isNetworkError(error)) throw error
        this.#forget(address, error)
        failure = error
      }
    }
    throw failure ?? newError(
      `Failed to obtain connection towards ${mode === 'READ' ? 'read' : 'write'} server. Known routing table is: ${table.toString()}`, SESSION_EXPIRED)
  }

  /** What an error says about who can do what. Errors of idle connections say nothing but that they were too old. */
  #learnFrom (error: Neo4jError, { address, usage }: Connection): Neo4jError {
    if (usage === undefined) return error
    if (isNetworkError(error)) {
      this.#forget(address, error)
    } else if (isDatabaseUnavailable(error)) {
      this.#tables.get(usage.database)?.forget(address.asKey())
    } else if (isNotAWriter(error)) {
      this.#log.warn(() => `Routing driver will forget writer ${address.toString()} for database '${usage.database ?? 'default database'}' ` +
        `because of an error ${error.code} '${error.message}'`)
      this.#tables.get(usage.database)?.forgetWriter(address.asKey())
      return newError(`No longer possible to write to server at ${address.toString()}`, SESSION_EXPIRED, error)
    }
    return error
  }

  /** Nothing more is sent to that server until a router names it again. */
  #forget (address: ServerAddress, error: Neo4jError): void {
    this.#log.warn(() => `Routing driver will forget ${address.toString()} because of an error ${error.code} '${error.message}'`)
    this.#tables.forget(address)
    this.#servers.pools.get(address)?.retire()
  }
}

/** Errors of the connection will be about the database that it serves in truth. */
function lentFor (request: ConnectionRequest, { database }: RoutingTable, connection: Connection): Connection {
  if (database !== request.database) {
    connection.usage = { ...request, database }
  }
  return connection
}
