import type { RecordShape } from '../../types/record.js'
import type { ReceivedRequest } from '../wire/request.js'

/** How drivers ask for a routing table before Bolt 4.3. */
const PROCEDURE = /^CALL dbms\.(?:cluster\.)?routing\.getRoutingTable\s*\(/

export function isRoutingProcedure (query: unknown): boolean {
  return typeof query === 'string' && PROCEDURE.test(query)
}

/** Seconds for which a table holds. */
const TTL = 300n

export interface RoutingTable {
  readonly ttl: bigint
  readonly db: string
  readonly servers: ReadonlyArray<{ readonly role: string, readonly addresses: readonly string[] }>
}

/** What a client asks for a table with. */
export interface RoutingRequest {
  readonly context: RecordShape<string>
  readonly bookmarks: readonly string[]
  /** The home database of the user if none was named. */
  readonly database: string
  readonly impersonatedUser: string | undefined
}

/** One server does it all: at the address under which the client knows it. */
export function tableOf (context: unknown, address: string, database: string): RoutingTable {
  const known = (context as { address?: unknown } | null)?.address
  const addresses = [typeof known === 'string' ? known : address]
  return { ttl: TTL, db: database, servers: ['WRITE', 'READ', 'ROUTE'].map(role => ({ role, addresses })) }
}

/** The database that ROUTE asks about, and as whom: a name in Bolt 4.3, in a map later. */
export function routingTarget ({ fields }: ReceivedRequest): { readonly database?: string, readonly impersonatedUser?: string } {
  const last = fields[2]
  if (typeof last !== 'object' || last === null) return { database: stringOf(last) }
  const { db, imp_user: user } = last as RecordShape<string>
  return { database: stringOf(db), impersonatedUser: stringOf(user) }
}

function stringOf (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
