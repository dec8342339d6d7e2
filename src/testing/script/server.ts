import type { Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import type { Capabilities } from '../../bolt/versions.js'
import { Listener } from '../wire/listener.js'
import type { ReceivedRequest } from '../wire/request.js'
import { ServerConnection, type Split } from '../wire/server-connection.js'
import { type HandshakeKind, parseVersion } from '../wire/server-handshake.js'
import { serverReader } from '../wire/server-values.js'
import { type AutomaticAnswers, Player, type Responder, ScriptError } from './player.js'
import { close, type RequestName, type Script, success } from './steps.js'

export interface ServerOptions {
  /** The Bolt version of the server. Default: `5.8`. */
  version?: string
  /** Default: the handshake of real servers of that version. */
  handshake?: HandshakeKind
  /** How sent bytes are split. Default: `none`. */
  split?: Split
  /**
   * Answers to requests that the script does not expect, added to the usual ones or replacing them: SUCCESS for HELLO, LOGON,
   * LOGOFF, RESET and TELEMETRY; GOODBYE closes the connection. undefined removes one answer, false all of them.
   */
  auto?: Readonly<Partial<Record<RequestName, Script | undefined>>> | false
  /** The host to listen on. Default: `127.0.0.1`. */
  host?: string
  /** The port to listen on. Default: any free port. */
  port?: number
  /** Uses TLS with these options of `tls.createServer`. */
  tls?: TlsOptions
}

/** Gives each connection a script of its own, in the order of the connections. */
export interface ScriptPerConnection {
  readonly connections: readonly Script[]
}

export function perConnection (...connections: Script[]): ScriptPerConnection {
  return { connections }
}

/** How long {@link BoltServer.assertDone} waits for pending messages, in milliseconds. */
const DONE_TIMEOUT = 1000

/**
 * A server that speaks Bolt by a script, on a port of this machine.
 * @example
 * const server = await BoltServer.start([request('RUN', 'RETURN 1 AS n'), request('PULL'),
 *   success({ fields: ['n'] }), record([1]), success()])
 * const driver = neo4j.driver(server.uri)
 * …
 * await driver.close()
 * await server.assertDone()
 * await server.close()
 */
export class BoltServer {
  /** The accepted connections, oldest first. */
  readonly connections: ServerConnection[] = []
  /** Errors of clients that did not follow the script. */
  readonly errors: Error[] = []

  readonly #options: ServerOptions
  readonly #capabilities: Capabilities
  readonly #automatic: AutomaticAnswers
  readonly #listener: Listener
  readonly #players: Player[] = []
  #script: Script | Responder | ScriptPerConnection = []
  #scriptStart = 0
  #watchers: Array<() => void> = []

  private constructor (options: ServerOptions) {
    this.#options = options
    this.#capabilities = parseVersion(options.version ?? '5.8')
    this.#automatic = automaticAnswers(this.#capabilities, options.auto)
    this.#listener = new Listener(socket => { this.#accept(socket) }, options.tls)
  }

  /** Starts a server that plays the script on every connection. */
  static async start (script: Script | Responder | ScriptPerConnection, options: ServerOptions = {}): Promise<BoltServer> {
    const server = await BoltServer.listen(options)
    server.play(script)
    return server
  }

  /** Starts a server without a script. Its address is then known, so that scripts can contain it; pass them to {@link play}. */
  static async listen (options: ServerOptions = {}): Promise<BoltServer> {
    const server = new BoltServer(options)
    await server.#listener.listen(options.host ?? '127.0.0.1', options.port ?? 0)
    return server
  }

  /** Sets the script for connections from now on. */
  play (script: Script | Responder | ScriptPerConnection): void {
    this.#script = script
    this.#scriptStart = this.connections.length
  }

  /** `host:port`, as in routing tables. */
  get address (): string {
    return this.#listener.address
  }

  /** The URL for a driver that uses only this server. */
  get uri (): string {
    return `${this.#options.tls === undefined ? 'bolt' : 'bolt+ssc'}://${this.address}`
  }

  /** The URL for a driver that asks this server for a routing table. */
  get routingUri (): string {
    return `${this.#options.tls === undefined ? 'neo4j' : 'neo4j+ssc'}://${this.address}`
  }

  /** The requests received on each connection, oldest first. */
  get received (): ReceivedRequest[][] {
    return this.connections.map(connection => connection.received)
  }

  /** Resolves when requests with that name have been received `times` times, on all connections together. */
  async waitFor (name: RequestName, times = 1): Promise<void> {
    await this.#waitUntil(() => this.received.flat().filter(request => request.name === name).length >= times)
  }

  /**
   * Waits briefly for pending messages, and checks that all scripts were played to their ends.
   * @throws ScriptError that says what was expected and what was received
   */
  async assertDone (): Promise<void> {
    // Does not compare clock times: a timer may fire a millisecond early, and nothing would wake this up again.
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.#changed()
    }, DONE_TIMEOUT)
    await this.#waitUntil(() => this.#problems().length === 0 || this.errors.length > 0 || isLate)
    clearTimeout(timer)
    const problems = this.#problems()
    if (problems.length > 0) throw new ScriptError(problems.join('\n'))
  }

  /** Cuts all connections, and stops listening. */
  async close (): Promise<void> {
    await this.#listener.close()
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }

  #accept (socket: Socket): void {
    const index = this.connections.length
    const script = this.#scriptOf(index - this.#scriptStart)
    socket.once('close', () => { this.#changed() })
    if (script === undefined) {
      this.errors.push(new ScriptError(`There is no script for connection ${index + 1}.`))
      socket.on('error', () => {})
      socket.destroy()
      return
    }
    const connection = new ServerConnection(socket, {
      index,
      versions: [this.#capabilities],
      handshake: this.#options.handshake ?? (this.#capabilities.gqlErrors ? 'manifest' : 'legacy'),
      split: this.#options.split,
      reader: serverReader,
      converse: async (): Promise<void> => typeof script === 'function' ? await player.respond(script) : await player.play(script),
      onProgress: () => { this.#changed() },
      onError: error => { this.errors.push(error) }
    })
    const player = new Player(connection, this.#automatic)
    this.connections.push(connection)
    this.#players.push(player)
  }

  #scriptOf (index: number): Script | Responder | undefined {
    const script = this.#script
    return isPerConnection(script) ? script.connections[index] : script
  }

  #problems (): string[] {
    const unused = isPerConnection(this.#script) ? this.#script.connections.length - (this.connections.length - this.#scriptStart) : 0
    const unfinished = this.connections.filter(({ index }) => this.#players[index].standing !== undefined)
    return [
      ...this.errors.map(error => error.message),
      ...unfinished.map(({ index, isOpen }) => `Connection ${index + 1} ${isOpen ? 'is' : 'was ended'} ${this.#players[index].standing}.`),
      ...(unused > 0 ? [`${unused} more connections were expected.`] : [])
    ]
  }

  async #waitUntil (isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>(resolve => { this.#watchers.push(resolve) })
      // Lets the script take its next step first.
      await new Promise(resolve => { setImmediate(resolve) })
    }
  }

  #changed (): void {
    const watchers = this.#watchers
    this.#watchers = []
    for (const watcher of watchers) watcher()
  }
}

function automaticAnswers (capabilities: Capabilities, given: ServerOptions['auto']): AutomaticAnswers {
  if (given === false) return {}
  const { major, minor } = capabilities
  return {
    HELLO: success({ server: `Neo4j/${major}.${minor}.0`, connection_id: 'bolt-1', hints: {} }),
    LOGON: success(),
    LOGOFF: success(),
    RESET: success(),
    TELEMETRY: success(),
    GOODBYE: close(),
    ...given
  }
}

function isPerConnection (script: Script | Responder | ScriptPerConnection): script is ScriptPerConnection {
  return typeof script === 'object' && 'connections' in script
}
