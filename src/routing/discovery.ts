import type { Clock } from '../clock.js'
import { SERVICE_UNAVAILABLE, SESSION_EXPIRED } from '../error-codes.js'
import { isNeo4jError, type Neo4jError, newError } from '../error.js'
import type { Limit } from '../limit.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import { type HostLookup, resolveByDns, resolveByUser, type Resolver } from '../net/resolve.js'
import { type ConnectionRequest, ownRequest } from '../pool/connection-provider.js'
import type { Servers } from '../pool/servers.js'
import { fetchRoutingTable, type TableQuestion } from './fetch-routing-table.js'
import { explainNoRouting, mayAskAnother, noTableInTime } from './routing-errors.js'
import { readRoutingTable, type RoutingTable } from './routing-table.js'

interface DiscoveryOptions {
  readonly servers: Pick<Servers, 'acquire'>
  /** The server of the driver's URL. */
  readonly seed: ServerAddress
  readonly resolver: Resolver | undefined
  readonly lookup: HostLookup
  /** The query string of the URL, and the seed as `address`. */
  readonly routingContext: Readonly<Record<string, string>>
  /** How long a router may take to answer, in milliseconds. */
  readonly routerTimeout: number
  readonly log: Logger
  readonly clock: Clock
}

/** The parameters of one search. */
export interface Search {
  readonly request: ConnectionRequest
  readonly bookmarks: readonly string[]
  /** The outdated table. Routers that fail are removed from it. */
  readonly known: RoutingTable | undefined
  /** Former routers and routers of other databases: the last resort. */
  readonly others: Iterable<ServerAddress>
  readonly limit: Limit
}

/** Finds a routing table by asking one router after another. */
export class Discovery {
  readonly #options: DiscoveryOptions

  constructor (options: DiscoveryOptions) {
    this.#options = options
  }

  /** @throws Neo4jError: the server's own error if no other router would answer differently, or `ServiceUnavailable` if all have failed */
  async find (search: Search): Promise<RoutingTable> {
    const others = [...search.others]
    const asked = new Set<string>()
    const failures: Neo4jError[] = []
    let noRouter: Neo4jError | undefined
    for await (const router of this.#routers(search, others)) {
      if (asked.has(router.asKey())) continue
      asked.add(router.asKey())
      try {
        return await this.#ask(router, search)
      } catch (error) {
        if (!isNeo4jError(error)) throw error
        if (!mayAskAnother(error) || search.limit.expired) throw error
        noRouter ??= explainNoRouting(error, router)
        failures.push(error)
        search.known?.forgetRouter(router.asKey())
        this.#options.log.warn(`unable to fetch routing table from ${router.toString()} because of an error ${error.message}`)
      }
    }
    // While no cluster is known, a server without routing is a single server or a replica, which will not route later either.
    if (noRouter !== undefined && search.known === undefined && others.length === 0) throw noRouter
    throw noneAnswered(search, [...asked], failures)
  }

  /** Known routers, then the seed. The seed comes first if the known routers had sent no writers. */
  async * #routers ({ known, limit }: Search, others: readonly ServerAddress[]): AsyncGenerator<ServerAddress> {
    const routers = known?.routers ?? []
    if (known?.cameWithoutWriters !== true) yield * routers
    yield * this.#seeds(limit)
    yield * routers
    yield * others
  }

  /** The seed by its name, then by each of its IP addresses. */
  async * #seeds (limit: Limit): AsyncGenerator<ServerAddress> {
    const { seed, resolver, lookup } = this.#options
    const names = await limit.wait(resolveByUser(seed, resolver), () => newError(
      `The configured resolver returned no addresses for ${seed.asHostPort()} in ${limit.timeout} ms (connectionAcquisitionTimeout).`))
    yield * names
    for (const name of names) {
      yield * await limit.wait(resolveByDns(name, lookup), () => newError(
        `The addresses of ${name.asHostPort()} were not found in ${limit.timeout} ms (connectionAcquisitionTimeout).`))
    }
  }

  async #ask (router: ServerAddress, { request, bookmarks, limit }: Search): Promise<RoutingTable> {
    const { servers, routingContext, routerTimeout, clock } = this.#options
    const { database, impersonatedUser, auth } = request
    const question: TableQuestion = { routingContext, bookmarks, database, impersonatedUser }
    // Without a database: what a router says about the tables of a database is not an error of that database on the router.
    const lease = await servers.acquire(router, ownRequest(undefined, auth), limit)
    const { remaining } = limit
    const timer = clock.setTimeout(() => {
      lease.destroy(remaining <= routerTimeout
        ? noTableInTime(database, limit)
        : newError(`The router at ${router.toString()} did not answer in ${routerTimeout} ms.`, SESSION_EXPIRED))
    }, Math.min(routerTimeout, remaining))
    try {
      return readRoutingTable(await fetchRoutingTable(lease, question), database, router, clock)
    } finally {
      clock.clear(timer)
      void lease.release()
    }
  }
}

function noneAnswered ({ request, known }: Search, asked: string[], failures: Neo4jError[]): Neo4jError {
  const reasons = failures.map((error, i) => `${asked[i]}: ${error.message}`).join('; ')
  return newError(
    'Could not perform discovery. No routing servers available. ' +
    `Known routing table: ${known?.toString() ?? `none for database ${request.database ?? 'default database'}`}. ` +
    (asked.length === 0 ? 'There was no router to ask: the resolver returned no addresses.' : `Asked: ${reasons}`),
    SERVICE_UNAVAILABLE, new AggregateError(failures, `${failures.length} routers returned no routing table`))
}
