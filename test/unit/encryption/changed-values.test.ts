import { encrypt as seal } from '../../../src/encryption/aes-gcm.js'
import { writeEncryptedValue } from '../../../src/encryption/encrypted-value.js'
import { readOne } from '../../../src/encryption/value-codec.js'
import neo4j, { type Driver, type EnvelopeEncryptionProfile } from '../../../src/lite.js'
import { Structure } from '../../../src/packstream/structure.js'
import { PackStreamWriter } from '../../../src/packstream/writer.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

/** How the value is encrypted, and how its reader gives the aad. */
const READERS = [
  { title: 'without aad', stored: undefined, request: {} },
  { title: 'with the aad of its reader', stored: 'bound', request: { aad: 'bound' } },
  { title: 'with the aad that is stored beside it', stored: 'bound', request: { usePersistedAad: true } }
]

let driver: Driver
let profile: EnvelopeEncryptionProfile
let keyId: string

beforeAll(async () => {
  const encapsulationService = neo4j.localKeyEncapsulationService(new Uint8Array(32).fill(7))
  profile = new neo4j.EnvelopeEncryptionProfile({ name: 'profile-name', encapsulationService, keyRepository: new MemoryRepository() })
  driver = neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles: [profile] })
  keyId = (await driver.encryption.keyManager().create('alias')).id()
})

afterAll(async () => { await driver.close() })

async function encrypted (aad: unknown): Promise<Int8Array> {
  return await driver.encryption.encrypt({ value: 'secret', keyOptions: keyId, aad })
}

/** What the reader sees: an error, or something in its place. */
async function outcome (ciphertext: Int8Array, request: object): Promise<string> {
  try {
    const value: any = await driver.encryption.decrypt({ ciphertext, ...request })
    return value === 'secret' ? 'unnoticed' : `another value: ${String(value)}`
  } catch (error) {
    return (error as Error).name === 'Neo4jError' ? 'refused' : String(error)
  }
}

/** All places of `part` in `text`. */
function placesOf (text: string, part: string): number[] {
  return Array.from(part, (_, i) => text.lastIndexOf(part) + i)
}

describe.each(READERS)('an encrypted value $title', ({ stored, request }) => {
  it('is refused after a change of any bit, but of what is beside it for information', async () => {
    const ciphertext = await encrypted(stored)
    const text = Buffer.from(ciphertext).toString('latin1')
    const notCovered = [...placesOf(text, 'STRING'), ...('aad' in request ? placesOf(text, '\x85bound') : [])]
    for (let bit = 0; bit < ciphertext.length * 8; bit++) {
      const changed = ciphertext.slice()
      changed[bit >> 3] ^= 1 << (bit & 7)
      const expected = notCovered.includes(bit >> 3) ? 'unnoticed' : 'refused'
      expect([bit >> 3, await outcome(changed, request)]).toEqual([bit >> 3, expected])
    }
  })
})

type Metadata = Record<string, unknown>

/** The fields of an encrypted value, with names; those of its map have a dot in front. */
const FIELDS = ['profileType', 'profileVersion', 'profileName', 'cipherOutput', 'typeName', 'schemeMajor', 'schemeMinor', 'metadata'] as const
const ENTRIES = ['.aad', '.aad_encoding_scheme_major', '.aad_encoding_scheme_minor', '.iv', '.key_id'] as const

function fieldsOf (ciphertext: Int8Array): unknown[] {
  const readers = new Array(128).fill(undefined)
  readers[0x65] = (reader: any) => reader.readItems(8)
  return readOne(Buffer.from(ciphertext), 1, 'integer', readers).value as unknown[]
}

function bytesOf (value: unknown): Int8Array {
  const writer = new PackStreamWriter({ structures: { find: () => undefined } })
  writer.write(value)
  return Int8Array.of(1, ...writer.buffer.subarray(0, writer.position))
}

function withField (ciphertext: Int8Array, name: string, value: unknown): Int8Array {
  const fields = fieldsOf(ciphertext)
  if (name.startsWith('.')) {
    fields[7] = { ...fields[7] as Metadata, [name.slice(1)]: value }
  } else {
    fields[FIELDS.findIndex(field => field === name)] = value
  }
  return bytesOf(new Structure(0x65, fields))
}

/** One value of each type that PackStream has, and of integers the odd ones. */
const VALUES: ReadonlyArray<[type: string, value: unknown]> = [
  ['null', null], ['a boolean', true], ['the integer -1', neo4j.int(-1)], ['the integer 2', neo4j.int(2)],
  ['an integer of 64 bits', neo4j.int('4294967297')], ['the least integer', neo4j.int('-9223372036854775808')],
  ['the float 0', 0], ['the float 1', 1], ['NaN', NaN], ['an infinity', Infinity],
  ['an empty string', ''], ['a string', 'other'], ['no bytes', new Int8Array(0)], ['bytes', new Int8Array(12)], ['more bytes', new Int8Array(40)],
  ['an empty list', []], ['a list', ['other']], ['an empty map', {}], ['a map', { key_id: 'other', iv: new Int8Array(12) }],
  ['a map that looks like a string', { length: neo4j.int(1), valueOf: 1, toString: 1 }],
  ['a structure', new Structure(0x65, new Array(8).fill(null))]
]

