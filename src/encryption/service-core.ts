import { markAsInner } from '../core.js'
import { newError } from '../error.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import { stringify } from '../json.js'
import { toNumber } from '../types/integer.js'
import { UnsupportedType } from '../types/unsupported.js'
import { decrypt, encrypt, KEY_BYTES, signedCopy, unsigned } from './aes-gcm.js'
import type { DecryptRequest, EncapsulatedKeyRecord, EncryptionProfile, EncryptRequest, KeyReference } from '../types/encryption.js'
import { type EncryptedValue, readEncryptedValue, writeEncryptedValue } from './encrypted-value.js'
import { assertIsObject, encryptionError, kindOf, ofService } from './failure.js'
import { EncapsulatedKeyManager } from './key-manager.js'
import { checkAad, listOfIterable, propertyType } from './property-types.js'
import { SCHEME_MAJOR, SCHEME_MINOR, ValueCodec } from './value-codec.js'

interface ProfileEntry {
  readonly profile: EncryptionProfile
  readonly keyManager: EncapsulatedKeyManager
}

/** The implementation of a driver's encryption service; the public `EncryptionService` is a handle for it. */
export class EncryptionCore {
  readonly #profiles = new Map<string, ProfileEntry>()
  readonly #integers: IntegerMode
  #madeCodec: ValueCodec | undefined

  constructor (integers: IntegerMode, profiles: readonly EncryptionProfile[]) {
    this.#integers = integers
    if (!Array.isArray(profiles)) {
      throw new TypeError(`encryptionProfiles expected to be an array of encryption profiles but was: ${typeof profiles}`)
    }
    for (const profile of profiles as readonly EncryptionProfile[]) {
      assertIsObject(profile, 'each of encryptionProfiles')
      if (this.#profiles.has(profile.name)) {
        throw newError(`Multiple profiles with name ${profile.name} configured, each profile must have a unique name.`)
      }
      this.#profiles.set(profile.name, { profile, keyManager: new EncapsulatedKeyManager(profile, profile.encapsulationService) })
    }
  }

  get profileNames (): string[] {
    return [...this.#profiles.keys()]
  }

  async encrypt (encryptRequest: EncryptRequest): Promise<Int8Array> {
    assertIsObject(encryptRequest, 'The request to encrypt')
    const { aad, keyOptions, encryptionProfile } = encryptRequest
    const { profile } = this.#entry(encryptionProfile)
    const value = listOfIterable(encryptRequest.value)
    const typeName = propertyType(value)
    const aadBytes = aad === undefined ? undefined : this.#encodeAad(aad)
    const message = this.#codec.encode(value)
    try {
      return await seal(profile, await findKey(profile, keyOptions), typeName, message, aadBytes)
    } finally {
      message.fill(0)
    }
  }

  async decrypt (decryptRequest: DecryptRequest): Promise<unknown> {
    assertIsObject(decryptRequest, 'The request to decrypt')
    const encrypted = readEncryptedValue(bytesOf(decryptRequest.ciphertext))
    const { profileType, profileVersion } = encrypted
    if (profileType !== 'ENVELOPE' || profileVersion !== 1) {
      throw newError(`Unsupported encryption profile version ${profileVersion} of profile type ${profileType}.`)
    }
    const aad = this.#aadOf(encrypted, decryptRequest)
    const { profile } = this.#entry(encrypted.profileName)
    try {
      const key = await decapsulate(profile, await findKey(profile, encrypted.keyId))
      const message = decrypt(key, encrypted.iv, encrypted.cipherOutput, aad)
      try {
        return this.#read(encrypted, message)
      } finally {
        message.fill(0)
      }
    } catch (error) {
      throw encryptionError('Property decryption failed due to internal error, see cause.', error)
    }
  }

  keyManager (profileName?: string): EncapsulatedKeyManager {
    return this.#entry(profileName).keyManager
  }

  get #codec (): ValueCodec {
    return (this.#madeCodec ??= new ValueCodec(this.#integers))
  }

  #entry (name: string | undefined): ProfileEntry {
    if (this.#profiles.size === 0) {
      throw newError('This driver has no encryption profiles: set encryptionProfiles in its config')
    }
    if (name == null && this.#profiles.size > 1) {
      throw newError('When using a driver with multiple encryption profiles configured, which encryption profile to use must be explicitly provided')
    }
    const entry = name == null ? [...this.#profiles.values()][0] : this.#profiles.get(name)
    if (entry === undefined) {
      throw newError(`Could not find encryption profile with name ${typeof name === 'string' ? name : kindOf(name)}`)
    }
    return entry
  }

  /**
   * The scheme is stored outside the authenticated bytes, so anyone who can write to the database can change it. That must not
   * turn a readable value into an `UnsupportedType`: a value counts as one only if this driver cannot decode its bytes.
   */
  #read ({ schemeMajor, schemeMinor }: EncryptedValue, message: Buffer): unknown {
    if (isReadable(schemeMajor, schemeMinor)) return this.#codec.decode(message)
    if (this.#isProperty(message)) {
      throw newError(`The value is marked as encoded in scheme ${schemeMajor}.${schemeMinor}, but its bytes are of scheme ${SCHEME_MAJOR}.${SCHEME_MINOR}: ` +
        'the scheme that is stored beside them was changed')
    }
    return new UnsupportedType('Undecryptable Value', schemeMajor, schemeMinor,
      'Encrypted value was encoded with a newer driver, you must update your driver version to decode it.')
  }

