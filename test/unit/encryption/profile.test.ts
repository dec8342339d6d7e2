import { EncapsulatedKeyManager } from '../../../src/encryption/key-manager.js'
import { EnvelopeEncryptionProfile, type EnvelopeEncryptionProfileConfig } from '../../../src/encryption/envelope-profile.js'
import { localKeyEncapsulationService } from '../../../src/lite.js'
import { FakeClock } from '../../helpers/fake-clock.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

async function setUp (config: Partial<EnvelopeEncryptionProfileConfig> = {}): Promise<any> {
  const clock = new FakeClock()
  const repository = new MemoryRepository()
  const encapsulationService = localKeyEncapsulationService(new Uint8Array(32))
  const profile = new EnvelopeEncryptionProfile({ name: 'p', encapsulationService, keyRepository: repository, ...config }, clock)
  const manager = new EncapsulatedKeyManager(profile, encapsulationService)
  const id = (await manager.create('alias')).id()
  return { clock, repository, profile, manager, id }
}

describe('an envelope encryption profile', () => {
  it('asks the repository once in 15 minutes for a key by its id', async () => {
    const { clock, repository, profile, id } = await setUp()
    await profile.findKey(id)
    await clock.advance(15 * 60_000 - 1)
    await profile.findKey({ id })
    expect(repository.calls).toEqual([`findById ${id}`])
    await clock.advance(1)
    await profile.findKey(id)
    expect(repository.calls).toHaveLength(2)
  })

  it('asks the repository once in 15 seconds which key has an alias', async () => {
    const { clock, repository, profile, id } = await setUp()
    expect((await profile.findKey({ alias: 'alias' })).id()).toBe(id)
    await clock.advance(14_999)
    expect((await profile.findKey({ alias: 'alias' })).id()).toBe(id)
    await profile.findKey(id)
    expect(repository.calls).toEqual(['findByAlias alias'])
    await clock.advance(1)
    await profile.findKey({ alias: 'alias' })
    expect(repository.calls).toEqual(['findByAlias alias', 'findByAlias alias'])
  })

  it('does not remember that a key is missing', async () => {
    const { repository, profile } = await setUp()
    expect(await profile.findKey('nix')).toBeUndefined()
    expect(await profile.findKey({ alias: 'nix' })).toBeUndefined()
    expect(await profile.findKey('nix')).toBeUndefined()
    expect(repository.calls).toEqual(['findById nix', 'findByAlias nix', 'findById nix'])
  })

  it('forgets the oldest key when it remembers too many', async () => {
    const { repository, profile, manager, id } = await setUp({ keyCacheMaxSize: 1 })
    const other = (await manager.create('other')).id()
    for (const key of [id, other, other, id]) await profile.findKey(key)
    expect(repository.calls).toEqual([`findById ${id}`, `findById ${other}`, `findById ${id}`])
  })

  it('remembers nothing with a size of 0', async () => {
    const { repository, profile, id } = await setUp({ keyCacheMaxSize: 0 })
    for (const key of [id, id, { alias: 'alias' }, { alias: 'alias' }]) await profile.findKey(key)
    expect(repository.calls).toEqual([`findById ${id}`, `findById ${id}`, 'findByAlias alias', 'findByAlias alias'])
  })

  it.each([
    ['no config', undefined],
    ['no name', { name: undefined }],
    ['no service', { encapsulationService: undefined }],
    ['no repository', { keyRepository: undefined }]
  ])('refuses %s', (_, given) => {
    const whole = { name: 'p', encapsulationService: localKeyEncapsulationService(new Uint8Array(32)), keyRepository: new MemoryRepository() }
    expect(() => new EnvelopeEncryptionProfile(given && { ...whole, ...given } as any)).toThrow(TypeError)
  })
})

describe('a key manager', () => {
  it('gives names of keys, not the keys', async () => {
    const { manager, id } = await setUp()
    const key = await manager.findByAlias('alias')
    expect([key.id(), key.alias(), Object.keys(key)]).toEqual([id, 'alias', ['id', 'alias']])
    expect((await manager.findById(id)).id()).toBe(id)
    expect(await manager.findById('nix')).toBeUndefined()
  })

  it('sees at once that a key has gone', async () => {
    const { manager, id } = await setUp()
    await manager.findByAlias('alias')
    await manager.deleteById(id)
    expect([await manager.findById(id), await manager.findByAlias('alias')]).toEqual([undefined, undefined])
  })

  it('sees at once that an alias has moved', async () => {
    const { manager, id } = await setUp()
    const other = (await manager.create('other')).id()
    await manager.findByAlias('alias')
    await manager.deleteAliasById(id)
    expect(await manager.findByAlias('alias')).toBeUndefined()
    await manager.setAliasById(other, 'alias')
    expect((await manager.findByAlias('alias')).id()).toBe(other)
    expect(await manager.findByAlias('other')).toBeUndefined()
  })

  it.each<[string, (manager: EncapsulatedKeyManager) => Promise<unknown>]>([
    ['create', async manager => await manager.create('x')],
    ['findById', async manager => await manager.findById('x')],
    ['findByAlias', async manager => await manager.findByAlias('x')],
    ['setAliasById', async manager => { await manager.deleteAliasById('x') }],
    ['deleteById', async manager => { await manager.deleteById('x') }]
  ])('says that the repository failed in %s', async (method, call) => {
    const { manager, repository } = await setUp()
    const cause = new Error('out of order')
    repository[method] = async () => { throw cause }
    await expect(call(manager)).rejects.toMatchObject({
      name: 'Neo4jError', code: '50N42', message: `Call to EncapsulatedKeyRepository.${method} threw error, see cause`, cause
    })
  })
})
