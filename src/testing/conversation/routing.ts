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

/** One server does it all: at the address under which the client knows it. */
export function tableOf (context: unknown, address: string, database: string): RoutingTable {
  const known = (context as { address?: unknown } | null)?.address
  const addresses = [typeof known === 'string' ? known : address]
  return { ttl: TTL, db: database, servers: ['WRITE', 'READ', 'ROUTE'].map(role => ({ role, addresses })) }
}

/** The database that ROUTE asks about: a name in Bolt 4.3, in a map later. */
export function databaseOf ({ fields }: ReceivedRequest): string | undefined {
  const last = fields[2]
  const name = typeof last === 'object' && last !== null ? (last as { db?: unknown }).db : last
  return typeof name === 'string' ? name : undefined
}
