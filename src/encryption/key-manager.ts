import { setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import type { EncapsulatedKey, EncapsulatedKeyRecord, EncryptionProfile, KeyEncapsulationService } from '../types/encryption.js'
import type { EnvelopeEncryptionProfile } from './envelope-profile.js'
import { kindOf, ofRepository, ofService } from './failure.js'

/** Makes and manages the data keys of one profile: a value can be encrypted only with a key that was made before. */
export class EncapsulatedKeyManager {
  /** @internal */
  declare readonly _core: { readonly profile: EncryptionProfile, readonly service: KeyEncapsulationService }

  constructor (profile: EncryptionProfile, keyEncapsulationService: KeyEncapsulationService) {
    setCore(this, { profile, service: keyEncapsulationService })
  }

  /**
   * Makes a new key and stores it, encapsulated, under that alias.
   * @throws Neo4jError if the repository fails, or the service gives no key; errors of the service as they are
   */
  async create (name: string): Promise<EncapsulatedKey> {
    const made = await ofService('encapsulate', async () => await this._core.service.encapsulate({}))
    if (typeof made?.encapsulation !== 'function' || typeof made.options !== 'function') {
      throw newError(`A key encapsulation service gives a new key with the methods encapsulation(), options() and key(), but it gave ${kindOf(made)} without them`)
    }
    return await this._core.profile.saveKey(name, made.encapsulation(), made.options())
  }

  /** Gives undefined if there is no such key. */
  async findById (id: string): Promise<EncapsulatedKey | undefined> {
    return referenceTo(await this._core.profile.findKey({ id }))
  }

  /** Gives undefined if no key has that alias. */
  async findByAlias (alias: string): Promise<EncapsulatedKey | undefined> {
    return referenceTo(await this._core.profile.findKey({ alias }))
  }

  /** Gives a key an alias that no other key has. */
  async setAliasById (id: string, alias?: string): Promise<void> {
    try {
      await ofRepository('setAliasById', async () => { await this._core.profile.keyRepository.setAliasById(id, alias) })
    } finally {
      forget(this._core.profile, id, alias)
    }
  }

  async deleteAliasById (id: string): Promise<void> {
    await this.setAliasById(id, undefined)
  }

  /** What was encrypted with that key can never be read again. */
  async deleteById (id: string): Promise<void> {
    try {
      await ofRepository('deleteById', async () => { await this._core.profile.keyRepository.deleteById(id) })
    } finally {
      forget(this._core.profile, id)
    }
  }
}

showAs(EncapsulatedKeyManager.prototype, ({ _core: { profile } }) => ({ profile: profile.name }))

/** Also after a failure: the repository may have done its work before it failed. */
function forget (profile: EncryptionProfile & Partial<Pick<EnvelopeEncryptionProfile, '_forgetKey'>>, id: string, newAlias?: string): void {
  // Profiles may come from elsewhere, and remember nothing.
  profile._forgetKey?.(id, newAlias)
}

/** Only the names: who manages keys need not see what is stored. */
function referenceTo (record: EncapsulatedKeyRecord | undefined): EncapsulatedKey | undefined {
  return record == null ? undefined : { id: () => record.id(), alias: () => record.alias() }
}
