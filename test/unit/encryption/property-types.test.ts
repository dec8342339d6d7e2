import official from 'neo4j-driver'
import { checkAad, listOfIterable, propertyType } from '../../../src/encryption/property-types.js'
import neo4j, { type Driver } from '../../../src/lite.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

const { types, int } = neo4j
const TOO_LARGE = 2n ** 63n

/** As a program gets it from outside. */
const json = (text: string): unknown => JSON.parse(text)
/** With the keys of a map from outside, as code that copies maps by assignment makes it. */
const copied = (text: string): unknown => Object.assign({}, json(text))

const MAPS: ReadonlyArray<[text: string, map: unknown]> = [
  ...['Integer', 'Date', 'LocalTime', 'Time', 'LocalDateTime', 'DateTime', 'Duration', 'Point', 'Vector', 'UUID'].map<[string, unknown]>(name =>
    [`a mark of ${name}`, json(`{"__is${name}__": true, "low": 1, "high": 0, "year": 2000, "month": 1, "day": 1, "srid": 7203, "x": 1, "y": 2}`)]),
  ['the halves of an integer', json('{"low": 1, "high": 0}')],
  ['a constructor', json('{"constructor": {"name": "hidden"}, "__isInteger__": true}')],
  ['a __proto__', json('{"__proto__": {"__isInteger__": true}, "low": 1, "high": 0}')],
  ['a prototype from outside', copied('{"__proto__": {"__isInteger__": true, "constructor": "hidden"}, "low": 1, "high": 0}')],
  ['length and items', json('{"length": 1, "0": "hidden"}')],
  ['no prototype', Object.assign(Object.create(null), { __isInteger__: true, low: 1, high: 0 })]
]

function refusal (call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    return error as Error
  }
  throw new Error('was not refused')
}

describe('a map is not a property', () => {
  it.each(MAPS)('if it has %s', (_, map) => {
    for (const call of [() => propertyType(map), () => checkAad(map)]) {
      const error = refusal(call)
      expect([error.name, error.message]).toEqual(['Neo4jError', expect.stringContaining('could not identify type of: a map.')])
    }
    expect(refusal(() => propertyType([map])).message).toContain('could not identify type of: a map.')
    expect(listOfIterable(map)).toBe(map)
  })

  it('but objects of both drivers are', () => {
    expect([official.int(1), official.types.Point, official.uuid('00112233445566778899aabbccddeeff')].map(value =>
      propertyType(typeof value === 'function' ? new official.types.Point(official.int(7203), 1, 2) : value))).toEqual(['INTEGER', 'POINT', 'UUID'])
  })

  it('nor is an object of a class, whose name is told but not its fields', () => {
    class Customer { name = 'hidden' }
    expect(refusal(() => propertyType(new Customer())).message).toContain('an object of class Customer.')
  })
})

describe('an integer beyond 64 bits is refused', () => {
  it.each<[string, (value: bigint) => unknown]>([
    ['INTEGER', value => value],
    ['POINT', value => new types.Point(value, 1, 2)],
    ['ZONED TIME', value => new types.Time(0n, 0n, 0n, 0n, value)]
  ])('as %s, in a list, and as aad', (name, make) => {
    for (const value of [TOO_LARGE, -TOO_LARGE - 1n]) {
      for (const call of [() => propertyType(make(value)), () => propertyType([make(value)]), () => checkAad(make(value))]) {
        const error = refusal(call)
        expect([error.name, error.message]).toEqual(['Neo4jError', expect.stringContaining(`${name} with an integer that does not fit into 64 bits`)])
        expect(error.message).not.toContain(String(value))
      }
    }
    expect(propertyType(make(TOO_LARGE - 1n))).toBe(name)
    expect(propertyType(make(-TOO_LARGE))).toBe(name)
  })
})

describe('aad that could have the same bytes as another is refused', () => {
  it.each<[string, unknown]>([
    ['half a surrogate pair', 'a\ud83d'],
    ['the other half', '\ude00a'],
    ['a date with a fraction', new types.Date(2024, 7, 1.5)],
    ['a time with a fraction', new types.LocalTime(1, 2, 3, 4.5)],
    ['a zoned time whose offset is not exact', new types.Time(1, 2, 3, 4, 2 ** 60)],
    ['a point whose srid has a fraction', new types.Point(7203.5, 1, 2)]
  ])('%s', (_, aad) => {
    const error = refusal(() => { checkAad(aad) })
    expect([error.name, error.message]).toEqual(['Neo4jError', expect.stringContaining('could have the same bytes as another')])
    expect(() => propertyType(aad)).not.toThrow()
  })

  it.each<[string, unknown]>([
    ['a whole surrogate pair', '\ud83d\ude00'],
    ['a time of whole numbers', new types.LocalTime(1, 2, 3, 4)],
    ['a point with any coordinates', new types.Point(7203, 1.5, -2.5)]
  ])('but %s is taken', (_, aad) => {
    expect(() => { checkAad(aad) }).not.toThrow()
  })
})

describe('an encryption service', () => {
  let driver: Driver
  let keyOptions: string

  beforeAll(async () => {
    const encapsulationService = neo4j.localKeyEncapsulationService(new Uint8Array(32))
    const profile = new neo4j.EnvelopeEncryptionProfile({ name: 'p', encapsulationService, keyRepository: new MemoryRepository() })
    driver = neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles: [profile] })
    keyOptions = (await driver.encryption.keyManager().create('alias')).id()
  })

  afterAll(async () => { await driver.close() })

  it.each<[string, () => unknown]>([
    ['a Set', () => new Set(['a', 'b'])],
    ['a generator', function * () { yield 'a'; yield 'b' }],
    ['an array', () => ['a', 'b']]
  ])('takes %s as a list', async (_, make) => {
    const ciphertext = await driver.encryption.encrypt({ value: make(), keyOptions })
    await expect(driver.encryption.decrypt({ ciphertext })).resolves.toEqual(['a', 'b'])
  })

  it.each<[string, () => unknown, string]>([
    ['an empty Set', () => new Set(), 'an empty list'],
    ['a Map', () => new Map([['hidden', 1]]), 'cannot contain arrays'],
    ['a list of Sets', () => [new Set(['hidden'])], 'an object of class Set'],
    ['a String', () => new String('hidden'), 'an object of class String'],
    ['unsigned bytes', () => new Uint8Array(2), 'bytes are an Int8Array'],
    ['a generator that fails', function * () { yield 'a'; throw new Error('hidden') }, 'could not read the items'],
    ['a vector of an unknown type', () => Object.assign(neo4j.vector(new Float32Array(1)), { _type: 'hidden' }), 'can\'t be encoded']
  ])('does not take %s, and does not tell what is in it', async (_, make, message) => {
    const error: any = await (async () => await driver.encryption.encrypt({ value: make(), keyOptions }))().catch((error: unknown) => error)
    expect([error.name, error.message]).toEqual(['Neo4jError', expect.stringContaining(message)])
    expect(`${error.stack} ${error.cause}`).not.toContain('hidden')
  })

  it('takes integers of exactly 64 bits', async () => {
    for (const value of [TOO_LARGE - 1n, -TOO_LARGE]) {
      const ciphertext = await driver.encryption.encrypt({ value, keyOptions, aad: value })
      await expect(driver.encryption.decrypt({ ciphertext, aad: int(value) })).resolves.toEqual(int(value))
    }
  })
})
