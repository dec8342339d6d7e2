import { setCore, showAs } from '../core.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import type { DecryptRequest, EncryptionProfile, EncryptRequest } from '../types/encryption.js'
import type { UnsupportedType } from '../types/unsupported.js'
import type { EncapsulatedKeyManager } from './key-manager.js'
import { EncryptionCore } from './service-core.js'

/** Client-side encryption of properties (AES-256-GCM): the database stores byte arrays that it cannot decrypt. */
export class EncryptionService {
  /** @internal */
  declare readonly _core: EncryptionCore

  /** @internal For drivers: each has one as `driver.encryption`. */
  constructor (integers: IntegerMode, profiles: readonly EncryptionProfile[]) {
    setCore(this, new EncryptionCore(integers, profiles))
  }

  /**
   * Encrypts a value. The result is stored in place of the value, and contains everything that {@link decrypt} needs except the key.
   * @param encryptRequest the value, its key and optional aad; see {@link EncryptRequest}
   * @throws TypeError if the request is not an object; Neo4jError if the value cannot be a property, or its key is not found or unusable
   */
  async encrypt (encryptRequest: EncryptRequest): Promise<Int8Array> {
    return await this._core.encrypt(encryptRequest)
  }

  /**
   * Decrypts a value that {@link encrypt} of this or another Neo4j driver has encrypted.
   * @param decryptRequest the encrypted value and its aad, if needed; see {@link DecryptRequest}
   * @returns the value, or an {@link UnsupportedType} if decoding it requires a newer driver; both only if the bytes are authentic
   * @throws TypeError if the ciphertext is not bytes; Neo4jError if the bytes, the key or the aad do not match
   */
  async decrypt<T> (decryptRequest: DecryptRequest): Promise<T | UnsupportedType> {
    return await this._core.decrypt(decryptRequest) as T | UnsupportedType
  }

  /**
   * Returns the key manager of a profile.
   * @param profileName may be omitted if the driver has only one profile
   * @throws Neo4jError if there is no such profile
   */
  keyManager (profileName?: string): EncapsulatedKeyManager {
    return this._core.keyManager(profileName)
  }
}

showAs(EncryptionService.prototype, ({ _core }) => ({ profiles: _core.profileNames }))
