import type { Context, Handlers } from '../context.js'

interface Address { asHostPort: () => string }

interface Table {
  database?: string
  expiresAt: number
  routers: Address[]
  readers: Address[]
  writers: Address[]
}

/** The internals of a routing driver that the suite inspects. */
interface RoutingProvider {
  routingTable: (database?: string) => Table | undefined
  refreshRoutingTable: (request: object) => Promise<void>
  poolMetrics: (address: string) => { inUse: number, idle: number }
}

export const routingHandlers: Handlers = {
  GetRoutingTable: ({ driverId, database }, context) => {
    const table = providerOf(driverId, context).routingTable(database ?? undefined)
    return {
      name: 'RoutingTable',
      data: {
        database: table?.database ?? null,
        ttl: table === undefined ? 0 : secondsUntil(table.expiresAt),
        routers: texts(table?.routers),
        readers: texts(table?.readers),
        writers: texts(table?.writers)
      }
    }
  },

  ForcedRoutingTableUpdate: async ({ driverId, database, bookmarks }, context) => {
    await providerOf(driverId, context).refreshRoutingTable({
      mode: 'READ',
      database: database ?? undefined,
      impersonatedUser: undefined,
      auth: undefined,
      bookmarks: async () => bookmarks ?? [],
      databaseResolved: () => {}
    })
    return { name: 'Driver', data: { id: driverId } }
  },

  GetConnectionPoolMetrics: ({ driverId, address }, context) => ({
    name: 'ConnectionPoolMetrics',
    data: providerOf(driverId, context).poolMetrics(address)
  })
}

function providerOf (driverId: number, context: Context): RoutingProvider {
  const { provider } = context.get<any>(driverId)._core
  if (typeof provider.routingTable !== 'function') throw new Error('The driver does not route')
  return provider
}

/** Rounded up: the suite asks shortly after the table was received, and expects the TTL that the router sent. */
function secondsUntil (time: number): number {
  return Math.ceil(Math.round(time - Number(process.hrtime.bigint()) / 1e6) / 1000)
}

function texts (addresses: Address[] | undefined): string[] {
  return addresses?.map(address => address.asHostPort()) ?? []
}
