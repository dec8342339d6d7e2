import type { AccessMode } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError } from '../error.js'
import { describeValue } from '../json.js'
import { ServerAddress } from '../net/address.js'
import { isMap, numberOf } from '../types/metadata.js'

/** A routing table as routers send it: specification page "Bolt messages", ROUTE. */
export interface RawRoutingTable {
  ttl: unknown
  servers: unknown
  /** Bolt 4.4 and newer. */
  db?: string | null
}

/** The servers of one database by role. Servers that fail are removed; everything else stays as the router sent it. */
export class RoutingTable {
  /** undefined for the home database of servers before 4.4, which do not report its name. */
  readonly database: string | undefined
  /** In milliseconds of the driver's clock. */
  readonly expiresAt: number
  /** The keys of all servers that the router named, including those removed since. */
  readonly named: ReadonlySet<string>
  /** Whether the router named no writer, because its part of the cluster had no leader: another router may know one. */
  readonly cameWithoutWriters: boolean
  routers: readonly ServerAddress[]
  readers: readonly ServerAddress[]
  writers: readonly ServerAddress[]

  constructor (database: string | undefined, expiresAt: number, servers: Servers) {
    this.database = database
    this.expiresAt = expiresAt
    this.named = new Set(Object.values(servers).flat().map(address => address.asKey()))
    this.cameWithoutWriters = servers.writers.length === 0
    this.routers = servers.routers
    this.readers = servers.readers
    this.writers = servers.writers
  }

  /** The servers for an access mode. */
  serversFor (mode: AccessMode): readonly ServerAddress[] {
    return mode === 'READ' ? this.readers : this.writers
  }

  isFresh (mode: AccessMode, now: number): boolean {
    return now < this.expiresAt && this.routers.length > 0 && this.serversFor(mode).length > 0
  }

  /** Removes a reader and writer. The server stays a router: it may be the last one that knows the cluster. */
  forget (key: string): void {
    this.readers = without(this.readers, key)
    this.writers = without(this.writers, key)
  }

  forgetWriter (key: string): void {
    this.writers = without(this.writers, key)
  }

  forgetRouter (key: string): void {
    this.routers = without(this.routers, key)
  }

  toString (): string {
    return `RoutingTable[database=${this.database ?? 'default database'}, ` +
      `routers=[${this.routers.join()}], readers=[${this.readers.join()}], writers=[${this.writers.join()}]]`
  }
}

interface Servers {
  routers: readonly ServerAddress[]
  readers: readonly ServerAddress[]
  writers: readonly ServerAddress[]
}

/**
 * Parses a routing table from a router.
 * @param database the requested name, under which the table is looked up; undefined for the home database
 * @throws Neo4jError with code `ProtocolError` if the table is malformed, or names no routers or no readers
 */
export function readRoutingTable (raw: RawRoutingTable, database: string | undefined, router: ServerAddress, clock: Clock): RoutingTable {
  const { ttl, servers: rawServers, db } = isMap(raw) ? raw : {}
  const seconds = numberOf(ttl) ?? -1
  if (!(seconds >= 0)) {
    throw newError(`Unable to parse TTL entry from router ${router.toString()} from raw routing table: ${describeValue(raw)}. Expected seconds, 0 or more`, PROTOCOL_ERROR)
  }
  if (db != null && typeof db !== 'string') {
    throw newError(`Unable to parse the name of the database from router ${router.toString()} from raw routing table: ${describeValue(raw)}. Expected a string`, PROTOCOL_ERROR)
  }
  const servers = readServers(rawServers, router)
  if (servers.routers.length === 0) throw newError(`Received no routers from router ${router.toString()}`, PROTOCOL_ERROR)
  if (servers.readers.length === 0) throw newError(`Received no readers from router ${router.toString()}`, PROTOCOL_ERROR)
  return new RoutingTable(database ?? db ?? undefined, clock.now() + seconds * 1000, servers)
}

const LISTS = { ROUTE: 'routers', READ: 'readers', WRITE: 'writers' } as const

function readServers (raw: unknown, router: ServerAddress): Servers {
  const servers: Servers = { routers: [], readers: [], writers: [] }
  try {
    for (const { role, addresses } of raw as Array<{ role: keyof typeof LISTS, addresses: unknown }>) {
      const list = Object.hasOwn(LISTS, role) ? LISTS[role] : undefined
      if (list !== undefined) servers[list] = readAddresses(addresses)
    }
  } catch (error) {
    throw newError(`Unable to parse servers entry from router ${router.toString()} from addresses: ${describeValue(raw)}. ` +
      `Error message: ${(error as Error).message}`, PROTOCOL_ERROR, error as Error)
  }
  return servers
}

function readAddresses (addresses: unknown): ServerAddress[] {
  if (!Array.isArray(addresses)) throw new TypeError(`the addresses are not a list: ${describeValue(addresses)}`)
  return addresses.map((text: string) => ServerAddress.fromUrl(text))
}

function without (servers: readonly ServerAddress[], key: string): readonly ServerAddress[] {
  return servers.some(address => address.asKey() === key) ? servers.filter(address => address.asKey() !== key) : servers
}
