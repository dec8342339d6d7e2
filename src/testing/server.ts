import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer, type TlsOptions } from 'node:tls'
import type { Capabilities } from '../bolt/versions.js'
import { type AutomaticAnswers, type Responder, ScriptError } from './player.js'
import type { ReceivedRequest } from './request.js'
import { ServerConnection, type Split } from './server-connection.js'
import { type HandshakeKind, parseVersion } from './server-handshake.js'
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
  readonly #listener: Server
  readonly #sockets = new Set<Socket>()
  #script: Script | Responder | ScriptPerConnection = []
  #scriptStart = 0
  #watchers: Array<() => void> = []

  private constructor (options: ServerOptions) {
    this.#options = options
    this.#capabilities = parseVersion(options.version ?? '5.8')
    this.#automatic = automaticAnswers(this.#capabilities, options.auto)
    this.#listener = options.tls === undefined
      ? createServer(socket => { this.#accept(socket) })
      : createSecureServer(options.tls, socket => { this.#accept(socket) })
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
    await new Promise<void>((resolve, reject) => {
      server.#listener.once('error', reject)
      server.#listener.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
    })
    return server
  }

  /** Sets the script of connections that come from now on. */
  play (script: Script | Responder | ScriptPerConnection): void {
    this.#script = script
    this.#scriptStart = this.connections.length
  }

  /** `host:port`, as routing tables name it. */
  get address (): string {
    const { address, port, family } = this.#listener.address() as AddressInfo
    return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`
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
    const closed = new Promise<void>(resolve => { this.#listener.close(() => { resolve() }) })
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  async [Symbol.asyncDispose] (): Promise<void> {
    await this.close()
  }

  #accept (socket: Socket): void {
    const index = this.connections.length
    const script = this.#scriptOf(index - this.#scriptStart)
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#changed()
    })
    if (script === undefined) {
      this.errors.push(new ScriptError(`There is no script for connection ${index + 1}.`))
      socket.on('error', () => {})
      socket.destroy()
      return
    }
    this.connections.push(new ServerConnection(socket, {
      index,
      script,
      capabilities: this.#capabilities,
      handshake: this.#options.handshake,
      split: this.#options.split ?? 'none',
      automatic: this.#automatic,
      onProgress: () => { this.#changed() },
      onError: error => { this.errors.push(error) }
    }))
  }

  #scriptOf (index: number): Script | Responder | undefined {
    const script = this.#script
    return isPerConnection(script) ? script.connections[index] : script
  }

  #problems (): string[] {
    const unused = isPerConnection(this.#script) ? this.#script.connections.length - (this.connections.length - this.#scriptStart) : 0
    const unfinished = this.connections.filter(({ player }) => player.standing !== undefined)
    return [
      ...this.errors.map(error => error.message),
      ...unfinished.map(({ index, isOpen, player }) => `Connection ${index + 1} ${isOpen ? 'is' : 'was ended'} ${player.standing}.`),
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
