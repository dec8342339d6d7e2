import '../../helpers/main-realm.js'
import fc from 'fast-check'
import official from 'neo4j-driver'
import ours from '../../../src/lite.js'
import { describeValue } from '../../helpers/outcome.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

const MASTER_KEY = Uint8Array.from({ length: 32 }, (_, i) => i * 7)

type Library = any
type Build = (library: Library) => unknown

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const sameInt = (value: bigint | number): Build => ({ int }) => int(value)
const temporal = (name: string, args: Array<number | undefined>): Build => ({ types }) => new types[name](...args)

const date = [fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 })] as const
const time = [fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999_999)] as const
const offset = fc.integer({ min: -18 * 3600, max: 18 * 3600 })
const coordinates = fc.tuple(fc.constantFrom(4326, 7203), fc.double({ noNaN: true }), fc.double({ noNaN: true }))

/** Types whose equal values have equal bytes, so that they can be compared with the aad of another driver. */
const AAD: fc.Arbitrary<Build> = fc.oneof(
  fc.boolean().map(value => () => value),
  fc.string({ unit: 'grapheme' }).map(value => () => value),
  int64.map(sameInt),
  fc.integer({ min: -200, max: 200 }).map(sameInt),
  int64.map(value => () => value),
  fc.int8Array().map(value => () => value),
  fc.uuid().map(value => ({ uuid }: Library) => uuid(value)),
  fc.tuple(...date).map(args => temporal('Date', args)),
  fc.tuple(...time).map(args => temporal('LocalTime', args)),
  fc.tuple(...time, offset).map(args => temporal('Time', args)),
  coordinates.map(([srid, x, y]) => ({ types, int }: Library) => new types.Point(int(srid), x, y)),
  coordinates.map(([srid, x, y]) => ({ types, int }: Library) => new types.Point(int(srid), x, y, x))
)

const SCALAR: fc.Arbitrary<Build> = fc.oneof(
  AAD,
  fc.double().map(value => () => value),
  fc.tuple(...date, ...time).map(args => temporal('LocalDateTime', args)),
  fc.tuple(...date, ...time, offset).map(args => temporal('DateTime', args)),
  fc.constant(({ types }: Library) => new types.DateTime(2024, 7, 1, 12, 30, 0, 5, 7200, 'Europe/Berlin')),
  fc.tuple(int64, int64, int64).map(([months, days, seconds]) => ({ types }: Library) => new types.Duration(months, days, seconds, 5))
)

const VALUE: fc.Arbitrary<Build> = fc.oneof(
  { weight: 10, arbitrary: SCALAR },
  fc.constant(() => null),
  fc.oneof(fc.int8Array(), fc.int32Array(), fc.bigInt64Array(), fc.float32Array()).map(elements => ({ vector }: Library) => vector(elements)),
  fc.array(fc.string(), { minLength: 1 }).map(list => () => list),
  fc.array(fc.double(), { minLength: 1, maxLength: 400 }).map(list => () => list),
  fc.array(int64, { minLength: 1 }).map(list => ({ int }: Library) => list.map(value => int(value)))
)

/** A driver of each library with the same master key and the same stored keys. Nothing is connected. */
async function pair (config: object = {}): Promise<{ mine: Library, theirs: Library, keyId: string, close: () => Promise<void> }> {
  const keyRepository = new MemoryRepository()
  const [mine, theirs] = [ours, official].map((library: Library) => library.driver('bolt://localhost:1', undefined, {
    ...config,
    encryptionProfiles: [new library.EnvelopeEncryptionProfile({
      name: 'shared', encapsulationService: library.localKeyEncapsulationService(MASTER_KEY), keyRepository
    })]
  }))
  const key = await mine.encryption.keyManager().create('customers')
  return { mine, theirs, keyId: key.id(), close: async () => { await Promise.all([mine.close(), theirs.close()]) } }
}

const DIRECTIONS = [['neobolt', 'neo4j-driver'], ['neo4j-driver', 'neobolt']] as const
const CONFIGS = [{}, { disableLosslessIntegers: true }, { useBigInt: true }]

