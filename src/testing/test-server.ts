import type { Socket } from 'node:net'
import type { Config } from '../driver/options.js'
import type { Driver } from '../index.js'
import type { AuthToken } from '../types/auth-token.js'
import { Codec } from '../bolt/codec.js'
import type { Capabilities } from '../bolt/versions.js'
import type { Backend } from './conversation/backend.js'
import { Conversation } from './conversation/conversation.js'
import type { ReceivedQuery } from './conversation/received-query.js'
import { testDriver } from './test-driver.js'
import { Listener } from './wire/listener.js'
import { ServerConnection } from './wire/server-connection.js'

/** The common base of servers for tests. */
export abstract class TestServer {
  readonly #listener = new Listener(socket => { this.accept(socket) })
  readonly #drivers: Driver[] = []
  #connections = 0
  /** @internal Protocol violations of clients. */
  readonly problems: string[] = []

  /** @internal */
  abstract accept (socket: Socket): void
  /** @internal The login of the server's own drivers. */
  abstract readonly token: AuthToken | undefined

  /** The queries received so far, in order. */
  abstract readonly queries: readonly ReceivedQuery[]

  /** @internal Serves one client with the responses of a backend. */
  serve (socket: Socket, versions: readonly Capabilities[], backend: Backend): void {
    const codec = new Codec({ integers: 'integer' })
    // The socket keeps the connection alive.
    void new ServerConnection(socket, {
      index: this.#connections++,
      versions,
      reader: capabilities => codec.reader(capabilities),
      converse: connection => new Conversation(connection, backend).run(),
      onError: error => { this.problems.push(error.message) }
    })
  }

  /** @internal */
  async listen (): Promise<void> {
    await this.#listener.listen('127.0.0.1', 0)
  }

  /** `127.0.0.1:port` */
  get address (): string {
    return this.#listener.address
  }

  /** The URL for drivers in any language: `bolt://127.0.0.1:port`. */
  get uri (): string {
    return `bolt://${this.address}`
  }

  /** The URL of the same server for drivers that request a routing table: `neo4j://127.0.0.1:port`. */
  get routingUri (): string {
    return `neo4j://${this.address}`
  }

  /**
   * Makes a driver that is connected to the server and closed with it. Its delays between retries and `maxTransactionRetryTime` are
   * a hundredth of the usual.
   * @param config as for `neo4j.driver()`
   * @throws TypeError or Neo4jError if the config is invalid
   */
  driver (config?: Config): Driver {
    const driver = testDriver(this.uri, this.token, config)
    this.#drivers.push(driver)
    return driver
  }

  /**
   * Call it at the end of a test.
   * @throws Error that says what went wrong on the server's side, even if the program has caught the errors
   */
  abstract assertDone (): void

  /** Closes the server's drivers, cuts all other connections, and stops listening. */
  async close (): Promise<void> {
    await Promise.all(this.#drivers.map(driver => driver.close()))
    await this.#listener.close()
  }

  /** Like {@link close}, for `await using`. */
  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}
