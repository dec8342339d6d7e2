/** The roles of a cluster's servers, by addresses as `BoltServer.address` gives them. */
export interface Roles {
  routers?: string[]
  readers?: string[]
  writers?: string[]
  /** Seconds for which the table is valid; default 300. */
  ttl?: number
  /** The database that it is for; default `neo4j`. */
  db?: string
}

/** What SUCCESS says in answer to ROUTE: `[request('ROUTE'), success(routingTable({ … }))]`. */
export function routingTable ({ routers = [], readers = [], writers = [], ttl = 300, db = 'neo4j' }: Roles): Record<string, unknown> {
  const servers = [{ role: 'ROUTE', addresses: routers }, { role: 'READ', addresses: readers }, { role: 'WRITE', addresses: writers }]
  return { rt: { ttl, db, servers } }
}
