/** Times are virtual, in milliseconds, by the world's clock. */

/** A connection as a member of the cluster saw it. */
export interface TrueConnection {
  /** Unique in the world, from 1. */
  readonly number: number
  /** The name of the member. */
  readonly member: string
  readonly openedAt: number
  /** Once both ends have agreed on it, for example `5.8`. */
  version: string | undefined
  closedAt: number | undefined
  /** Who is logged in now; undefined before the login and after LOGOFF. */
  user: string | undefined
  /** The credentials that the user has logged in with. */
  credentials: string | undefined
  /** How many logins were accepted. */
  logins: number
  /** Whether the last request was answered with FAILURE, so that only RESET is answered. */
  hasFailed: boolean
  /** The open transaction or auto-commit query. */
  transaction: TrueTransaction | undefined
}

/** A query as it came to a member. */
export interface TrueQuery {
  readonly text: string
  /** The parameter `call` of the query: see `CallRecord`. */
  readonly call: number | undefined
  readonly at: number
  readonly connection: number
  /** Who was logged in when the query came. */
  readonly user: string | undefined
  readonly impersonatedUser: string | undefined
}

/** What a server sent as the last word about a transaction. Whether the client has received it is another question. */
export type Told = 'nothing' | 'committed' | 'rolledBack' | 'failed'

/** A transaction or auto-commit query. */
export interface TrueTransaction {
  /** Unique in the world, from 1. */
  readonly number: number
  readonly kind: 'explicit' | 'autoCommit'
  readonly member: string
  readonly connection: number
  readonly user: string | undefined
  readonly impersonatedUser: string | undefined
  readonly database: string
  readonly mode: 'READ' | 'WRITE'
  readonly bookmarks: readonly string[]
  readonly begunAt: number
  readonly queries: TrueQuery[]
  /** The ids of its `WRITE` queries. */
  readonly writes: string[]
  state: 'open' | 'committed' | 'rolledBack'
  endedAt: number | undefined
  /** Its position in the log of its database, from 1; undefined if it is not committed. Transactions that wrote nothing have that of the last one that they could see. */
  position: number | undefined
  bookmark: string | undefined
  told: Told
}

/** A committed write. */
export interface TrueWrite {
  readonly id: string
  readonly database: string
  readonly position: number
  readonly transaction: number
  readonly at: number
}

/** A routing table as a member sent it. */
export interface TrueTable {
  readonly database: string
  readonly at: number
  readonly expiresAt: number
}

/** A RESET that ended a transaction which could have gone on. */
export interface TrueReset {
  readonly transaction: TrueTransaction
  readonly at: number
}

/** What really happened on all members, apart from what they told anybody. */
export class Truth {
  readonly connections: TrueConnection[] = []
  readonly transactions: TrueTransaction[] = []
  /** By id of the write; more than one entry if it was committed more than once. */
  readonly writes = new Map<string, TrueWrite[]>()
  readonly tables: TrueTable[] = []
  readonly resets: TrueReset[] = []
  /** When the first query of a call came, whatever became of it; by `CallRecord.call`. */
  readonly arrivals = new Map<number, number>()
  /** Where clients did not keep to the protocol: any is a fault of the driver. */
  readonly problems: string[] = []
  readonly #positions = new Map<string, number>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  connect (member: string): TrueConnection {
    const connection: TrueConnection = {
      number: this.connections.length + 1,
      member,
      openedAt: this.#now(),
      version: undefined,
      closedAt: undefined,
      user: undefined,
      credentials: undefined,
      logins: 0,
      hasFailed: false,
      transaction: undefined
    }
    this.connections.push(connection)
    return connection
  }

  /** What is still open on a connection that has ended is rolled back, but for a commit that is under way. */
  disconnect (connection: TrueConnection): void {
    connection.closedAt ??= this.#now()
    connection.user = undefined
  }

  begin (connection: TrueConnection, settings: Pick<TrueTransaction, 'kind' | 'impersonatedUser' | 'database' | 'mode' | 'bookmarks'>): TrueTransaction {
    const transaction: TrueTransaction = {
      number: this.transactions.length + 1,
      kind: settings.kind,
      member: connection.member,
      connection: connection.number,
      user: connection.user,
      impersonatedUser: settings.impersonatedUser,
      database: settings.database,
      mode: settings.mode,
      bookmarks: settings.bookmarks,
      begunAt: this.#now(),
      queries: [],
      writes: [],
      state: 'open',
      endedAt: undefined,
      position: undefined,
      bookmark: undefined,
      told: 'nothing'
    }
    this.transactions.push(transaction)
    connection.transaction = transaction
    return transaction
  }

  table (database: string, seconds: number): void {
    const at = this.#now()
    this.tables.push({ database, at, expiresAt: at + seconds * 1000 })
  }

  reset (transaction: TrueTransaction): void {
    this.resets.push({ transaction, at: this.#now() })
  }

  arrive (call: number | undefined): void {
    if (call !== undefined && !this.arrivals.has(call)) this.arrivals.set(call, this.#now())
  }

  query (connection: TrueConnection, transaction: TrueTransaction, text: string, call: number | undefined): TrueQuery {
    const { number, user } = connection
    const query: TrueQuery = { text, call, at: this.#now(), connection: number, user, impersonatedUser: transaction.impersonatedUser }
    transaction.queries.push(query)
    return query
  }

  /**
   * @param seen the position that its member had reached, for transactions that wrote nothing
   * @returns the bookmark
   */
  commit (transaction: TrueTransaction, seen: number): string {
    const { database, writes } = transaction
    const position = writes.length > 0 ? this.positionOf(database) + 1 : seen
    if (writes.length > 0) this.#positions.set(database, position)
    const at = this.#now()
    for (const id of writes) {
      const committed = this.writes.get(id) ?? []
      committed.push({ id, database, position, transaction: transaction.number, at })
      this.writes.set(id, committed)
    }
    transaction.state = 'committed'
    transaction.endedAt = at
    transaction.position = position
    transaction.bookmark = bookmarkOf(database, position, transaction.bookmarks)
    return transaction.bookmark
  }

  rollback (transaction: TrueTransaction): void {
    if (transaction.state !== 'open') return
    transaction.state = 'rolledBack'
    transaction.endedAt = this.#now()
  }

  /** Of the last commit to a database; 0 if there was none. */
  positionOf (database: string): number {
    return this.#positions.get(database) ?? 0
  }
}

/**
 * A bookmark replaces those that its transaction began with, also those of other databases: as in Neo4j it has one part
 * for each database that they name.
 */
function bookmarkOf (database: string, position: number, bookmarks: readonly string[]): string {
  const positions = positionsOf(bookmarks) ?? new Map<string, number>()
  positions.set(database, Math.max(position, positions.get(database) ?? 0))
  return [...positions].map(([name, at]) => `${name}:${at}`).join('+')
}

const PART = /^([a-z0-9]+):(\d+)$/

/** What bookmarks name, by database; undefined if one of them is none of this cluster. */
export function positionsOf (bookmarks: readonly string[]): Map<string, number> | undefined {
  const positions = new Map<string, number>()
  for (const part of bookmarks.flatMap(bookmark => bookmark.split('+'))) {
    const match = PART.exec(part)
    if (match === null) return undefined
    const [, database, position] = match
    positions.set(database, Math.max(Number(position), positions.get(database) ?? 0))
  }
  return positions
}
