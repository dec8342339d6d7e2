import { assertObject, assertString } from '../assert.js'
import { type Clock, systemClock } from '../clock.js'
import { newError } from '../error.js'
import { stringify } from '../json.js'
import { type Integer, int } from '../types/integer.js'
import type {
  EncapsulatedKey, EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository, EncryptionProfile, KeyEncapsulationService, KeyReference
} from '../types/encryption.js'
import { ExpiringCache } from './expiring-cache.js'
import { ofRepository } from './failure.js'

const SECOND = 1000
const MINUTE = 60 * SECOND

/** Settings of {@link EnvelopeEncryptionProfile}; times in milliseconds. */
export interface EnvelopeEncryptionProfileConfig {
  /** The same in all applications that share the data: it is stored with each encrypted value. */
  name: string
  /** Encrypts and decrypts the data keys, such as `neo4j.localKeyEncapsulationService(masterKey)`. */
  encapsulationService: KeyEncapsulationService
  /** Stores the encrypted data keys. */
  keyRepository: EncapsulatedKeyRecordRepository
  /** How long an encapsulated key is remembered by its id. Default 900,000. */
  keyCacheTTL?: number
  /** How many are remembered; 0 for none, nor aliases. Default 100. */
  keyCacheMaxSize?: number
  /** How long it is remembered which key has an alias. Default 15,000. */
  keyAliasIndexTTL?: number
  /** How many aliases are remembered; 0 for none. Default 100. */
  keyAliasIndexMaxSize?: number
}

/**
 * Envelope encryption: values are encrypted with data keys, and these are stored in the application's repository,
 * encrypted with a key that the encapsulation service holds. Only encrypted keys are remembered here.
 */
export class EnvelopeEncryptionProfile implements EncryptionProfile {
  name: string
  encapsulationService: KeyEncapsulationService
  keyRepository: EncapsulatedKeyRecordRepository
  type: string
  version: Integer
  readonly #keys: ExpiringCache<EncapsulatedKeyRecord>
  /** Alias → id. */
  readonly #aliases: ExpiringCache<string>

  /** @throws TypeError if the name is no string, or the service or the repository no object */
  constructor (config: EnvelopeEncryptionProfileConfig, clock: Clock = systemClock) {
    assertObject(config, 'The config of an encryption profile')
    const { keyCacheMaxSize = 100, keyAliasIndexMaxSize = 100 } = config
    this.name = assertString(config.name, 'name of an encryption profile')
    this.encapsulationService = assertObject(config.encapsulationService, 'encapsulationService') as KeyEncapsulationService
    this.keyRepository = assertObject(config.keyRepository, 'keyRepository') as EncapsulatedKeyRecordRepository
    this.type = 'ENVELOPE'
    this.version = int(1)
    this.#keys = new ExpiringCache(config.keyCacheTTL ?? 15 * MINUTE, keyCacheMaxSize, clock)
    this.#aliases = new ExpiringCache(config.keyAliasIndexTTL ?? 15 * SECOND, keyCacheMaxSize === 0 ? 0 : keyAliasIndexMaxSize, clock)
  }

  /** For the encryption service: the key of an id or an alias. */
  async findKey (options: KeyReference): Promise<EncapsulatedKeyRecord | undefined> {
    if (typeof options === 'string') return await this.#findById(options)
    if (options?.id != null) return await this.#findById(options.id)
    if (options?.alias != null) return await this.#findByAlias(options.alias)
    throw newError(`invalid key options: ${stringify(options)}; expected the id of a key as a string, { id } or { alias }`)
  }

  /** For key managers: stores an encapsulated key. */
  async saveKey (alias: string, encapsulation: Int8Array, metadata: Record<string, string>): Promise<EncapsulatedKey> {
    try {
      return await ofRepository('create', async () => await this.keyRepository.create(alias, encapsulation, metadata))
    } finally {
      // Afterwards, and even if it failed: the repository may have moved the alias while a look-up was under way.
      this.#aliases.delete(alias)
    }
  }

  /** @internal The key was deleted, or its alias changed: what is remembered, or being looked up, may be wrong. */
  _forgetKey (id: string, newAlias?: string): void {
    this.#keys.delete(id)
    this.#aliases.deleteValue(id)
    if (newAlias != null) this.#aliases.delete(newAlias)
  }

  async #findById (id: string): Promise<EncapsulatedKeyRecord | undefined> {
    const remembered = this.#keys.get(id)
    if (remembered !== undefined) return remembered
    const generation = this.#keys.generation
    const key = await ofRepository('findById', async () => await this.keyRepository.findById(id)) as EncapsulatedKeyRecord | undefined
    if (key == null) return undefined
    this.#keys.set(id, key, generation)
    return key
  }

  async #findByAlias (alias: string): Promise<EncapsulatedKeyRecord | undefined> {
    const id = this.#aliases.get(alias)
    const remembered = id === undefined ? undefined : await this.#findById(id)
    if (remembered !== undefined) return remembered
    // Not remembered, or the key has gone without this profile's knowledge: another may have the alias now.
    const [generation, aliasGeneration] = [this.#keys.generation, this.#aliases.generation]
    const key = await ofRepository('findByAlias', async () => await this.keyRepository.findByAlias(alias)) as EncapsulatedKeyRecord | undefined
    if (key == null) return undefined
    this.#aliases.set(alias, key.id(), aliasGeneration)
    this.#keys.set(key.id(), key, generation)
    return key
  }
}
