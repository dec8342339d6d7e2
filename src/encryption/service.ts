import { setCore, showAs } from '../core.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import type { DecryptRequest, EncryptionProfile, EncryptRequest } from '../types/encryption.js'
import type { UnsupportedType } from '../types/unsupported.js'
import type { EncapsulatedKeyManager } from './key-manager.js'
import { EncryptionCore } from './service-core.js'

/** Client-side encryption of properties (AES-256-GCM): the database stores byte arrays that it can't read. */
export class EncryptionService {
  /** @internal */
  declare readonly _core: EncryptionCore

  /** @internal For drivers: each has one as `driver.encryption`. */
  constructor (integers: IntegerMode, profiles: readonly EncryptionProfile[]) {
    setCore(this, new EncryptionCore(integers, profiles))
  }

  /**
   * Gives bytes that are stored in the place of a value, and hold all that {@link decrypt} needs but the key.
   * @throws Neo4jError if the value can't be a property, or its key is not found or not usable
   */
  async encrypt (encryptRequest: EncryptRequest): Promise<Int8Array> {
    return await this._core.encrypt(encryptRequest)
  }

  /**
   * Gives back the value of what {@link encrypt}, of this or another Neo4j driver, has made; an {@link UnsupportedType}
   * if a newer driver is needed to read it. Either comes only from bytes that were authenticated.
   * @throws Neo4jError if the bytes, the key or the aad are not the right ones
   */
  async decrypt<T> (decryptRequest: DecryptRequest): Promise<T | UnsupportedType> {
    return await this._core.decrypt(decryptRequest) as T | UnsupportedType
  }

  /**
   * The keys of a profile; its name may be left out if the driver has only one.
   * @throws Neo4jError if there is no such profile
   */
  keyManager (profileName?: string): EncapsulatedKeyManager {
    return this._core.keyManager(profileName)
  }
}

showAs(EncryptionService.prototype, ({ _core }) => ({ profiles: _core.profileNames }))
