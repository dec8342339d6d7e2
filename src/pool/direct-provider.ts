import type { Connection } from '../bolt/connection.js'
import type { ServerAddress } from '../net/address.js'
import type { ConnectionProvider, ConnectionRequest } from './provider.js'
import type { Servers } from './servers.js'

/** For `bolt://`: all work goes to the one server that the URL names. */
export class DirectProvider implements ConnectionProvider {
  readonly #servers: Servers
  readonly #address: ServerAddress

  constructor (servers: Servers, address: ServerAddress) {
    this.#servers = servers
    this.#address = address
  }

  tryAcquire (request: ConnectionRequest): Connection | undefined {
    return this.#servers.tryAcquire(this.#address, request)
  }

  async acquire (request: ConnectionRequest): Promise<Connection> {
    return await this.#servers.acquire(this.#address, request)
  }

  release (connection: Connection): void | Promise<void> {
    return this.#servers.release(connection)
  }

  async close (): Promise<void> {
    this.#servers.close()
  }
}
