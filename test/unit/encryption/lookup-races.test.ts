import { EncapsulatedKeyManager } from '../../../src/encryption/key-manager.js'
import { EnvelopeEncryptionProfile } from '../../../src/encryption/envelope-profile.js'
import { type EncapsulatedKeyRecord, localKeyEncapsulationService } from '../../../src/lite.js'
import { FakeClock, settle } from '../../helpers/fake-clock.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

type Method = 'findById' | 'findByAlias'

/** A repository that decides on an answer when it is asked, but gives it when the test says so. */
class SlowRepository extends MemoryRepository {
  #waiting: Array<() => void> | undefined

  constructor () {
    super()
    for (const method of ['findById', 'findByAlias'] as Method[]) {
      const find = this[method]
      this[method] = async name => {
        const answer: EncapsulatedKeyRecord = await find(name)
        const waiting = this.#waiting
        if (waiting !== undefined) await new Promise<void>(resolve => { waiting.push(resolve) })
        return answer
      }
    }
  }

  hold (): void {
    this.#waiting = []
  }

  async release (): Promise<void> {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const answer of waiting) answer()
    await settle()
  }
}

interface Setting {
  clock: FakeClock
  repository: SlowRepository
  profile: EnvelopeEncryptionProfile
  manager: EncapsulatedKeyManager
  id: string
}

async function setUp (): Promise<Setting> {
  const [clock, repository] = [new FakeClock(), new SlowRepository()]
  const encapsulationService = localKeyEncapsulationService(new Uint8Array(32))
  const profile = new EnvelopeEncryptionProfile({ name: 'p', encapsulationService, keyRepository: repository }, clock)
  const manager = new EncapsulatedKeyManager(profile, encapsulationService)
  return { clock, repository, profile, manager, id: (await manager.create('alias')).id() }
}

describe('a look-up that is under way', () => {
  it.each<[string, (id: string) => object | string]>([
    ['by id', id => id],
    ['by alias', () => ({ alias: 'alias' })]
  ])('%s while its key is deleted is not remembered', async (_, reference) => {
    const { repository, profile, manager, id } = await setUp()
    repository.hold()
    const underWay = profile.findKey(reference(id))
    await settle()
    await manager.deleteById(id)
    await repository.release()
    expect((await underWay)?.id()).toBe(id)
    expect(await manager.findById(id)).toBeUndefined()
    expect(await manager.findByAlias('alias')).toBeUndefined()
  })

  it('of an alias that moves to another key is not remembered', async () => {
    const { repository, profile, manager, id } = await setUp()
    const other = (await manager.create('other')).id()
    repository.hold()
    const underWay = profile.findKey({ alias: 'alias' })
    await settle()
    await manager.deleteAliasById(id)
    await manager.setAliasById(other, 'alias')
    await repository.release()
    expect((await underWay)?.id()).toBe(id)
    expect((await manager.findByAlias('alias'))?.id()).toBe(other)
  })

  it('of a key whose alias is taken away does not bring the old alias back', async () => {
    const { repository, profile, manager, id } = await setUp()
    repository.hold()
    const underWay = profile.findKey(id)
    await settle()
    await manager.deleteAliasById(id)
    await repository.release()
    await underWay
    expect((await manager.findById(id))?.alias()).toBeUndefined()
  })

  it('of an alias that a new key takes is not remembered', async () => {
    const { repository, profile, manager, id } = await setUp()
    const create = repository.create
    repository.create = async (alias, encapsulation, metadata) => {
      await repository.setAliasById(id, undefined)
      return await create(alias, encapsulation, metadata)
    }
    repository.hold()
    const underWay = profile.findKey({ alias: 'alias' })
    await settle()
    const next = await manager.create('alias')
    await repository.release()
    expect((await underWay)?.id()).toBe(id)
    expect((await manager.findByAlias('alias'))?.id()).toBe(next.id())
  })

  it('does not keep a later look-up from being remembered', async () => {
    const { repository, profile, manager, id } = await setUp()
    await manager.setAliasById(id, 'new')
    await profile.findKey({ alias: 'new' })
    await profile.findKey({ alias: 'new' })
    await profile.findKey(id)
    expect(repository.calls).toEqual(['findByAlias new'])
  })
})

describe('a remembered key', () => {
  it.each<[string, (manager: EncapsulatedKeyManager, id: string) => Promise<void>]>([
    ['deletion', async (manager, id) => { await manager.deleteById(id) }],
    ['change of its alias', async (manager, id) => { await manager.setAliasById(id, 'new') }]
  ])('is asked for again after a %s that failed, for it may have been done', async (_, change) => {
    const { repository, profile, manager, id } = await setUp()
    await profile.findKey({ alias: 'alias' })
    const fail = async (): Promise<void> => { throw new Error('the connection was lost') }
    Object.assign(repository, { deleteById: fail, setAliasById: fail })
    await expect(change(manager, id)).rejects.toThrow('see cause')
    await profile.findKey(id)
    await profile.findKey({ alias: 'alias' })
    expect(repository.calls).toEqual(['findByAlias alias', `findById ${id}`, 'findByAlias alias'])
  })

  it('that has gone elsewhere gives way to the key that has its alias now', async () => {
    const { clock, repository, profile, manager, id } = await setUp()
    const other = (await manager.create('other')).id()
    const aliases = new EnvelopeEncryptionProfile({ name: 'p', encapsulationService: profile.encapsulationService, keyRepository: repository, keyCacheTTL: 0 }, clock)
    await aliases.findKey({ alias: 'alias' })
    await repository.deleteById(id)
    await repository.setAliasById(other, 'alias')
    expect((await aliases.findKey({ alias: 'alias' }))?.id()).toBe(other)
  })
})
