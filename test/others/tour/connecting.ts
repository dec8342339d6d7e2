import { refusal } from './outcome.js'
import type { Step } from './place.js'

/** Connect, and ask who is there. */
export const connecting: Step[] = [
  {
    name: 'connects, and says that it can',
    run: async ({ driver, server: { database } }) => await driver.verifyConnectivity({ database }).then(() => 'connected'),
    expected: 'connected'
  },
  {
    name: 'getServerInfo() names the server',
    run: async ({ driver, server: { database } }) => (await driver.getServerInfo({ database })).agent,
    expected: expect.stringMatching(/^Neo4j\//)
  }
]

/** For these, neo4j-driver opens connections of their own. */
export const capabilities: Step[] = [
  { name: 'supportsMultiDb()', run: async ({ driver }) => await driver.supportsMultiDb(), expected: true },
  { name: 'supportsUserImpersonation()', run: async ({ driver }) => await driver.supportsUserImpersonation(), expected: true },
  { name: 'hasReachableServer()', run: async ({ neo4j, server }) => await neo4j.hasReachableServer(server.uri), expected: true }
]

/** Drivers of their own, which the server does not let in. */
export const strangers: Step[] = [
  {
    name: 'a wrong password is refused',
    run: async place => await place.with(place.open(place.wrongToken), async driver => await driver.verifyConnectivity()),
    expected: refusal('Neo.ClientError.Security.Unauthorized')
  },
  {
    name: 'a wrong password is refused, and no transaction function repeated for it',
    run: async place => await place.with(place.open(place.wrongToken), async driver => await driver.session().executeRead(async tx => await tx.run('RETURN 1'))),
    expected: refusal('Neo.ClientError.Security.Unauthorized')
  },
  {
    name: 'no password is refused',
    run: async place => await place.with(place.open({ scheme: 'none', credentials: '' }), async driver => await driver.verifyConnectivity()),
    expected: refusal('Neo.ClientError.Security.Unauthorized')
  }
]

/** Users on connections that are in use already. */
export const users: Step[] = [
  {
    name: 'verifyAuthentication() accepts the user',
    run: async ({ driver, server: { database } }) => await driver.verifyAuthentication({ database }),
    expected: true
  },
  {
    name: 'verifyAuthentication() refuses a wrong password',
    run: async ({ driver, wrongToken, server: { database } }) => await driver.verifyAuthentication({ database, auth: wrongToken }),
    expected: false
  },
  {
    name: 'a session with a user of its own',
    run: async place => await place.value('RETURN 7', {}, { auth: place.token }),
    expected: 7n
  },
  {
    name: 'a session with a user of its own, and a wrong password',
    run: async place => await place.value('RETURN 7', {}, { auth: place.wrongToken }),
    expected: refusal('Neo.ClientError.Security.Unauthorized')
  },
  {
    name: 'the session of the driver\'s user behind that',
    run: async place => await place.value('RETURN 8'),
    expected: 8n
  }
]

export const routing: Step[] = [
  {
    name: 'neo4j://',
    run: async place => await place.with(place.open(place.token, 'neo4j'), async driver => {
      const { database } = place.server
      return [(await driver.executeQuery('RETURN 1', {}, { database, routing: 'READ' })).records.length, (await driver.executeQuery('RETURN 1', {}, { database })).records.length]
    }),
    expected: [1, 1]
  }
]
