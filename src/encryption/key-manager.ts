import { setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import type { EncapsulatedKey, EncapsulatedKeyRecord, EncryptionProfile, KeyEncapsulationService } from '../types/encryption.js'
import type { EnvelopeEncryptionProfile } from './envelope-profile.js'
import { kindOf, ofRepository, ofService } from './failure.js'

/** Manages the data keys of one profile. A value can be encrypted only with a key that was created before. */
export class EncapsulatedKeyManager {
  /** @internal */
  declare readonly _core: { readonly profile: EncryptionProfile, readonly service: KeyEncapsulationService }

  constructor (profile: EncryptionProfile, keyEncapsulationService: KeyEncapsulationService) {
    setCore(this, { profile, service: keyEncapsulationService })
  }

  /**
   * Makes a new data key and stores it, encapsulated.
   * @param name the alias of the key
   * @throws Neo4jError if the repository fails, or the service returns no key; errors of the service are passed on
   */
  async create (name: string): Promise<EncapsulatedKey> {
    const made = await ofService('encapsulate', async () => await this._core.service.encapsulate({}))
    if (typeof made?.encapsulation !== 'function' || typeof made.options !== 'function') {
      throw newError(`A key encapsulation service must return a new key with the methods encapsulation(), options() and key(), but it returned ${kindOf(made)} without them`)
    }
    return await this._core.profile.saveKey(name, made.encapsulation(), made.options())
  }

  /** Returns the key with the id, or undefined. @throws Neo4jError if the repository fails */
  async findById (id: string): Promise<EncapsulatedKey | undefined> {
    return referenceTo(await this._core.profile.findKey({ id }))
  }

  /** Returns the key that has the alias now, or undefined. @throws Neo4jError if the repository fails */
  async findByAlias (alias: string): Promise<EncapsulatedKey | undefined> {
    return referenceTo(await this._core.profile.findKey({ alias }))
  }

  /** Gives the key `id` an alias that no other key has; removes its alias if `alias` is omitted. @throws Neo4jError if the repository fails */
  async setAliasById (id: string, alias?: string): Promise<void> {
    try {
      await ofRepository('setAliasById', async () => { await this._core.profile.keyRepository.setAliasById(id, alias) })
    } finally {
      forget(this._core.profile, id, alias)
    }
  }

  /** Removes the alias of a key. @throws Neo4jError if the repository fails */
  async deleteAliasById (id: string): Promise<void> {
    await this.setAliasById(id, undefined)
  }

  /** Deletes a key. Values that were encrypted with it can no longer be decrypted. @throws Neo4jError if the repository fails */
  async deleteById (id: string): Promise<void> {
    try {
      await ofRepository('deleteById', async () => { await this._core.profile.keyRepository.deleteById(id) })
    } finally {
      forget(this._core.profile, id)
    }
  }
}

showAs(EncapsulatedKeyManager.prototype, ({ _core: { profile } }) => ({ profile: profile.name }))

/** Also after a failure: the repository may have made the change before it failed. */
function forget (profile: EncryptionProfile & Partial<Pick<EnvelopeEncryptionProfile, '_forgetKey'>>, id: string, newAlias?: string): void {
  // Profiles may be the application's own, without a cache.
  profile._forgetKey?.(id, newAlias)
}

/** Only the names: managing keys does not require access to stored keys. */
function referenceTo (record: EncapsulatedKeyRecord | undefined): EncapsulatedKey | undefined {
  return record == null ? undefined : { id: () => record.id(), alias: () => record.alias() }
}
