import type { RecordShape } from '../../types/record.js'
import type { ReceivedRequest } from '../wire/request.js'

/** The procedures with which drivers request a routing table before Bolt 4.3. */
const PROCEDURE = /^CALL dbms\.(?:cluster\.)?routing\.getRoutingTable\s*\(/

export function isRoutingProcedure (query: unknown): boolean {
  return typeof query === 'string' && PROCEDURE.test(query)
}

/** How long a table is valid, in seconds. */
const TTL = 300n

export interface RoutingTable {
  readonly ttl: bigint
  readonly db: string
  readonly servers: ReadonlyArray<{ readonly role: string, readonly addresses: readonly string[] }>
}

/** A client's request for a routing table. */
export interface RoutingRequest {
  readonly context: RecordShape<string>
  readonly bookmarks: readonly string[]
  /** The name of the database; the user's home database if the request named none. */
  readonly database: string
  readonly impersonatedUser: string | undefined
}

/** A table with one server in all roles, at the address by which the client knows it. */
export function tableOf (context: unknown, address: string, database: string): RoutingTable {
  const known = (context as { address?: unknown } | null)?.address
  const addresses = [typeof known === 'string' ? known : address]
  return { ttl: TTL, db: database, servers: ['WRITE', 'READ', 'ROUTE'].map(role => ({ role, addresses })) }
}

/** The database and the impersonated user of a ROUTE: a name in Bolt 4.3, a map since then. */
export function routingTarget ({ fields }: ReceivedRequest): { readonly database?: string, readonly impersonatedUser?: string } {
  const last = fields[2]
  if (typeof last !== 'object' || last === null) return { database: stringOf(last) }
  const { db, imp_user: user } = last as RecordShape<string>
  return { database: stringOf(db), impersonatedUser: stringOf(user) }
}

function stringOf (value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
