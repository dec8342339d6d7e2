import neo4j, { type Config } from '../../../src/index.js'
import { type LiveServer, addressOf, isAtLeast } from '../live-server.js'
import { credentials, rejection, useDriver, withDriver } from '../use-driver.js'

/** What a driver is made from, and what it tells about the server. */
export function configurationSuite (server: LiveServer): void {
  describe('making a driver', () => {
    it.each(['http://localhost:7474', 'bolt+tls://localhost', 'localhost:7687', ''])('refuses the address %p and names what is wrong', address => {
      expect(() => neo4j.driver(address, credentials(server))).toThrow(/scheme|URL|address|host/i)
    })

    it.each<[string, unknown]>([
      ['resolver', 'not a function'], ['logging', { level: 'loud' }], ['maxTransactionRetryTime', 'soon'], ['fetchSize', 0], ['trust', 'NOBODY']
    ])('refuses a wrong %s', (key, value) => {
      expect(() => neo4j.driver('neo4j://localhost', credentials(server), { [key]: value } as Config)).toThrow(new RegExp({ logging: 'loud|level', maxTransactionRetryTime: 'retry time', fetchSize: 'fetch size' }[key] ?? key, 'i'))
    })

    it('refuses encryption in the address and in the configuration at once', () => {
      expect(() => neo4j.driver('bolt+s://localhost', credentials(server), { encrypted: true })).toThrow(/encrypt/i)
    })

    it('lets an unknown key through, and warns with the name that was probably meant', async () => {
      const lines: string[] = []
      const config = { maxConectionPoolSize: 5, logging: { level: 'warn', logger: (_level: string, line: string) => lines.push(line) } } as Config
      await withDriver(server.uri, credentials(server), config, driver => driver.verifyConnectivity())
      expect(lines.filter(line => line.includes('maxConectionPoolSize') && line.includes('maxConnectionPoolSize'))).toHaveLength(1)
    })
  })

  describe('asking about the server', () => {
    const db = useDriver(server)

    it('gives agent, address and protocol version', async () => {
      const info = await db.driver.getServerInfo()
      expect(info.agent).toMatch(new RegExp(`^Neo4j/${server.version}`))
      expect(info.address).toBe(addressOf(server))
      expect(String(info.protocolVersion)).toBe(String(await db.driver.getNegotiatedProtocolVersion()))
      await db.driver.verifyConnectivity()
    })

    it('tells what is supported', async () => {
      expect({
        multiDb: await db.driver.supportsMultiDb(),
        transactionConfig: await db.driver.supportsTransactionConfig(),
        impersonation: await db.driver.supportsUserImpersonation(),
        sessionAuth: await db.driver.supportsSessionAuth()
      }).toEqual({
        multiDb: isAtLeast(server, '4.0'),
        transactionConfig: true,
        impersonation: isAtLeast(server, '4.4'),
        sessionAuth: isAtLeast(server, '5.1')
      })
    })

    it('tells whether the connection is encrypted', () => {
      expect(db.driver.isEncrypted()).toBe(server.uri.includes('+s'))
    })

    it('refuses a database that does not exist', async () => {
      const session = db.driver.session({ database: 'nosuchdatabase' })
      const error = await rejection((async () => await session.run('RETURN 1'))())
      expect(error.message).toMatch(isAtLeast(server, '4.0') ? /nosuchdatabase|database/ : /database/)
      await session.close()
    })

    if (isAtLeast(server, '4.0')) {
      it('reaches a database by name', async () => {
        const { summary } = await db.driver.executeQuery('SHOW DATABASES', {}, { database: 'system' })
        expect(summary.database.name).toBe('system')
      })
    }
  })
}
