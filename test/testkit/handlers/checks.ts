import type { Driver } from 'neobolt'
import { authTokenFrom } from '../auth.js'
import type { Handlers } from '../context.js'
import { serverInfoData } from '../summary.js'

/** Requests to a driver that run no query. */
export const checkHandlers: Handlers = {
  VerifyConnectivity: async ({ driverId }, context) => {
    await context.get<Driver>(driverId).verifyConnectivity()
    return { name: 'Driver', data: { id: driverId } }
  },

  GetServerInfo: async ({ driverId }, context) => ({
    name: 'ServerInfo',
    data: serverInfoData(await context.get<Driver>(driverId).getServerInfo())
  }),

  VerifyAuthentication: async ({ driverId, authorizationToken }, context) => ({
    name: 'DriverIsAuthenticated',
    data: {
      id: driverId,
      authenticated: await context.get<Driver>(driverId).verifyAuthentication({ auth: authTokenFrom(authorizationToken) })
    }
  }),

  CheckMultiDBSupport: async ({ driverId }, context) => ({
    name: 'MultiDBSupport',
    data: { id: driverId, available: await context.get<Driver>(driverId).supportsMultiDb() }
  }),

  CheckSessionAuthSupport: async ({ driverId }, context) => ({
    name: 'SessionAuthSupport',
    data: { id: driverId, available: await context.get<Driver>(driverId).supportsSessionAuth() }
  }),

  CheckDriverIsEncrypted: ({ driverId }, context) => ({
    name: 'DriverIsEncrypted',
    data: { encrypted: context.get<Driver>(driverId).isEncrypted() }
  })
}
