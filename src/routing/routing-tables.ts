import type { AccessMode } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import type { ServerAddress } from '../net/address.js'
import type { RoutingTable } from './routing-table.js'

/** How long an expired table is kept, in milliseconds, so that its routers are asked first. */
const KEPT_AFTER_END = 30_000
/** The key for the home database of servers that do not report its name; no database can have this name. */
const HOME = ''

/** The routing tables of all databases in use. Tables that were not requested recently are dropped. */
export class RoutingTables {
  readonly #clock: Clock
  readonly #tables = new Map<string, RoutingTable>()
  /** The number of tables that name a server, by the server's key. */
  readonly #mentions = new Map<string, number>()

  constructor (clock: Clock) {
    this.#clock = clock
  }

  get size (): number {
    return this.#tables.size
  }

  get all (): Iterable<RoutingTable> {
    return this.#tables.values()
  }

  get (database: string | undefined): RoutingTable | undefined {
    return this.#tables.get(database ?? HOME)
  }

  /** The table of a database, if it has not expired and has a server for the access mode. */
  fresh (database: string | undefined, mode: AccessMode): RoutingTable | undefined {
    const table = this.#tables.get(database ?? HOME)
    return table?.isFresh(mode, this.#clock.now()) === true ? table : undefined
  }

  /** Replaces the table of the same database. */
  add (table: RoutingTable): void {
    this.remove(table.database)
    this.#tables.set(table.database ?? HOME, table)
    for (const key of table.named) this.#mentions.set(key, (this.#mentions.get(key) ?? 0) + 1)
  }

  remove (database: string | undefined): void {
    const table = this.#tables.get(database ?? HOME)
    if (table === undefined) return
    this.#tables.delete(database ?? HOME)
    for (const key of table.named) {
      const others = (this.#mentions.get(key) as number) - 1
      if (others > 0) {
        this.#mentions.set(key, others)
      } else {
        this.#mentions.delete(key)
      }
    }
  }

  removeLongExpired (): void {
    const now = this.#clock.now()
    for (const table of this.#tables.values()) {
      if (now >= table.expiresAt + KEPT_AFTER_END) this.remove(table.database)
    }
  }

  /** Whether any table names the server. */
  names (address: ServerAddress): boolean {
    return this.#mentions.has(address.asKey())
  }

  /** Removes a failed server from all tables, as a reader and writer. */
  forget (address: ServerAddress): void {
    for (const table of this.#tables.values()) table.forget(address.asKey())
  }
}
