import neo4j, { type Driver } from '../../../src/lite.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

const MASTER_KEY = new Uint8Array(32).fill(7)

function profile (name: string, keyRepository = new MemoryRepository(), masterKey = MASTER_KEY): InstanceType<typeof neo4j.EnvelopeEncryptionProfile> {
  return new neo4j.EnvelopeEncryptionProfile({ name, encapsulationService: neo4j.localKeyEncapsulationService(masterKey), keyRepository })
}

function driverWith (...encryptionProfiles: any[]): Driver {
  return neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles })
}

async function encrypted (aad?: unknown): Promise<{ driver: Driver, ciphertext: Int8Array, keyId: string }> {
  const driver = driverWith(profile('p'))
  const key = await driver.encryption.keyManager().create('alias')
  return { driver, keyId: key.id(), ciphertext: await driver.encryption.encrypt({ value: 'secret', keyOptions: key.id(), aad }) }
}

const reason = async (promise: Promise<unknown>): Promise<any> => await promise.then(() => { throw new Error('was not refused') }, error => error)

describe('an encrypted property', () => {
  it('is different bytes each time, and never holds the value', async () => {
    const { driver, ciphertext, keyId } = await encrypted()
    const again = await driver.encryption.encrypt({ value: 'secret', keyOptions: keyId })
    expect(again).not.toEqual(ciphertext)
    expect(Buffer.from(ciphertext).includes('secret')).toBe(false)
  })

  it('is read from any view of bytes, wherever it is in memory', async () => {
    const { driver, ciphertext } = await encrypted()
    const inside = new Int8Array([9, 9, 9, ...ciphertext, 9]).subarray(3, -1)
    for (const bytes of [inside, Uint8Array.from(ciphertext), Buffer.from(ciphertext)]) {
      await expect(driver.encryption.decrypt({ ciphertext: bytes as Int8Array })).resolves.toBe('secret')
    }
  })

  it('can be a date-time with a zone and without an offset', async () => {
    const { driver, keyId } = await encrypted()
    const value = new neo4j.types.DateTime(2024, 7, 1, 12, 0, 0, 0, undefined, 'Europe/Berlin')
    const ciphertext = await driver.encryption.encrypt({ value, keyOptions: keyId })
    expect(String(await driver.encryption.decrypt({ ciphertext }))).toMatch(/^2024-07-01T12:00:00.*Europe\/Berlin/)
  })

  it('is refused when it is cut off anywhere, or goes on', async () => {
    const { driver, ciphertext } = await encrypted()
    for (let length = 0; length < ciphertext.length; length++) {
      const error = await reason(driver.encryption.decrypt({ ciphertext: ciphertext.slice(0, length) }))
      expect(error.name).toBe('Neo4jError')
    }
    await expect(driver.encryption.decrypt({ ciphertext: Int8Array.from([...ciphertext, 0]) })).rejects.toThrow('unclean decode')
  })

  it('is refused with another master key', async () => {
    const keyRepository = new MemoryRepository()
    const writer = driverWith(profile('p', keyRepository))
    const key = await writer.encryption.keyManager().create('alias')
    const ciphertext = await writer.encryption.encrypt({ value: 'secret', keyOptions: key.id() })
    const error = await reason(driverWith(profile('p', keyRepository, new Uint8Array(32))).encryption.decrypt({ ciphertext }))
    expect(error.code).toBe('50N42')
    expect(error.cause.message).toContain('another key')
  })

  it('needs the aad that was given, even if the stored one is asked for as well', async () => {
    const { driver, ciphertext } = await encrypted('bound')
    const { encryption } = driver
    await expect(encryption.decrypt({ ciphertext, aad: 'bound', usePersistedAad: true })).resolves.toBe('secret')
    await expect(encryption.decrypt({ ciphertext, aad: 'other', usePersistedAad: true })).rejects.toMatchObject({ code: '50N42' })
  })

  it('that has no aad is not compared with one', async () => {
    const { driver, ciphertext } = await encrypted()
    await expect(driver.encryption.decrypt({ ciphertext, aad: 'x' })).rejects.toThrow('without additional authenticated data')
    await expect(driver.encryption.decrypt({ ciphertext, usePersistedAad: true })).resolves.toBe('secret')
  })
})