  #isProperty (message: Buffer): boolean {
    try {
      propertyType(this.#codec.decode(message))
      return true
    } catch {
      return false
    }
  }

  #encodeAad (aad: unknown): Buffer {
    checkAad(aad)
    return this.#codec.encode(aad)
  }

  #aadOf (encrypted: EncryptedValue, { aad, usePersistedAad }: DecryptRequest): Buffer | undefined {
    const stored = encrypted.aad
    if (stored !== undefined && !isReadable(stored.schemeMajor, stored.schemeMinor)) {
      throw newError(aad === undefined
        ? `The aad of the encrypted value is encoded by scheme ${stored.schemeMajor}.${stored.schemeMinor}, which this driver does not know: a newer driver wrote it, or it was changed`
        : 'Could not encode provided AAD as it was encoded with an unsupported encoding scheme')
    }
    if (aad === undefined) {
      return usePersistedAad === true && stored !== undefined ? unsigned(stored.bytes) : undefined
    }
    if (stored === undefined) {
      throw newError('The value was encrypted without additional authenticated data (aad), so there is none to compare with: omit aad')
    }
    return this.#encodeAad(aad)
  }
}

markAsInner(EncryptionCore.prototype)

async function seal (profile: EncryptionProfile, record: EncapsulatedKeyRecord, typeName: string, message: Buffer, aad: Buffer | undefined): Promise<Int8Array> {
  try {
    const { ciphertext, iv } = encrypt(await decapsulate(profile, record), message, aad)
    return writeEncryptedValue({
      profileType: profile.type,
      profileVersion: toNumber(profile.version),
      profileName: profile.name,
      cipherOutput: ciphertext,
      typeName,
      schemeMajor: SCHEME_MAJOR,
      schemeMinor: SCHEME_MINOR,
      keyId: record.id(),
      iv,
      aad: aad && { bytes: signedCopy(aad), schemeMajor: SCHEME_MAJOR, schemeMinor: SCHEME_MINOR }
    })
  } catch (error) {
    throw encryptionError('Property encryption failed due to internal error, see cause.', error)
  }
}

function isReadable (schemeMajor: number, schemeMinor: number): boolean {
  return schemeMajor === SCHEME_MAJOR && schemeMinor <= SCHEME_MINOR
}

async function findKey (profile: EncryptionProfile, reference: KeyReference): Promise<EncapsulatedKeyRecord> {
  const record = await profile.findKey(reference)
  if (record == null) {
    const names = typeof reference === 'string' ? reference : { id: reference.id, alias: reference.alias }
    throw newError(`Could not find key with key options: ${stringify(names)}`)
  }
  return record
}

async function decapsulate (profile: EncryptionProfile, record: EncapsulatedKeyRecord): Promise<Uint8Array> {
  const key: unknown = await ofService('decapsulate', async () =>
    await profile.encapsulationService.decapsulate(record.encapsulation(), record.metadata()))
  // Checks the type as well: Node.js would accept a string of 32 characters as a key.
  if (!ArrayBuffer.isView(key)) {
    throw newError(`Expected decapsulated key to be ${KEY_BYTES} bytes, found ${kindOf(key)}`)
  }
  if (key.byteLength !== KEY_BYTES) {
    throw newError(`Expected decapsulated key to be ${KEY_BYTES} bytes, found ${key.byteLength}`)
  }
  return key as Uint8Array
}

function bytesOf (ciphertext: unknown): Buffer {
  if (ciphertext instanceof Int8Array || ciphertext instanceof Uint8Array) {
    return unsigned(ciphertext)
  }
  throw new TypeError(`ciphertext expected to be an Int8Array but was: ${ciphertext === null ? 'null' : typeof ciphertext}`)
}
