import type { ServerSocket } from '../../../src/testing/wire/server-connection.js'
import { Link, SILENCE_NOTICED } from './link.js'
import { drawConditions, type NetworkConditions } from './network-conditions.js'
import { LONGEST_STALL } from './pipe.js'
import type { Random } from './random.js'
import type { Scheduler } from './scheduler.js'
import { ConnectedSocket, type OnRead, SecureSocket } from './sockets.js'
import type { Listening, Network } from './world.js'

/** What the network needs of its world. */
interface NetworkParts {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly trace: (who: string, what: string) => void
  readonly fault: (what: string, probability: number) => boolean
  /** Instead of some that are drawn. */
  readonly conditions: NetworkConditions | undefined
}

interface ConnectOptions {
  readonly host: string
  readonly port: number
  readonly onread?: OnRead
}

/** After how long the system gives up an attempt to connect that has no answer, in milliseconds. */
const CONNECT_TIMEOUT = 127_000

type HostState = 'reachable' | 'partitioned' | 'frozen'

/** Connections between clients and hosts, in memory and in virtual time. */
export class SimulatedNetwork implements Network {
  readonly conditions: NetworkConditions
  /** For how many milliseconds what is sent may be kept back, unless hosts are cut off. */
  readonly longestDelay: number
  readonly #parts: NetworkParts
  readonly #listeners = new Map<string, (socket: ServerSocket) => void>()
  readonly #hosts = new Map<string, HostState>()
  readonly #links = new Set<Link>()
  /** Attempts to connect to hosts that can't be reached now. */
  #waiting: Array<{ readonly host: string, readonly connect: () => void }> = []
  #connections = 0
  #clientPort = 50_000

  constructor (parts: NetworkParts) {
    this.#parts = parts
    this.conditions = parts.conditions ?? drawConditions(parts.random)
    this.longestDelay = this.conditions.silences > 0 ? SILENCE_NOTICED : this.conditions.stalls > 0 ? LONGEST_STALL : 0
  }

  /** Connections of which at least the client's end is open. */
  get openClients (): Link[] {
    return [...this.#links].filter(({ client }) => !client.destroyed)
  }

  listen (address: string, onConnection: (socket: ServerSocket) => void): Listening {
    this.#listeners.set(address, onConnection)
    this.#parts.trace('network', `${address} accepts connections`)
    return {
      close: how => {
        if (this.#listeners.get(address) === onConnection) this.#listeners.delete(address)
        this.#parts.trace('network', `${address} is closed (${how})`)
        for (const link of this.#linksTo(address)) link.closeServer(how)
      }
    }
  }

  partition (host: string): void {
    this.#hosts.set(host, 'partitioned')
    this.#parts.trace('network', `${host} is cut off`)
    for (const link of this.#linksToHost(host)) link.block()
  }

  heal (host: string): void {
    this.#hosts.delete(host)
    this.#parts.trace('network', `${host} can be reached again`)
    for (const link of this.#linksToHost(host)) link.unblock()
    const waiting = this.#waiting
    this.#waiting = waiting.filter(attempt => attempt.host !== host)
    for (const attempt of waiting) if (attempt.host === host) attempt.connect()
  }

  freeze (host: string): void {
    this.#hosts.set(host, 'frozen')
    this.#parts.trace('network', `${host} is frozen`)
    for (const link of this.#linksToHost(host)) link.lose()
  }

  /** What the driver gets instead of `net.connect`. */
  connect (options: ConnectOptions): ConnectedSocket {
    return this.#connect(options, ConnectedSocket)
  }

  /** What the driver gets instead of `tls.connect`: a handshake takes two round trips, and changes nothing else. */
  connectSecurely (options: ConnectOptions): SecureSocket {
    const { scheduler, fault } = this.#parts
    const { latency, lostConnects } = this.conditions
    const socket = this.#connect(options, SecureSocket)
    socket.once('connect', () => {
      if (fault(`a TLS handshake with ${options.host} never ends`, lostConnects)) return
      scheduler.at(scheduler.now + 4 * latency, () => { if (!socket.destroyed) socket.emit('secureConnect') })
    })
    return socket
  }

  #connect<Socket extends ConnectedSocket> ({ host, port, onread }: ConnectOptions, SocketClass: new (...args: ConstructorParameters<typeof ConnectedSocket>) => Socket): Socket {
    const { scheduler, random } = this.#parts
    const number = ++this.#connections
    const draws = random.fork(`connection ${number}`)
    const { holdUps, connectTime } = this.conditions
    const socket = new SocketClass(onread, {
      now: () => scheduler.now,
      after: (milliseconds, happen) => { scheduler.at(scheduler.now + milliseconds, happen) },
      holdUp: () => draws.chance(holdUps) ? draws.between(1, 30) : 0
    })
    const attempt = (): void => { this.#establish(socket, host, port, number, draws) }
    scheduler.at(scheduler.now + draws.int(connectTime + 1), attempt)
    const late = scheduler.at(scheduler.now + CONNECT_TIMEOUT, () => {
      socket.destroy(Object.assign(new Error(`connect ETIMEDOUT ${host}:${port}`), { code: 'ETIMEDOUT' }))
    })
    socket.once('connect', () => { late.happen = undefined }).once('close', () => { late.happen = undefined })
    return socket
  }

  #establish (socket: ConnectedSocket, host: string, port: number, number: number, random: Random): void {
    if (socket.destroyed) return
    const state = this.#hosts.get(host) ?? 'reachable'
    if (state === 'frozen') return
    if (state === 'partitioned') {
      this.#waiting.push({ host, connect: () => { this.#establish(socket, host, port, number, random) } })
      return
    }
    const { trace, fault } = this.#parts
    const address = `${host}:${port}`
    const onConnection = this.#listeners.get(address)
    if (onConnection === undefined) {
      trace('network', `#${number} to ${address} is refused`)
      socket.destroy(Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' }))
      return
    }
    if (fault(`#${number} to ${address} gets no answer to its SYN`, this.conditions.lostConnects)) return
    trace('network', `#${number} is connected to ${address}`)
    const link = new Link({ ...this.#parts, random, conditions: this.conditions, client: socket, number, address, onGone: () => { this.#links.delete(link) } })
    this.#links.add(link)
    socket.remoteAddress = '10.0.0.1'
    socket.remotePort = this.#clientPort++
    onConnection(link.server)
    socket.emit('connect')
  }

  * #linksTo (address: string): Iterable<Link> {
    for (const link of [...this.#links]) if (link.address === address) yield link
  }

  * #linksToHost (host: string): Iterable<Link> {
    for (const link of [...this.#links]) if (link.host === host) yield link
  }
}
