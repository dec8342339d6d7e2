import { createCipheriv, createDecipheriv, randomUUID } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { ValueCodec } from '../../../src/encryption/value-codec.js'
import neo4j, { type Driver } from '../../../src/lite.js'
import { settle } from '../../helpers/fake-clock.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

const { types, int } = neo4j

const VALUES: ReadonlyArray<[type: string, make: () => object]> = [
  ['DATE', () => new types.Date(int(1957), int(3), int(14))],
  ['LOCAL TIME', () => new types.LocalTime(int(1), int(2), int(3), int(4))],
  ['ZONED TIME', () => new types.Time(int(1), int(2), int(3), int(4), int(3600))],
  ['LOCAL DATETIME', () => new types.LocalDateTime(int(1957), int(3), int(14), int(1), int(2), int(3), int(4))],
  ['ZONED DATETIME', () => new types.DateTime(int(1957), int(3), int(14), int(1), int(2), int(3), int(4), int(3600))],
  ['ZONED DATETIME with a zone', () => new types.DateTime(int(1957), int(3), int(14), int(1), int(2), int(3), int(4), int(3600), 'Europe/Berlin')],
  ['DURATION', () => new types.Duration(int(1), int(2), int(3), int(4))],
  ['POINT', () => new types.Point(int(7203), 1, 2)],
  ['POINT in three dimensions', () => new types.Point(int(9157), 1, 2, 3)],
  ['VECTOR', () => neo4j.vector(new Float32Array([1, 2, 3]))],
  ['UUID', () => neo4j.uuid('00112233445566778899aabbccddeeff')],
  ['BYTES', () => new Int8Array(100)],
  ['LIST', () => ['secret']],
  ['INTEGER', () => int('1234567890123')]
]

async function setUp (): Promise<{ driver: Driver, keyOptions: string }> {
  const encapsulationService = neo4j.localKeyEncapsulationService(new Uint8Array(32).fill(7))
  const profile = new neo4j.EnvelopeEncryptionProfile({ name: 'p', encapsulationService, keyRepository: new MemoryRepository() })
  const driver = neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles: [profile] })
  return { driver, keyOptions: (await driver.encryption.keyManager().create('alias')).id() }
}

afterEach(() => { jest.restoreAllMocks() })

describe('a value', () => {
  it.each(VALUES)('of type %s is kept by nothing after it was encrypted and decrypted', async (_, make) => {
    const { driver, keyOptions } = await setUp()
    const kept = await (async () => {
      const value = make()
      const ciphertext = await driver.encryption.encrypt({ value, keyOptions })
      return [new WeakRef(value), new WeakRef(await driver.encryption.decrypt<object>({ ciphertext }))]
    })()
    await settle()
    collectGarbage()
    expect(kept.map(value => value.deref())).toEqual([undefined, undefined])
    await driver.close()
  })
})

const prototypeOf = <T extends object>(object: T): T => Object.getPrototypeOf(object) as T
const CIPHER = prototypeOf(createCipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(12)))
const DECIPHER = prototypeOf(createDecipheriv('aes-256-gcm', new Uint8Array(32), new Uint8Array(12)))

const isZero = (bytes: Uint8Array): boolean => bytes.every(byte => byte === 0)

describe('the bytes of a plaintext', () => {
  it('are zeros after encryption, whether it succeeds or fails, in every buffer that they came through', async () => {
    const { driver, keyOptions } = await setUp()
    // New each time: new buffers may hold what others, of this file or of jest, have left in memory.
    const secret = randomUUID()
    const value = secret.repeat(400)
    const allocated = jest.spyOn(Buffer, 'allocUnsafeSlow')
    const encrypted = jest.spyOn(CIPHER, 'update')
    await driver.encryption.encrypt({ value: [value, value, value], keyOptions })
    await expect(driver.encryption.encrypt({ value: [value], keyOptions: 'nix' })).rejects.toThrow('Could not find key')
    expect(encrypted.mock.calls.map(([message]) => isZero(message as unknown as Uint8Array))).toEqual([true])
    expect(allocated.mock.results.length).toBeGreaterThan(3)
    expect(allocated.mock.results.filter(({ value }) => (value as Buffer).includes(secret))).toEqual([])
    await driver.close()
  })

  it('are zeros after a value that can\'t be encoded', () => {
    const allocated = jest.spyOn(Buffer, 'allocUnsafeSlow')
    expect(() => new ValueCodec('integer').encode(['secret', Symbol('x')])).toThrow('can\'t be encoded')
    expect(allocated.mock.results.map(({ value }) => isZero(value as Buffer))).toEqual([true])
  })

  it('are zeros after decryption, whether it succeeds or fails, and so are those of the data key', async () => {
    const { driver, keyOptions } = await setUp()
    const ciphertext = await driver.encryption.encrypt({ value: 'secret', keyOptions })
    const decrypted = jest.spyOn(DECIPHER, 'update')
    await expect(driver.encryption.decrypt({ ciphertext })).resolves.toBe('secret')
    const changed = ciphertext.slice()
    changed[Buffer.from(ciphertext).indexOf('STRING') - 2] ^= 1
    await expect(driver.encryption.decrypt({ ciphertext: changed })).rejects.toMatchObject({ code: '50N42' })
    const messages = decrypted.mock.results.map(({ value }) => value as unknown as Buffer)
    expect(messages.map(bytes => [bytes.length, bytes.buffer.byteLength, isZero(bytes)])).toEqual([[32, 32, true], [7, 7, true], [32, 32, true], [7, 7, true]])
    await driver.close()
  })
})
