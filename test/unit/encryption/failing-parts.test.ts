import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import { EnvelopeEncryptionProfile } from '../../../src/encryption/envelope-profile.js'
import { type EncapsulatedKeyRecord, EncryptionService, localKeyEncapsulationService } from '../../../src/lite.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

interface Setting {
  clock: FakeClock
  repository: MemoryRepository
  encapsulationService: any
  profile: EnvelopeEncryptionProfile
  service: EncryptionService
  id: string
}

async function setUp (): Promise<Setting> {
  const [clock, repository] = [new FakeClock(), new MemoryRepository()]
  const encapsulationService = localKeyEncapsulationService(new Uint8Array(32))
  const profile = new EnvelopeEncryptionProfile({ name: 'p', encapsulationService, keyRepository: repository }, clock)
  const service = new EncryptionService('integer', [profile])
  return { clock, repository, encapsulationService, profile, service, id: (await service.keyManager().create('alias')).id() }
}

const FROZEN = Object.freeze(new Error('out of order'))
const FOREIGN = runInNewContext('new Error("out of order")') as Error
const HOSTILE = Object.assign(Object.create(null), { toString: () => { throw new Error('hidden') }, key: 'hidden' })

/** Ways to fail, and what the cause of the driver's error then says. */
const FAILURES: ReadonlyArray<[title: string, fail: () => any, cause: string]> = [
  ['rejects with undefined', async () => await Promise.reject(undefined), 'undefined was thrown instead of an Error'],
  ['rejects with null', async () => await Promise.reject(null), 'null was thrown instead of an Error'],
  ['rejects with a string', async () => await Promise.reject('out of order'), 'out of order'],
  ['rejects with bytes', async () => await Promise.reject(Buffer.from('hidden')), 'an object was thrown instead of an Error'],
  ['rejects with a symbol', async () => await Promise.reject(Symbol('hidden')), 'a symbol was thrown instead of an Error'],
  ['rejects with an object that can\'t be made a string', async () => await Promise.reject(HOSTILE), 'an object was thrown instead of an Error'],
  ['rejects with a thenable', async () => await Promise.reject({ then: (resolve: (key: string) => void) => { resolve('hidden') } }), 'an object was thrown instead of an Error'],
  ['rejects with a frozen error', async () => await Promise.reject(FROZEN), 'out of order'],
  ['rejects with an error of another realm', async () => await Promise.reject(FOREIGN), 'out of order'],
  ['throws at once', () => { throw FROZEN }, 'out of order'],
  ['gives a thenable that rejects', () => ({ then: (_: unknown, reject: (reason: unknown) => void) => { reject(undefined) } }), 'undefined was thrown instead of an Error'],
  ['gives a thenable that throws', () => ({ then: () => { throw FROZEN } }), 'out of order']
]

const failureOf = async (call: () => Promise<unknown>): Promise<any> => await call().then(() => { throw new Error('did not fail') }, (error: unknown) => error)

describe('a repository that', () => {
  it.each(FAILURES)('%s is the cause of a clear error', async (_, fail, cause) => {
    const { repository, service, id } = await setUp()
    const manager = service.keyManager()
    const calls: Record<string, () => Promise<unknown>> = {
      findById: async () => await service.encrypt({ value: 1, keyOptions: id }),
      findByAlias: async () => await manager.findByAlias('alias'),
      create: async () => await manager.create('new'),
      setAliasById: async () => { await manager.setAliasById(id, 'new') },
      deleteById: async () => { await manager.deleteById(id) }
    }
    for (const [method, call] of Object.entries(calls)) {
      Object.assign(repository, { [method]: fail })
      const error = await failureOf(call)
      expect([error.name, error.code, error.message, error.cause.message])
        .toEqual(['Neo4jError', '50N42', `Call to EncapsulatedKeyRepository.${method} threw error, see cause`, cause])
      expect(inspect(error)).not.toContain('hidden')
    }
  })

  it.each<[string, any, string]>([
    ['gives a string', 'hidden', 'the repository returned a string without them'],
    ['gives an empty object', {}, 'the repository returned an object without them'],
    ['gives a key whose id is a number', { id: () => 5, encapsulation: () => {}, metadata: () => {} }, 'the repository returned a number']
  ])('%s in the place of a key is the cause of a clear error', async (_, answer, cause) => {
    const { repository, profile } = await setUp()
    repository.findById = repository.findByAlias = async () => answer
    for (const reference of ['id', { alias: 'alias' }]) {
      const error = await failureOf(async () => await profile.findKey(reference))
      expect([error.name, error.code, error.cause.message]).toEqual(['Neo4jError', '50N42', expect.stringContaining(cause)])
    }
  })

  it('gives nothing for a key that it created is the cause of a clear error', async () => {
    const { repository, service } = await setUp()
    repository.create = async () => undefined as any
    const error = await failureOf(async () => await service.keyManager().create('new'))
    expect(error.cause.message).toContain('A repository must return the key that it created')
  })

  it('gives a key under another id than it was asked for is asked again', async () => {
    const { repository, profile, id } = await setUp()
    const find = repository.findById
    repository.findById = async asked => await find(asked.toLowerCase())
    for (const asked of [id.toUpperCase(), id.toUpperCase(), id, id]) expect((await profile.findKey(asked))?.id()).toBe(id)
    expect(repository.calls).toHaveLength(3)
  })
})

