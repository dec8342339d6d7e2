import type { KeyObject } from 'node:crypto'
import { setCore, showAs } from '../core.js'
import { newError } from '../error.js'
import { decrypt, encrypt, KEY_BYTES } from './aes-gcm.js'
import { cryptoModule } from './crypto-module.cjs'
import { kindOf } from './failure.js'
import type { EncapsulationResult, KeyEncapsulationService } from '../types/encryption.js'

/**
 * Encapsulates data keys with a key that the application itself holds: AES-256-GCM, with the IV (base64) as metadata.
 *
 * The key is kept in a `KeyObject`: outside heap snapshots, and not shown by `console.log`.
 */
export class LocalKeyEncapsulationService implements KeyEncapsulationService {
  /** @internal The key encryption key. */
  declare readonly _core: KeyObject

  /**
   * @param kek the key encryption key: 32 bytes, which are copied
   * @throws TypeError if it is missing
   * @throws Neo4jError if it does not have 32 bytes
   */
  constructor (kek: Uint8Array) {
    if (kek == null) {
      throw new TypeError(`The master key expected to be a Uint8Array of 32 bytes but was: ${String(kek)}`)
    }
    if (kek.byteLength !== KEY_BYTES) {
      const length = typeof kek.byteLength === 'number' ? `${kek.byteLength} (${kek.byteLength * 8} bits)` : 'no bytes'
      throw newError(`LocalKeyEncapsulationService master key must be of byteLength 32 (256 bits), got ${length}`)
    }
    setCore(this, cryptoModule().createSecretKey(kek))
  }

  /** Makes a new data key of 32 random bytes. `options` are not used. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  async encapsulate (options: Record<string, string>): Promise<EncapsulationResult> {
    const key = cryptoModule().randomFillSync(new Uint8Array(KEY_BYTES))
    const { ciphertext, iv } = encrypt(this._core, key)
    const metadata = { iv: Buffer.from(iv).toString('base64') }
    // As functions, so that printing the result shows no key.
    return { encapsulation: () => ciphertext, options: () => metadata, key: () => key }
  }

  /**
   * Decrypts a data key, given what `encapsulate()` returned.
   * @param encapsulation the encrypted key
   * @param metadata the IV, in base64
   * @throws Neo4jError if it was encapsulated with another master key, or was changed
   */
  async decapsulate (encapsulation: Int8Array, metadata: Record<string, string>): Promise<Uint8Array> {
    if (typeof metadata?.iv !== 'string') {
      throw newError('A key of LocalKeyEncapsulationService must have its IV as metadata "iv" (base64), but the stored key has none')
    }
    if (!ArrayBuffer.isView(encapsulation)) {
      throw newError(`An encapsulated key must be an Int8Array, but the stored key has ${kindOf(encapsulation)}`)
    }
    const iv = Int8Array.from(Buffer.from(metadata.iv, 'base64'))
    const bytes = decrypt(this._core, iv, encapsulation)
    const key = new Uint8Array(bytes)
    bytes.fill(0)
    return key
  }
}

showAs(LocalKeyEncapsulationService.prototype, () => ({}))

/**
 * Makes a {@link LocalKeyEncapsulationService}.
 * @param masterKey the key encryption key: 32 bytes, which are copied
 * @throws TypeError if it is missing; Neo4jError if it does not have 32 bytes
 */
export function localKeyEncapsulationService (masterKey: Uint8Array): LocalKeyEncapsulationService {
  return new LocalKeyEncapsulationService(masterKey)
}
