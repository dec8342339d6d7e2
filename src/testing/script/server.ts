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
  /** The version of Bolt that it speaks; default `5.8`. */
  version?: string
  /** Default: as real servers of that version do. */
  handshake?: HandshakeKind
  /** How what it sends is cut into pieces; default `none`. */
  split?: Split
  /**
   * Answers to requests that the script has no place for. Given ones are added to, or replace, the usual: SUCCESS for
   * HELLO, LOGON, LOGOFF, RESET and TELEMETRY; GOODBYE closes. Undefined takes an answer away; false takes all away.
   */
  auto?: Readonly<Partial<Record<RequestName, Script | undefined>>> | false
  /** Default `127.0.0.1`. */
  host?: string
  /** Default: any that is free. */
  port?: number
  /** Speak TLS, with these options of `tls.createServer`. */
  tls?: TlsOptions
}

/** Gives each connection a script of its own, in the order in which they come. */
export interface ScriptPerConnection {
  readonly connections: readonly Script[]
}

export function perConnection (...connections: Script[]): ScriptPerConnection {
  return { connections }
}

/** How long {@link BoltServer.assertDone} waits for what is still on its way, in milliseconds. */
const DONE_TIMEOUT = 1000

/**
 * A server that speaks Bolt from a script, on a port of this machine.
 *
 *     const server = await BoltServer.start([request('RUN', 'RETURN 1 AS n'), request('PULL'),
 *       success({ fields: ['n'] }), record([1]), success()])
 *     const driver = neo4j.driver(server.uri)
 *     …
 *     await driver.close()
 *     await server.assertDone()
 *     await server.close()
 */
export class BoltServer {
  /** One for each connection that was accepted, oldest first. */
  readonly connections: ServerConnection[] = []
  /** Where clients did something else than the script has. */
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

  /** Listens, and plays the script on every connection. */
  static async start (script: Script | Responder | ScriptPerConnection, options: ServerOptions = {}): Promise<BoltServer> {
    const server = await BoltServer.listen(options)
    server.play(script)
    return server
  }

  /** Listens. Its address is known then, so that scripts can be made that name it: give them to {@link play}. */
  static async listen (options: ServerOptions = {}): Promise<BoltServer> {
    const server = new BoltServer(options)
    await server.#listener.listen(options.host ?? '127.0.0.1', options.port ?? 0)
    return server
  }

  /** Sets the script of connections that come from now on. */
  play (script: Script | Responder | ScriptPerConnection): void {
    this.#script = script
    this.#scriptStart = this.connections.length
  }

  /** `host:port`, as routing tables name it. */
  get address (): string {
    return this.#listener.address
  }

  /** For a driver that talks to this server only. */
  get uri (): string {
    return `${this.#options.tls === undefined ? 'bolt' : 'bolt+ssc'}://${this.address}`
  }

  /** For a driver that asks this server for a routing table. */
  get routingUri (): string {
    return `${this.#options.tls === undefined ? 'neo4j' : 'neo4j+ssc'}://${this.address}`
  }

  /** What came on each connection, oldest first. */
  get received (): ReceivedRequest[][] {
    return this.connections.map(connection => connection.received)
  }

  /** Resolves when a request of that name has come so many times, on all connections together. */
  async waitFor (name: RequestName, times = 1): Promise<void> {
    await this.#waitUntil(() => this.received.flat().filter(request => request.name === name).length >= times)
  }

  /**
   * Waits a moment for what is on its way, and checks that all scripts were played to their ends.
   * @throws ScriptError that tells what was expected and what came.
   */
  async assertDone (): Promise<void> {
    // Not by the clock: a timer may fire a millisecond before its time, and nothing would wake this up again.
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

  /** Cuts all connections, and stops to listen. */
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
      // The script's own next step comes first.
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
