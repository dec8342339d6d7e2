import neo4j, { type AuthToken } from '../../../src/index.js'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { credentials, rejection, useDriver, withDriver } from '../use-driver.js'

const WRONG = neo4j.auth.basic('neo4j', 'certainly wrong')

/** How the server knows a user. */
export function authSuite (server: LiveServer): void {
  describe('authentication', () => {
    const db = useDriver(server)

    it('works with a basic token made by hand', async () => {
      await withDriver(server.uri, { scheme: 'basic', principal: server.username, credentials: server.password }, {}, driver => driver.verifyConnectivity())
    })

    it('works with a custom token of the native realm', async () => {
      await withDriver(server.uri, neo4j.auth.custom(server.username, server.password, 'native', 'basic'), {}, driver => driver.verifyConnectivity())
    })

    it.each<[string, AuthToken]>([
      ['bearer', neo4j.auth.bearer('token')], ['kerberos', neo4j.auth.kerberos('ticket')], ['unknown', neo4j.auth.custom('a', 'b', 'c', 'unknown')]
    ])('is refused by the server for the scheme %s, which Community does not know', async (_name, token) => {
      await withDriver(server.uri, token, {}, async driver => {
        expect((await rejection(driver.verifyConnectivity())).code).toMatch(/^Neo\.ClientError\.Security\./)
      })
    })

    it('asks an auth token manager for the token of each connection', async () => {
      const tokens = [WRONG, credentials(server)]
      const manager = { getToken: async () => tokens.shift() as AuthToken, handleSecurityException: () => false }
      await withDriver(server.uri, manager, {}, async driver => {
        expect((await rejection(driver.verifyConnectivity())).code).toBe('Neo.ClientError.Security.Unauthorized')
        await driver.verifyConnectivity()
      })
    })

    it('with a manager of basic tokens asks it once for many queries', async () => {
      let asked = 0
      const manager = neo4j.authTokenManagers.basic({ tokenProvider: async () => { asked++; return credentials(server) } })
      await withDriver(server.uri, manager, {}, async driver => {
        for (let query = 0; query < 3; query++) await driver.executeQuery('RETURN 1')
        expect(asked).toBe(1)
      })
    })

    if (isAtLeast(server, '5.1')) {
      it('can be verified, and leaves the driver as it is', async () => {
        expect(await db.driver.verifyAuthentication({ auth: credentials(server) })).toBe(true)
        expect(await db.driver.verifyAuthentication({ auth: WRONG })).toBe(false)
        expect((await db.driver.executeQuery('RETURN 1')).records).toHaveLength(1)
      })

      it('can be another one for a single session', () => describeOtherUser(server, db.driver))
    } else {
      it('of a single session is refused with a clear error', async () => {
        const session = db.driver.session({ auth: credentials(server) })
        expect((await rejection((async () => await session.run('RETURN 1'))())).message).toMatch(/auth|session|support/i)
        await session.close()
      })
    }

    it('of another user (impersonation) is refused', async () => {
      const session = db.driver.session({ impersonatedUser: 'somebody' })
      const error = await rejection((async () => await session.run('RETURN 1'))())
      if (isAtLeast(server, '4.4')) {
        expect(error.code).toMatch(/^Neo\./)
      } else {
        expect(error.message).toMatch(/impersonat/i)
      }
      await session.close()
    })
  })
}

async function describeOtherUser (server: LiveServer, driver: ReturnType<typeof neo4j.driver>): Promise<void> {
  const user = `live_${Date.now().toString(36)}`
  const auth = neo4j.auth.basic(user, 'password-of-live')
  const admin = { database: 'system' }
  await driver.executeQuery(`CREATE USER ${user} SET PASSWORD 'password-of-live' CHANGE NOT REQUIRED`, {}, admin)
  const whoAmI = async (config: object): Promise<string> => (await driver.executeQuery('SHOW CURRENT USER YIELD user', {}, { ...admin, ...config })).records[0].get('user')
  expect(await whoAmI({ auth })).toBe(user)
  expect(await whoAmI({})).toBe(server.username)
  await driver.executeQuery(`DROP USER ${user}`, {}, admin)
  const error = await rejection(driver.executeQuery('RETURN 1', {}, { auth: WRONG }))
  expect(error.code).toBe('Neo.ClientError.Security.Unauthorized')
}