describe('a repository that never answers', () => {
  it('does not keep later callers from a look-up of their own, nor from remembering it', async () => {
    const { repository, profile, id } = await setUp()
    const { findById, findByAlias } = repository
    repository.findById = repository.findByAlias = async () => await new Promise<never>(() => {})
    const stuck = [profile.findKey(id), profile.findKey({ alias: 'alias' })]
    await settle()
    Object.assign(repository, { findById, findByAlias })
    for (const reference of [id, id, { alias: 'alias' }, { alias: 'alias' }]) expect((await profile.findKey(reference))?.id()).toBe(id)
    expect(repository.calls).toEqual([`findById ${id}`, 'findByAlias alias'])
    expect(await Promise.race([...stuck, settle()])).toBeUndefined()
  })

  it('and answers after all, later than a key is remembered, is not believed for as long again', async () => {
    const { clock, repository, profile, id } = await setUp()
    const { findById } = repository
    const record = await findById(id)
    let answer: (record: EncapsulatedKeyRecord) => void = () => {}
    repository.findById = async () => await new Promise<EncapsulatedKeyRecord>(resolve => { answer = resolve })
    const late = profile.findKey(id)
    await clock.advance(15 * 60_000)
    answer(record)
    expect((await late)?.id()).toBe(id)
    repository.findById = findById
    await profile.findKey(id)
    expect(repository.calls).toEqual([`findById ${id}`, `findById ${id}`])
  })

  it('and answers after all does not replace what a later look-up gave', async () => {
    const { clock, repository, profile, id } = await setUp()
    const { findById } = repository
    const [older, newer] = [await findById(id), await findById(id)]
    let answer: (record: EncapsulatedKeyRecord) => void = () => {}
    repository.findById = async () => await new Promise<EncapsulatedKeyRecord>(resolve => { answer = resolve })
    const late = profile.findKey(id)
    await clock.advance(1)
    repository.findById = async () => newer
    expect(await profile.findKey(id)).toBe(newer)
    answer(older)
    expect(await late).toBe(older)
    expect(await profile.findKey(id)).toBe(newer)
  })
})

describe('a key encapsulation service that', () => {
  it.each(FAILURES)('%s is the cause of a clear error', async (_, fail, cause) => {
    const { encapsulationService, service, id } = await setUp()
    const ciphertext = await service.encrypt({ value: 1, keyOptions: id })
    Object.assign(encapsulationService, { encapsulate: fail, decapsulate: fail })
    const created = await failureOf(async () => await service.keyManager().create('new'))
    const encrypted = await failureOf(async () => await service.encrypt({ value: 1, keyOptions: id }))
    const decrypted = await failureOf(async () => await service.decrypt({ ciphertext }))
    expect([encrypted, decrypted].map(({ name, code, message }) => [name, code, message])).toEqual([
      ['Neo4jError', '50N42', 'Property encryption failed due to internal error, see cause.'],
      ['Neo4jError', '50N42', 'Property decryption failed due to internal error, see cause.']
    ])
    for (const [method, error] of [['encapsulate', created], ['decapsulate', encrypted.cause], ['decapsulate', decrypted.cause]]) {
      if ([FROZEN, FOREIGN].includes(error)) continue
      expect([error.name, error.code, error.message, error.cause.message])
        .toEqual(['Neo4jError', '50N42', `Call to KeyEncapsulationService.${method} threw error, see cause`, cause])
    }
    for (const error of [created, encrypted, decrypted]) expect(inspect(error)).not.toContain('hidden')
  })

  it.each<[string, any]>([['nothing', undefined], ['an empty object', {}]])('makes %s is the cause of a clear error', async (_, made) => {
    const { encapsulationService, service } = await setUp()
    encapsulationService.encapsulate = async () => made
    await expect(service.keyManager().create('new')).rejects.toThrow('must return a new key with the methods encapsulation(), options() and key()')
  })

  it.each<[string, any, string]>([
    ['nothing', undefined, 'found undefined'],
    ['a string', 'hidden-key'.padEnd(32, '*'), 'found a string'],
    ['an array', new Array(32).fill(1), 'found an array'],
    ['too few bytes', new Uint8Array(16), 'found 16'],
    ['32 numbers of more than a byte', new Uint16Array(32), 'found 64']
  ])('gives %s in the place of a data key is the cause of a clear error', async (_, key, found) => {
    const { encapsulationService, service, id } = await setUp()
    encapsulationService.decapsulate = async () => key
    const error = await failureOf(async () => await service.encrypt({ value: 1, keyOptions: id }))
    expect(error.cause.message).toBe(`Expected decapsulated key to be 32 bytes, ${found}`)
  })
})

