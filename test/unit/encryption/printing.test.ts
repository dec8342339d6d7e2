import { inspect } from 'node:util'
import { readEncryptedValue } from '../../../src/encryption/encrypted-value.js'
import { EncapsulatedKeyManager } from '../../../src/encryption/key-manager.js'
import neo4j from '../../../src/lite.js'
import { MemoryRepository } from '../../helpers/memory-repository.js'

const MASTER_KEY = Uint8Array.from({ length: 32 }, (_, i) => 200 - i * 3)
const VALUE = 'pL4nted-value'

/** `inspect` breaks lists of numbers into columns. */
const withoutSpace = (text: string): string => text.replace(/\s/g, '')

/** What the usual ways of printing show of an object, and of all that hangs on it. */
function printed (value: unknown): string[] {
  const options = { showHidden: true, depth: Infinity, maxArrayLength: null, maxStringLength: null }
  return [String(value), JSON.stringify(value), inspect(value), inspect(value, options), inspect(value, { ...options, getters: true })].map(withoutSpace)
}

/** The ways in which bytes are printed. */
function formsOf (bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes)
  const signed = Int8Array.from(bytes)
  return [
    buffer.toString('latin1'), buffer.toString('utf8'), buffer.toString('base64'), buffer.toString('hex'),
    buffer.join(), signed.join(), JSON.stringify(new Uint8Array(bytes)).slice(1, -1), JSON.stringify(signed).slice(1, -1)
  ].map(form => withoutSpace(form).slice(0, 30))
}

it('nothing of property encryption prints a key or a value, however it is printed', async () => {
  const encapsulationService = neo4j.localKeyEncapsulationService(MASTER_KEY)
  const keyRepository = new MemoryRepository()
  const profile = new neo4j.EnvelopeEncryptionProfile({ name: 'p', encapsulationService, keyRepository })
  const driver = neo4j.driver('bolt://localhost:1', undefined, { encryptionProfiles: [profile] })
  const keyManager = driver.encryption.keyManager()
  const key = await keyManager.create('alias')
  const record = await profile.findKey(key.id())
  const made = await encapsulationService.encapsulate({})
  const dataKey = await encapsulationService.decapsulate(keyRepository.stored[0].encapsulation, keyRepository.stored[0].metadata)

  const request = { value: [VALUE], keyOptions: key.id() }
  const ciphertext = await driver.encryption.encrypt({ ...request, aad: 'bound' })
  await expect(driver.encryption.decrypt({ ciphertext, aad: 'bound' })).resolves.toEqual([VALUE])
  const errors = await Promise.all([
    driver.encryption.decrypt({ ciphertext, aad: 'other' }),
    driver.encryption.encrypt({ ...request, keyOptions: 'nix' }),
    driver.encryption.encrypt({ ...request, value: { a: VALUE } }),
    driver.encryption.encrypt({ ...request, value: [VALUE, 1] }),
    encapsulationService.decapsulate(made.encapsulation(), { iv: 'AAAAAAAAAAAAAAAA' })
  ].map(async promise => await (promise as Promise<unknown>).catch((error: unknown) => error)))
  expect(errors.map(error => (error as Error).name)).toEqual(new Array(5).fill('Neo4jError'))

  const secrets = [...[MASTER_KEY, made.key(), dataKey].flatMap(formsOf), VALUE, ...formsOf(Buffer.from(VALUE))]
  const objects = [
    encapsulationService, made, keyRepository, profile, driver, driver.encryption, keyManager, new EncapsulatedKeyManager(profile, encapsulationService),
    key, record, await keyManager.findByAlias('alias'), readEncryptedValue(Buffer.from(ciphertext)), ciphertext, ...errors
  ]
  for (const object of objects) {
    const text = printed(object).join('\n')
    expect(secrets.filter(secret => text.includes(secret))).toEqual([])
  }
  await driver.close()
})

it.each([
  ['a Uint8Array', { a: { b: { c: { key: MASTER_KEY } } } }],
  ['an Int8Array', { key: Int8Array.from(MASTER_KEY) }],
  ['a Buffer', { key: Buffer.from(MASTER_KEY) }],
  ['text', { key: Buffer.from(MASTER_KEY).toString('base64') }]
])('a key that is %s would be found by the test above', (_, leak) => {
  const forms = formsOf(MASTER_KEY)
  const [, json, , whole, withGetters] = printed(leak)
  for (const text of [json, whole, withGetters]) {
    expect(forms.some(form => text.includes(form))).toBe(true)
  }
})
