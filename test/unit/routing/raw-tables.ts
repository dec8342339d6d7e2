import type { RawRoutingTable } from '../../../src/routing/routing-table.js'

/** What a router sends, with one server for each role that is not given. */
export function clusterOf (roles: { ROUTE?: string[], READ?: string[], WRITE?: string[] }): RawRoutingTable {
  const servers = Object.entries({ ROUTE: ['router'], READ: ['reader'], WRITE: ['writer'], ...roles })
    .map(([role, addresses]) => ({ role, addresses }))
  return { ttl: 300, servers }
}