describe('an argument of the wrong kind', () => {
  const KEY = 'hidden'.padEnd(32, '*')
  const config = (): any => ({ name: 'p', encapsulationService: localKeyEncapsulationService(Buffer.from(KEY)), keyRepository: new MemoryRepository() })

  it.each<[string, () => unknown, string]>([
    ['a key as the config', () => new EnvelopeEncryptionProfile(KEY as any), 'The config of an encryption profile expected to be an object but was: a string'],
    ['a key as the service', () => new EnvelopeEncryptionProfile({ ...config(), encapsulationService: KEY }), 'encapsulationService expected to be an object but was: a string'],
    ['a list of bytes as the service', () => new EnvelopeEncryptionProfile({ ...config(), encapsulationService: [...Buffer.from(KEY)] }), 'encapsulationService expected to be an object but was: an array'],
    ['a URL as the repository', () => new EnvelopeEncryptionProfile({ ...config(), keyRepository: 'bolt://user:hidden@host' }), 'keyRepository expected to be an object but was: a string'],
    ...['keyCacheTTL', 'keyCacheMaxSize', 'keyAliasIndexTTL', 'keyAliasIndexMaxSize'].flatMap(name => [-1, NaN, '15', 5n].map<[string, () => unknown, string]>(value =>
      [`${typeof value} ${value} as ${name}`, () => new EnvelopeEncryptionProfile({ ...config(), [name]: value }), `${name} expected to be a number of 0 or more`])),
    ['null as a profile', () => new EncryptionService('integer', [null as any]), 'each of encryptionProfiles expected to be an object but was: null']
  ])('%s is refused, and not repeated', (_, call, message) => {
    expect(call).toThrow(TypeError)
    expect(call).toThrow(message)
    expect(call).not.toThrow('hidden')
  })

  it.each<[string, (service: EncryptionService, id: string) => Promise<unknown>, string]>([
    ['a value as the request to encrypt', async service => await service.encrypt('hidden' as any), 'The request to encrypt expected to be an object but was: a string'],
    ['no request to decrypt', async service => await service.decrypt(undefined as any), 'The request to decrypt expected to be an object but was: undefined'],
    ['bytes as the key', async service => await service.encrypt({ value: 1, keyOptions: Buffer.from('hidden') as any }), 'invalid key options: an object'],
    ['bytes as the id', async service => await service.encrypt({ value: 1, keyOptions: { id: Buffer.from('hidden') as any } }), 'invalid key options: an object'],
    ['a number as the alias', async service => await service.encrypt({ value: 1, keyOptions: { alias: 5 as any } }), 'invalid key options: an object'],
    ['bytes as the profile', async (service, id) => await service.encrypt({ value: 1, keyOptions: id, encryptionProfile: Buffer.from('hidden') as any }), 'encryption profile with name an object']
  ])('%s is refused, and not repeated', async (_, call, message) => {
    const { service, id } = await setUp()
    const error = await failureOf(async () => await call(service, id))
    expect(error.message).toContain(message)
    expect(inspect(error)).not.toMatch(/hidden'|68 69 64 64 65 6e|104,\s?105/)
  })

  it('an encapsulated key that the repository gives as an array is refused', async () => {
    const { encapsulationService } = await setUp()
    await expect(encapsulationService.decapsulate([1, 2, 3], { iv: '' })).rejects.toThrow('An encapsulated key must be an Int8Array, but the stored key has an array')
  })

  it('a name that is a String object names the profile', () => {
    const service = new EncryptionService('integer', [new EnvelopeEncryptionProfile({ ...config(), name: new String('p') })])
    expect(service.keyManager('p')).toBeDefined()
  })
})
