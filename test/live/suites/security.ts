import '../../helpers/main-realm.js'
import { inspect } from 'node:util'
import official from 'neo4j-driver'
import neo4j from '../../../src/index.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

/** What must stay secret, with a server that has real users and data. */
export function securitySuite (server: LiveServer): void {
  describe('secrets', () => {
    const use = useDriver(server)
    const label = useLabel(use)

    it('are in no debug log, error or printed object, whether the password is right or wrong', async () => {
      const lines: string[] = []
      const logging = { level: 'debug' as const, logger: (_: string, message: string) => lines.push(message) }
      const wrong = 'pL4nted-wrong-password'
      const printed: string[] = []
      await withDriver(server.uri, credentials(server), { logging }, async driver => {
        const session = driver.session()
        const result = session.run('RETURN $secret AS secret', { secret: 'pL4nted-parameter' })
        await result
        printed.push(inspect(driver, { depth: 8 }), inspect(session, { depth: 8 }), inspect(result.summary, { depth: 8 }))
        await session.close()
      })
      await withDriver(server.uri, neo4j.auth.basic(server.username, wrong), { logging }, async driver => {
        const error = await rejection(driver.verifyConnectivity())
        expect(error.code).toBe('Neo.ClientError.Security.Unauthorized')
        printed.push(inspect(error, { depth: 8 }), inspect(driver, { depth: 8 }))
      })
      expect(lines.length).toBeGreaterThan(0)
      expect([...lines, ...printed].filter(text => text.includes('pL4nted') || text.includes(server.password))).toEqual([])
    })

    it('that a client encrypted are stored as bytes, and read by a client that has the key', async () => {
      const keyRepository = new MemoryRepository()
      const configOf = (library: any): object => ({
        encryptionProfiles: [new library.EnvelopeEncryptionProfile({
          name: 'live', encapsulationService: library.localKeyEncapsulationService(new Uint8Array(32).fill(3)), keyRepository
        })]
      })
      await withDriver(server.uri, credentials(server), configOf(neo4j), async driver => {
        const key = await driver.encryption.keyManager().create('people')
        const ciphertext = await driver.encryption.encrypt({ value: neo4j.int(42), keyOptions: key.id(), aad: 'age' })
        await driver.session().run(`CREATE (:${label} {age: $ciphertext})`, { ciphertext })
        const { records: [record] } = await driver.session().run(`MATCH (n:${label}) RETURN n.age AS age`)
        expect(record.get('age')).toEqual(ciphertext)
        expect(await driver.encryption.decrypt({ ciphertext: record.get('age'), aad: 'age' })).toEqual(neo4j.int(42))
      })
      if (!isAtLeast(server, '4.2')) return
      const theirs = official.driver(server.uri, official.auth.basic(server.username, server.password), configOf(official))
      const { records: [record] } = await theirs.session().run(`MATCH (n:${label}) RETURN n.age AS age`)
      const value: any = await theirs.encryption.decrypt({ ciphertext: record.get('age'), aad: 'age' })
      await theirs.close()
      expect(value.toNumber()).toBe(42)
    })
  })
}