describe('a request that cannot be met says why', () => {
  it.each<[string, object, string]>([
    ['an unknown profile', { encryptionProfile: 'q' }, 'Could not find encryption profile with name q'],
    ['an unknown key', { keyOptions: 'nix' }, 'Could not find key with key options: "nix"'],
    ['no key', { keyOptions: undefined }, 'invalid key options'],
    ['an empty reference', { keyOptions: {} }, 'invalid key options'],
    ['a map', { value: { a: 'hidden' } }, 'could not identify type of: a map'],
    ['a Buffer', { value: Buffer.from('hidden') }, 'bytes are an Int8Array'],
    ['a JavaScript Date', { value: new globalThis.Date() }, 'fromStandardDate'],
    ['an empty list', { value: [] }, 'an empty list'],
    ['a list in a list', { value: [['hidden']] }, 'cannot contain arrays'],
    ['a float as aad', { aad: 1.5 }, 'Unsupported AAD property type FLOAT'],
    ['a node', { value: new neo4j.types.Node(1 as any, [], { a: 'hidden' }) }, 'an object of class Node']
  ])('%s', async (_, request, message) => {
    const { driver, keyId } = await encrypted()
    const error = await reason(driver.encryption.encrypt({ value: 'hidden', keyOptions: keyId, ...request } as any))
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('hidden')
  })

  it('a ciphertext that is none', async () => {
    const { encryption } = (await encrypted()).driver
    await expect(encryption.decrypt({ ciphertext: new Int8Array(0) })).rejects.toThrow('Empty byte array')
    await expect(encryption.decrypt({ ciphertext: Int8Array.of(2, 1) })).rejects.toThrow('encoded with version 2')
    await expect(encryption.decrypt({ ciphertext: Int8Array.of(1, 5) })).rejects.toThrow('not an encrypted value')
    await expect(encryption.decrypt({ ciphertext: 'x' as any })).rejects.toThrow(TypeError)
  })

  it('no profile, or more than one', () => {
    expect(() => driverWith().encryption.keyManager()).toThrow('no encryption profiles')
    expect(() => driverWith(profile('a'), profile('b')).encryption.keyManager()).toThrow('must be explicitly provided')
    expect(driverWith(profile('a'), profile('b')).encryption.keyManager('b')).toBeDefined()
  })

  it('two profiles of one name, or profiles that are not a list', () => {
    expect(() => driverWith(profile('a'), profile('a'))).toThrow('Multiple profiles with name a')
    expect(() => neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles: profile('a') as any })).toThrow(TypeError)
  })

  it('a data key of the wrong length', async () => {
    const broken = profile('p')
    const driver = driverWith(broken)
    const key = await driver.encryption.keyManager().create('alias')
    broken.encapsulationService.decapsulate = async () => new Uint8Array(16)
    const error = await reason(driver.encryption.encrypt({ value: 'x', keyOptions: key.id() }))
    expect(error.cause.message).toContain('32 bytes, found 16')
  })
})

describe('the local key encapsulation service', () => {
  it.each([[new Uint8Array(31)], ['x'.repeat(32)], [new Array(32).fill(1)]])('refuses a master key that is not 32 bytes', key => {
    expect(() => neo4j.localKeyEncapsulationService(key as any)).toThrow('must be of byteLength 32 (256 bits)')
  })

  it('refuses to have none', () => {
    expect(() => neo4j.localKeyEncapsulationService(undefined as any)).toThrow(TypeError)
  })

  it('gives back the key that it made', async () => {
    const service = neo4j.localKeyEncapsulationService(MASTER_KEY)
    const made = await service.encapsulate({})
    expect(made.key()).toHaveLength(32)
    await expect(service.decapsulate(made.encapsulation(), made.options())).resolves.toEqual(made.key())
    await expect(service.decapsulate(made.encapsulation(), {})).rejects.toThrow('must have its IV as metadata')
  })

  it('does not care what becomes of the bytes that it was given', async () => {
    const mutable = MASTER_KEY.slice()
    const service = neo4j.localKeyEncapsulationService(mutable)
    const made = await service.encapsulate({})
    mutable.fill(0)
    await expect(service.decapsulate(made.encapsulation(), made.options())).resolves.toEqual(made.key())
  })
})
