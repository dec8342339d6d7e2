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

/** What servers for tests have in common. */
export abstract class TestServer {
  readonly #listener = new Listener(socket => { this.accept(socket) })
  readonly #drivers: Driver[] = []
  #connections = 0
  /** @internal What clients did against the protocol. */
  readonly problems: string[] = []

  /** @internal */
  abstract accept (socket: Socket): void
  /** @internal What its own drivers log in with. */
  abstract readonly token: AuthToken | undefined

  /** What was asked, in this order. */
  abstract readonly queries: readonly ReceivedQuery[]

  /** @internal Talks to one client, on behalf of who knows the answers. */
  serve (socket: Socket, versions: readonly Capabilities[], backend: Backend): void {
    const codec = new Codec({ integers: 'integer' })
    // The connection lives as long as its socket.
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

  /** For any driver, of any language: `bolt://127.0.0.1:port`. */
  get uri (): string {
    return `bolt://${this.address}`
  }

  /** The same server, for drivers that ask for a routing table: `neo4j://127.0.0.1:port`. */
  get routingUri (): string {
    return `neo4j://${this.address}`
  }

  /**
   * A driver that is connected to the server and closed with it. Its pauses between retries are a hundredth of the usual,
   * `maxTransactionRetryTime` included.
   * @throws Neo4jError if the config is wrong
   */
  driver (config?: Config): Driver {
    const driver = testDriver(this.uri, this.token, config)
    this.#drivers.push(driver)
    return driver
  }

  /**
   * Call it at the end of a test.
   * @throws Error that tells what went wrong on the server's side, even if the program has caught the errors of it
   */
  abstract assertDone (): void

  /** Closes the server's drivers, cuts all other connections, and stops to listen. */
  async close (): Promise<void> {
    await Promise.all(this.#drivers.map(driver => driver.close()))
    await this.#listener.close()
  }

  /** As {@link close}, for `await using`. */
  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }
}
