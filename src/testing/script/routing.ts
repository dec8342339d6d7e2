/** The servers of a cluster by role, with addresses like `BoltServer.address`. */
export interface Roles {
  routers?: string[]
  readers?: string[]
  writers?: string[]
  /** How long the table is valid, in seconds. Default: 300. */
  ttl?: number
  /** The database of the table. Default: `neo4j`. */
  db?: string
}

/** The metadata of SUCCESS in response to ROUTE: `[request('ROUTE'), success(routingTable({ … }))]`. */
export function routingTable ({ routers = [], readers = [], writers = [], ttl = 300, db = 'neo4j' }: Roles): Record<string, unknown> {
  const servers = [{ role: 'ROUTE', addresses: routers }, { role: 'READ', addresses: readers }, { role: 'WRITE', addresses: writers }]
  return { rt: { ttl, db, servers } }
}
