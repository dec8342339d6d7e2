import type { ServerAddress } from '../net/address.js'
import type { ConnectionRequest } from '../pool/connection-provider.js'
import { type Mutable, routings } from '../tracing/channels.js'
import type { RoutingTrace } from '../tracing/payloads.js'
import { tracePromise } from '../tracing/trace.js'
import type { RoutingTable } from './routing-table.js'

/** Publishes the search for a routing table. */
export function traceRouting (seed: ServerAddress, { database, mode }: ConnectionRequest, search: () => Promise<RoutingTable>): Promise<RoutingTable> {
  const message: Mutable<RoutingTrace> = {
    database,
    serverAddress: seed.host(),
    serverPort: seed.port(),
    accessMode: mode,
    routers: undefined,
    readers: undefined,
    writers: undefined,
    error: undefined
  }
  return tracePromise(routings, message, search, (message, table) => {
    message.database = table.database ?? message.database
    message.routers = names(table.routers)
    message.readers = names(table.serversFor('READ'))
    message.writers = names(table.serversFor('WRITE'))
  })
}

function names (servers: readonly ServerAddress[]): string[] {
  return servers.map(server => server.asHostPort())
}
