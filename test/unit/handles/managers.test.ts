import '../../helpers/main-realm.js'
import official from 'neo4j-driver'
import { inspect } from 'node:util'
import neo4j from '../../../src/index.js'
import { EncapsulatedKeyManager } from '../../../src/encryption/key-manager.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'
import { type Wrap, wrappings } from '../../helpers/wrappings.js'

type Driver = typeof neo4j
type Program = (neo: Driver, wrap: Wrap) => Promise<unknown>

const theirs = official as unknown as Driver
const SECRET = 'pL4nted'
const token = neo4j.auth.basic('ann', SECRET)
const certificate = { certfile: 'a.pem', keyfile: 'a.key', password: SECRET } as Parameters<typeof neo4j.clientCertificateProviders.rotating>[0]['initialCertificate']
const masterKey = new Uint8Array(32).fill(7)
const UNAUTHORIZED = 'Neo.ClientError.Security.Unauthorized'

const profileOf = (neo: Driver, wrap: Wrap): InstanceType<Driver['EnvelopeEncryptionProfile']> => wrap(new neo.EnvelopeEncryptionProfile({
  name: 'p', encapsulationService: wrap(neo.localKeyEncapsulationService(masterKey)), keyRepository: wrap(new MemoryRepository())
}))

const programs: Record<string, Program> = {
  'a bookmark manager': async (neo, wrap) => {
    const manager = wrap(neo.bookmarkManager({ initialBookmarks: ['a', 'b'], bookmarksSupplier: async () => ['s'] }))
    await manager.updateBookmarks(['a'], ['c'])
    return await manager.getBookmarks()
  },
  'a token manager of bearer': async (neo, wrap) => {
    const manager = wrap(new Proxy(neo.authTokenManagers, {}).bearer({ tokenProvider: async () => ({ token }) }))
    return [await manager.getToken(), manager.handleSecurityException(token, UNAUTHORIZED), manager.handleSecurityException(token, 'Neo.ClientError.Security.Other')]
  },
  'a token manager of basic': async (neo, wrap) => await wrap(neo.authTokenManagers.basic({ tokenProvider: async () => token })).getToken(),
  'the methods of the token managers on their own': async neo => {
    const { basic, bearer } = neo.authTokenManagers
    return [await basic({ tokenProvider: async () => token }).getToken(), await bearer({ tokenProvider: async () => ({ token }) }).getToken()]
  },
  'a rotating certificate provider': async (neo, wrap) => {
    const { rotating } = neo.clientCertificateProviders
    const provider = wrap(rotating({ initialCertificate: certificate }))
    const first = [await provider.hasUpdate(), await provider.getClientCertificate()]
    provider.updateCertificate({ ...certificate, certfile: 'b.pem' })
    return [...first, await provider.hasUpdate(), await provider.hasUpdate(), await provider.getClientCertificate()]
  },
  'a key encapsulation service': async (neo, wrap) => {
    const service = wrap(neo.localKeyEncapsulationService(masterKey))
    const made = wrap(await service.encapsulate({}))
    return Buffer.from(await service.decapsulate(made.encapsulation(), made.options())).equals(made.key())
  },
  'an encryption profile': async (neo, wrap) => {
    const profile = profileOf(neo, wrap)
    const key = await profile.saveKey('alias', new Int8Array([1]), {})
    return [profile.name, profile.type, (await profile.findKey(key.id()))?.alias(), (await profile.findKey({ alias: 'alias' }))?.alias(), await profile.findKey({ id: 'none' })]
  },
  'an encryption service and its key manager': async (neo, wrap) => {
    const driver = neo.driver('bolt://localhost:1', undefined, { encryptionProfiles: [profileOf(neo, wrap)] })
    const encryption = wrap(driver.encryption)
    const manager = wrap(encryption.keyManager('p'))
    const key = await manager.create('alias')
    const ciphertext = await encryption.encrypt({ value: 'hidden', keyOptions: { alias: 'alias' } })
    const value = await encryption.decrypt({ ciphertext })
    await manager.setAliasById(key.id(), 'other')
    const found = [await manager.findById(key.id()) !== undefined, await manager.findByAlias('other') !== undefined]
    await manager.deleteAliasById(key.id())
    await manager.deleteById(key.id())
    await driver.close()
    return [value, ...found]
  }
}

describe.each(Object.entries(programs))('%s', (_, program) => {
  let expected: unknown
  it('does the same as in neo4j-driver', async () => {
    expected = await program(neo4j, original => original)
    expect(expected).toEqual(await program(theirs, original => original))
  })

  it.each(wrappings)('works behind %s', async (_, wrap) => {
    expect(await program(neo4j, wrap)).toEqual(expected)
  })
})

const repository = new MemoryRepository()
const service = neo4j.localKeyEncapsulationService(Buffer.from(SECRET.padEnd(32)))
const profile = new neo4j.EnvelopeEncryptionProfile({ name: 'p', encapsulationService: service, keyRepository: repository })
const driver = neo4j.driver('bolt://localhost:1', token, { encryptionProfiles: [profile] })
const rxSession = driver.rxSession({ auth: token })
const printed: Array<[shown: string, object]> = [
  ['Neo4jBookmarkManager { bookmarks: 2 }', neo4j.bookmarkManager({ initialBookmarks: ['a', 'b'] })],
  ['RefreshingTokenManager {}', neo4j.authTokenManagers.bearer({ tokenProvider: async () => ({ token }) })],
  ['AuthTokenManagers {}', neo4j.authTokenManagers],
  ['RotatingProvider {}', neo4j.clientCertificateProviders.rotating({ initialCertificate: certificate })],
  ['LocalKeyEncapsulationService {}', service],
  ["EnvelopeEncryptionProfile { name: 'p', type: 'ENVELOPE' }", profile],
  ["EncapsulatedKeyManager { profile: 'p' }", new EncapsulatedKeyManager(profile, service)],
  ["EncryptionService { profiles: [ 'p' ] }", driver.encryption],
  ["RxSession { isOpen: true, mode: 'WRITE', database: undefined }", rxSession],
  ['RxResult {}', rxSession.run('RETURN $secret', { secret: SECRET })],
  ['RxManagedTransaction {}', neo4j.RxManagedTransaction.fromTransaction({ run: () => rxSession.run('RETURN 1') })]
]

describe.each(printed)('%s', (shown, object) => {
  it('is how it prints', () => {
    expect(inspect(object)).toBe(shown)
    expect(JSON.stringify(object).length).toBeLessThan(80)
  })

  it('shows no secret in any form or copy', async () => {
    await (object as { getToken?: () => Promise<unknown> }).getToken?.()
    for (const form of [object, Object.create(object) as object, new Proxy(object, {}), { ...object }, Object.assign({}, object)]) {
      for (const showHidden of [false, true]) {
        for (const customInspect of [false, true]) {
          const text = inspect(form, { showHidden, customInspect, showProxy: true, depth: Infinity, getters: true })
          expect([SECRET, Buffer.from(SECRET).toString('hex'), Buffer.from(SECRET).join(', ')].filter(secret => text.includes(secret))).toEqual([])
        }
      }
      expect(JSON.stringify(form)).not.toContain(SECRET)
    }
  })

  it('has a prototype that can be printed', () => {
    const prototype = Object.getPrototypeOf(object) as object
    expect(inspect(prototype, { showHidden: true, getters: true })).toEqual(expect.any(String))
    expect(JSON.stringify(prototype)).toBe('{}')
  })
})
