import type { AccessMode } from '../bolt/messages.js'
import type { Clock } from '../clock.js'
import type { ServerAddress } from '../net/address.js'
import type { RoutingTable } from './routing-table.js'

/** How long a table is kept after its end, in milliseconds, for its routers to be asked first. */
const KEPT_AFTER_END = 30_000
/** The key for the home database of servers that do not tell its name; no database can be called so. */
const HOME = ''

/** The routing tables of all databases in use; those that were not requested lately are dropped. */
export class RoutingTables {
  readonly #clock: Clock
  readonly #tables = new Map<string, RoutingTable>()
  /** How many tables name a server, by its key. */
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

  /** The table of a database if it is in force and has a server for that access mode. */
  fresh (database: string | undefined, mode: AccessMode): RoutingTable | undefined {
    const table = this.#tables.get(database ?? HOME)
    return table?.isFresh(mode, this.#clock.now()) === true ? table : undefined
  }

  /** Takes the place of the table that its database had. */
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

  /** The server is gone: no more reads and writes there. */
  forget (address: ServerAddress): void {
    for (const table of this.#tables.values()) table.forget(address.asKey())
  }
}
