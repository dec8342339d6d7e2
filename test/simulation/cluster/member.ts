import { serverReader } from '../../../src/testing/wire/server-values.js'
import { ServerConnection, type ServerSocket } from '../../../src/testing/wire/server-connection.js'
import { parseVersion, versionsUpTo } from '../../../src/testing/wire/server-handshake.js'
import type { Capabilities } from '../../../src/bolt/versions.js'
import type { PackStreamReader } from '../../../src/packstream/reader.js'
import type { Listening } from '../world/world.js'
import type { Cluster } from './cluster.js'
import type { Database } from './database.js'
import { MemberConnection } from './member-connection.js'
import type { MemberPlan } from './plan.js'
import { Timeline } from './timeline.js'

export const PORT = 7687

/** How long a member that stops waits for the transactions that are open on it. */
const FAREWELL = 1000

const READERS = new Map<Capabilities, PackStreamReader>()

function readerOf (capabilities: Capabilities): PackStreamReader {
  let reader = READERS.get(capabilities)
  if (reader === undefined) READERS.set(capabilities, reader = serverReader(capabilities))
  return reader
}

/** One server of the cluster. */
export class Member {
  readonly name: string
  readonly address: string
  readonly isSecondary: boolean
  version: string
  /** How many milliseconds after the leader it has a commit. */
  lag: number
  /** Of the cluster it knows what was so many milliseconds ago. */
  viewAge = 0
  /** Since when and whether it serves clients. */
  readonly service: Timeline<boolean>
  readonly connections = new Set<MemberConnection>()
  readonly #cluster: Cluster
  /** By name of the database: never goes back. */
  readonly #applied = new Map<string, number>()
  /** By name of the database: until when it is not available here. */
  readonly #unavailable = new Map<string, number>()
  #versions: readonly Capabilities[]
  #listening: Listening | undefined

  constructor (cluster: Cluster, { name, version, isSecondary, lag }: MemberPlan) {
    this.#cluster = cluster
    this.name = name
    this.address = `${name}:${PORT}`
    this.isSecondary = isSecondary
    this.lag = lag
    this.version = version
    this.#versions = versionsUpTo(parseVersion(version))
    this.service = new Timeline(false, () => cluster.now)
  }

  get isUp (): boolean {
    return this.service.present
  }

  get agent (): string {
    return `Neo4j/${this.version}.0`
  }

  start (version: string = this.version): void {
    if (this.isUp) return
    this.#listening?.close('graceful')
    this.version = version
    this.#versions = versionsUpTo(parseVersion(version))
    this.#listening = this.#cluster.world.network.listen(this.address, socket => { this.#accept(socket) })
    this.service.set(true)
    this.#cluster.world.trace(this.name, `starts with Bolt ${version}`)
  }

  /** Cuts all connections, or closes them when their transactions are done or have had their time. New ones are refused. */
  stop (how: 'graceful' | 'reset'): void {
    if (!this.isUp) return
    this.service.set(false)
    this.#cluster.world.trace(this.name, how === 'graceful' ? 'stops' : 'crashes')
    if (how === 'reset') return this.#close(how)
    const listening = this.#listening
    for (const connection of [...this.connections]) connection.hangUpWithin(FAREWELL)
    void this.#cluster.world.sleep(FAREWELL).then(() => { if (this.#listening === listening) this.#close(how) })
  }

  /** The last position of a database whose commits it has. */
  applied (database: Database): number {
    const before = this.#applied.get(database.name) ?? 0
    const applied = database.leader === this ? database.position : database.positionAt(this.#cluster.now - this.lag, before)
    this.#applied.set(database.name, applied)
    return applied
  }

  makeUnavailable (database: string, duration: number): void {
    this.#unavailable.set(database, this.#cluster.now + duration)
  }

  isAvailable (database: string): boolean {
    const until = this.#unavailable.get(database)
    return until === undefined || until <= this.#cluster.now
  }

  recover (): void {
    this.lag = 0
    this.viewAge = 0
    this.#unavailable.clear()
  }

  #close (how: 'graceful' | 'reset'): void {
    this.#listening?.close(how)
    this.#listening = undefined
  }

  #accept (socket: ServerSocket): void {
    if (!this.isUp) {
      socket.resetAndDestroy()
      return
    }
    const { truth } = this.#cluster
    const connection = new MemberConnection(this.#cluster, this, socket, truth.connect(this.name))
    this.connections.add(connection)
    socket.on('end', () => { socket.end() })
    socket.on('close', () => {
      this.connections.delete(connection)
      connection.closed()
    })
    void new ServerConnection(socket, {
      index: connection.truth.number - 1,
      versions: this.#versions,
      reader: readerOf,
      converse: wire => connection.converse(wire),
      onError: error => { truth.problems.push(`${connection.name}: ${error.message}`) }
    })
  }
}
