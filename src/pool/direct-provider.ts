import type { Limit } from '../limit.js'
import type { ServerAddress } from '../net/address.js'
import type { PoolStats } from '../pool-stats.js'
import type { Lease } from './lease.js'
import type { ConnectionProvider, ConnectionRequest } from './connection-provider.js'
import type { Servers } from './servers.js'

/** For `bolt://`: all work runs on the server of the URL. */
export class DirectProvider implements ConnectionProvider {
  readonly #servers: Servers
  readonly #address: ServerAddress

  constructor (servers: Servers, address: ServerAddress) {
    this.#servers = servers
    this.#address = address
  }

  async route (): Promise<undefined> {}

  tryAcquire (request: ConnectionRequest): Lease | undefined {
    return this.#servers.tryAcquire(this.#address, request)
  }

  async acquire (request: ConnectionRequest, _bookmarks: readonly string[], limit: Limit): Promise<Lease> {
    return await this.#servers.acquire(this.#address, request, limit)
  }

  /** The session need not stay with a database: the only server resolves the home database each time. */
  homeDatabaseKnown (): boolean {
    return false
  }

  newLimit (): Limit {
    return this.#servers.newLimit()
  }

  poolStats (): PoolStats {
    return this.#servers.pools.stats()
  }

  async close (): Promise<void> {
    this.#servers.close()
  }
}