/** What docs/security.md lists as not covered. */
function isCovered (field: string, value: unknown, request: object): boolean {
  if (field === 'typeName') return typeof value !== 'string'
  return !(field === '.aad' && 'aad' in request && value instanceof Int8Array && value.length > 0)
}

describe.each(READERS)('a field of an encrypted value $title', ({ stored, request }) => {
  const names = [...FIELDS, ...ENTRIES.slice(stored === undefined ? 3 : 0)]

  it.each(names)('%s cannot be replaced by a value of another type, nor by another value', async name => {
    const ciphertext = await encrypted(stored)
    for (const [type, value] of VALUES) {
      const expected = isCovered(name, value, request) ? 'refused' : 'unnoticed'
      expect([type, await outcome(withField(ciphertext, name, value), request)]).toEqual([type, expected])
    }
  })

  it.each(names)('%s cannot be left out', async name => {
    const ciphertext = await encrypted(stored)
    const fields = fieldsOf(ciphertext)
    const shorter = new Structure(0x65, fields.filter((_, i) => FIELDS[i] !== name))
    expect(await outcome(name.startsWith('.') ? withField(ciphertext, name, undefined) : bytesOf(shorter), request)).toBe('refused')
  })
})

describe('an encrypted value', () => {
  it('is read as it was written, if it is put together again', async () => {
    const ciphertext = await encrypted('bound')
    expect(bytesOf(new Structure(0x65, fieldsOf(ciphertext)))).toEqual(ciphertext)
  })

  it('is not a map of fields', async () => {
    const ciphertext = await encrypted(undefined)
    expect(await outcome(bytesOf({ fields: fieldsOf(ciphertext) }), {})).toBe('refused')
  })

  it('that was encrypted without aad does not take an empty one', async () => {
    const fields = fieldsOf(await encrypted(undefined))
    const aad = { aad: new Int8Array(0), aad_encoding_scheme_major: neo4j.int(1), aad_encoding_scheme_minor: neo4j.int(0) }
    const changed = bytesOf(new Structure(0x65, [...fields.slice(0, 7), { ...fields[7] as Metadata, ...aad }]))
    expect(await outcome(changed, { usePersistedAad: true })).toBe('refused')
  })

  it('may have entries that only newer drivers know', async () => {
    expect(await outcome(withField(await encrypted('bound'), '.new', 'x'), { aad: 'bound' })).toBe('unnoticed')
  })
})

describe('an encrypted value of a newer scheme', () => {
  /** As a newer driver would write it, with the key of this one. */
  async function newer (message: number[], iv?: Int8Array): Promise<Int8Array> {
    const record = await profile.findKey(keyId)
    const key = await profile.encapsulationService.decapsulate(record?.encapsulation() as Int8Array, record?.metadata() ?? {})
    const sealed = seal(key, Uint8Array.from(message))
    return writeEncryptedValue({
      profileType: 'ENVELOPE', profileVersion: 1, profileName: 'profile-name', cipherOutput: sealed.ciphertext, typeName: 'NEW',
      schemeMajor: 1, schemeMinor: 1, keyId, iv: iv ?? sealed.iv, aad: undefined
    })
  }

  it.each([
    ['a type that this driver does not know', [0xb1, 0x7e, 0x01]],
    ['a type that is not a property in its scheme', [0xa1, 0x81, 0x61, 0x01]]
  ])('is a value of an unsupported type, if its bytes are of %s', async (_, message) => {
    const value: any = await driver.encryption.decrypt({ ciphertext: await newer(message) })
    expect([neo4j.isUnsupportedType(value), value.name, value.minimumProtocolVersion]).toEqual([true, 'Undecryptable Value', '1.1'])
  })

  it('is refused if it can\'t be authenticated', async () => {
    expect(await outcome(await newer([0xb1, 0x7e, 0x01], new Int8Array(12)), {})).toBe('refused')
  })

  it.each([[1, 1], [2, 0], [0, 0]])('%d.%d, of which only the number is newer, is refused: the number was changed', async (major, minor) => {
    const changed = withField(withField(await encrypted(undefined), 'schemeMajor', neo4j.int(major)), 'schemeMinor', neo4j.int(minor))
    const error: any = await driver.encryption.decrypt({ ciphertext: changed }).catch((error: unknown) => error)
    expect([error.code, error.cause.message]).toEqual(['50N42', expect.stringContaining(`scheme ${major}.${minor}, but its bytes are of scheme 1.0`)])
  })
})