describe.each(DIRECTIONS)('a property encrypted by %s', (writer, reader) => {
  const library = (name: string): Library => name === 'neobolt' ? ours : official

  it.each(CONFIGS)(`is the same value in ${reader} as in both drivers, with %j`, async config => {
    const { mine, theirs, keyId, close } = await pair(config)
    const service = (name: string): any => (name === 'neobolt' ? mine : theirs).encryption
    await fc.assert(fc.asyncProperty(VALUE, async build => {
      const ciphertext = await service(writer).encrypt({ value: build(library(writer)), keyOptions: keyId })
      const there = await service(reader).decrypt({ ciphertext })
      const here = await service(writer).decrypt({ ciphertext })
      expect(describeValue(there)).toEqual(describeValue(here))
    }), { numRuns: 300 })
    await close()
  })

  it(`is opened by ${reader} with the same aad, given or stored, and with no other`, async () => {
    const { mine, theirs, close } = await pair()
    const service = (name: string): any => (name === 'neobolt' ? mine : theirs).encryption
    await fc.assert(fc.asyncProperty(AAD, async build => {
      const ciphertext = await service(writer).encrypt({ value: 'secret', keyOptions: { alias: 'customers' }, aad: build(library(writer)) })
      await expect(service(reader).decrypt({ ciphertext, aad: build(library(reader)) })).resolves.toBe('secret')
      await expect(service(reader).decrypt({ ciphertext, usePersistedAad: true })).resolves.toBe('secret')
      await expect(service(reader).decrypt({ ciphertext, aad: 'another' })).rejects.toMatchObject({ code: '50N42' })
      await expect(service(reader).decrypt({ ciphertext })).rejects.toMatchObject({ code: '50N42' })
    }), { numRuns: 200 })
    await close()
  })

  it(`is opened by ${reader} with a key that ${reader} made`, async () => {
    const { mine, theirs, close } = await pair()
    const service = (name: string): any => (name === 'neobolt' ? mine : theirs).encryption
    const key = await service(reader).keyManager('shared').create('new')
    const ciphertext = await service(writer).encrypt({ value: 'secret', keyOptions: { id: key.id() }, encryptionProfile: 'shared' })
    await expect(service(reader).decrypt({ ciphertext })).resolves.toBe('secret')
    await close()
  })
})

describe('encrypted bytes beside those of neo4j-driver', () => {
  it('have the same length and differ only in IV, ciphertext and tag', async () => {
    const { mine, theirs, keyId, close } = await pair()
    for (const [build, aad] of [[sameInt(5), undefined], [() => 'x'.repeat(70_000), 'aad'], [({ uuid }: Library) => uuid('00112233445566778899aabbccddeeff'), true]] as Array<[Build, unknown]>) {
      const a = await mine.encryption.encrypt({ value: build(ours), keyOptions: keyId, aad })
      const b = await theirs.encryption.encrypt({ value: build(official), keyOptions: keyId, aad })
      expect(a.constructor).toBe(Int8Array)
      expect(a.buffer.byteLength).toBe(a.length)
      expect(a.length).toBe(b.length)
      const text = (bytes: Int8Array): string => Buffer.from(bytes).toString('latin1')
      expect(text(a).indexOf('ENVELOPE')).toBe(text(b).indexOf('ENVELOPE'))
      expect(text(a).lastIndexOf('key_id')).toBe(text(b).lastIndexOf('key_id'))
    }
    await close()
  })

  it('refuse the same values for the same reason', async () => {
    const { mine, theirs, keyId, close } = await pair()
    const builds: Build[] = [
      () => undefined, () => ({ a: 1 }), () => Symbol('x'), () => new Uint8Array(2), () => [], () => ['a', 1], () => [null], () => [['a']],
      () => new globalThis.Date(), ({ vector }) => [vector(new Int8Array([1]))],
      ({ types, int }) => [new types.Point(int(4326), 1, 2), new types.Point(int(7203), 1, 2)],
      ({ types, int }) => [new types.Point(int(4326), 1, 2), new types.Point(int(4326), 1, 2, 3)]
    ]
    const words = (message: string): string => message.replace(/^could not identify type of.*/, 'unknown type').replace('contain arrays', 'of the same property type')
    for (const build of builds) {
      const refusal = async (driver: Library, library: Library): Promise<any> => await driver.encryption.encrypt({ value: build(library), keyOptions: keyId }).catch((error: Error) => error)
      const [a, b] = [await refusal(mine, ours), await refusal(theirs, official)]
      expect([a.name, a.code]).toEqual([b.name, b.code])
      if (!/same property type/.test(b.message)) expect(words(a.message)).toBe(words(b.message))
    }
    await close()
  })
})
