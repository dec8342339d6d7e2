import { assertString } from '../assert.js'
import { type Clock, systemClock } from '../clock.js'
import { setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import { type Integer, int } from '../types/integer.js'
import type {
  EncapsulatedKey, EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository, EncryptionProfile, KeyEncapsulationService, KeyReference
} from '../types/encryption.js'
import { ExpiringCache } from './expiring-cache.js'
import { assertIsObject, kindOf, ofRepository } from './failure.js'
import { KnownKeys } from './known-keys.js'

const SECOND = 1000
const MINUTE = 60 * SECOND

/** The config of {@link EnvelopeEncryptionProfile}; times are in milliseconds. */
export interface EnvelopeEncryptionProfileConfig {
  /** The name of the profile, stored with each encrypted value. Must be the same in all applications that share the data. */
  name: string
  /** Encrypts and decrypts the data keys, such as `neo4j.localKeyEncapsulationService(masterKey)`. */
  encapsulationService: KeyEncapsulationService
  /** Stores the encapsulated data keys. */
  keyRepository: EncapsulatedKeyRecordRepository
  /** How long an encapsulated key is cached by its id, in milliseconds from the start of its lookup. Default: 900,000 (15 minutes). */
  keyCacheTTL?: number
  /** The maximum number of cached keys; 0 turns off caching of keys and aliases. Default: 100. */
  keyCacheMaxSize?: number
  /** How long the key of an alias is cached, in milliseconds. Default: 15,000. */
  keyAliasIndexTTL?: number
  /** The maximum number of cached aliases; 0 for none. Default: 100. */
  keyAliasIndexMaxSize?: number
}

/**
 * Envelope encryption: values are encrypted with data keys, which are stored in the application's repository, encrypted
 * with a key of the encapsulation service. Only encrypted data keys are cached.
 */
export class EnvelopeEncryptionProfile implements EncryptionProfile {
  name: string
  encapsulationService: KeyEncapsulationService
  keyRepository: EncapsulatedKeyRecordRepository
  type: string
  version: Integer
  /** @internal */
  declare readonly _core: KnownKeys

  /** @throws TypeError if the name is not a string, the service or the repository is not an object, or a limit is not a number of 0 or more */
  constructor (config: EnvelopeEncryptionProfileConfig)
  /** @internal For tests with their own clock. */
  constructor (config: EnvelopeEncryptionProfileConfig, clock?: Clock)
  constructor (config: EnvelopeEncryptionProfileConfig, clock: Clock = systemClock) {
    assertIsObject(config, 'The config of an encryption profile')
    assertIsObject(config.encapsulationService, 'encapsulationService')
    assertIsObject(config.keyRepository, 'keyRepository')
    this.name = String(assertString(config.name, 'name of an encryption profile'))
    this.encapsulationService = config.encapsulationService
    this.keyRepository = config.keyRepository
    this.type = 'ENVELOPE'
    this.version = int(1)
    const keys = limitOf(config, 'keyCacheMaxSize', 100)
    const aliases = limitOf(config, 'keyAliasIndexMaxSize', 100)
    setCore(this, new KnownKeys(
      new ExpiringCache(limitOf(config, 'keyCacheTTL', 15 * MINUTE), keys, clock),
      new ExpiringCache(limitOf(config, 'keyAliasIndexTTL', 15 * SECOND), keys === 0 ? 0 : aliases, clock)))
  }

  /** Used by the encryption service: finds a key by id or alias. */
  async findKey (options: KeyReference): Promise<EncapsulatedKeyRecord | undefined> {
    const { id, alias } = typeof options === 'string' ? { id: options, alias: undefined } : options ?? {}
    if (typeof id === 'string') return await this._core.findById(this.keyRepository, id)
    if (id == null && typeof alias === 'string') return await this._core.findByAlias(this.keyRepository, alias)
    // The error does not show the options: they may be a key by mistake.
    throw newError(`invalid key options: ${kindOf(options)}; expected the id of a key as a string, or { id } or { alias } with a string`)
  }

  /**
   * Used by key managers: stores an encapsulated key.
   * @param alias the alias of the key
   * @param encapsulation the encrypted data key
   * @param metadata what the key encapsulation service needs to decrypt it
   * @throws Neo4jError if the repository fails
   */
  async saveKey (alias: string, encapsulation: Int8Array, metadata: Record<string, string>): Promise<EncapsulatedKey> {
    try {
      return await ofRepository('create', async () => keyOf(await this.keyRepository.create(alias, encapsulation, metadata)))
    } finally {
      // Afterwards, and even after a failure: the repository may have moved the alias during a lookup.
      this._core.forgetAlias(alias)
    }
  }

  /** @internal Must be called when the key was deleted or its alias changed: cached data, and results of running lookups, may be outdated. */
  _forgetKey (id: string, newAlias?: string): void {
    this._core.forgetKey(id)
    if (newAlias != null) this._core.forgetAlias(newAlias)
  }
}

showAs(EnvelopeEncryptionProfile.prototype, ({ name, type }) => ({ name, type }))

function keyOf (key: EncapsulatedKey | null | undefined): EncapsulatedKey {
  if (typeof key?.id !== 'function') {
    throw newError(`A repository must return the key that it created, with the methods id() and alias(), but it returned ${kindOf(key)}`)
  }
  return key
}

function limitOf (config: EnvelopeEncryptionProfileConfig, name: 'keyCacheTTL' | 'keyCacheMaxSize' | 'keyAliasIndexTTL' | 'keyAliasIndexMaxSize', preset: number): number {
  const value: unknown = config[name] ?? preset
  if (typeof value !== 'number' || !(value >= 0)) {
    throw new TypeError(`${name} expected to be a number of 0 or more but was: ${typeof value === 'number' ? value : kindOf(value)}`)
  }
  return value
}
