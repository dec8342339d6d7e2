import type { Integer } from './integer.js'

/** The bytes of a key. */
export type SecretKey = Uint8Array

/** Options of a key encapsulation service; each service defines its own. */
export type KeyEncapsulationOptions = Record<string, string>

/** A new data key, in plaintext and encapsulated. */
export interface EncapsulationResult {
  /** The encrypted key, which may be stored. */
  encapsulation: () => Int8Array
  /** To be stored with the encrypted key, and passed to {@link KeyEncapsulationService.decapsulate}. */
  options: () => KeyEncapsulationOptions
  /** The plaintext key, for immediate use; never store it. */
  key: () => SecretKey
}

/** Makes data keys and encrypts them with a key that only the service knows, such as one in a key management system. */
export interface KeyEncapsulationService {
  /** Makes a new data key of 32 bytes. */
  encapsulate: (options: KeyEncapsulationOptions) => Promise<EncapsulationResult>
  /**
   * Decrypts a data key.
   * @param encapsulation the encrypted key
   * @param metadata the stored `options()` of its {@link EncapsulationResult}
   * @returns the key: 32 bytes
   */
  decapsulate: (encapsulation: Int8Array, metadata: KeyEncapsulationOptions) => Promise<Uint8Array>
}

/** The names of a data key. */
export interface EncapsulatedKey {
  /** Globally unique and immutable. */
  id: () => string
  /** A name that can be moved from one key to another; undefined if the key has none. */
  alias: () => string | undefined
}

/** An encapsulated data key, as it is stored. */
export interface EncapsulatedKeyRecord extends EncapsulatedKey {
  /** The encrypted key. */
  encapsulation: () => Int8Array
  /** The options to decrypt it with. */
  metadata: () => Record<string, string>
}

/** The application's storage for its encapsulated keys. */
export interface EncapsulatedKeyRecordRepository {
  /** Returns the key with exactly this id, or undefined. The id may come from stored bytes: treat it as untrusted input. */
  findById: (id: string) => Promise<EncapsulatedKeyRecord>
  /** Returns the key that has the alias now, or undefined. */
  findByAlias: (alias: string) => Promise<EncapsulatedKeyRecord>
  /** Stores a new key under a globally unique id that the repository makes, such as a UUID. */
  create: (alias: string, encapsulation: Int8Array, metadata: Record<string, string>) => Promise<EncapsulatedKeyRecord>
  /** Gives a key an alias that no other key has, or removes the key's alias if `alias` is undefined. */
  setAliasById: (id: string, alias: string | undefined) => Promise<void>
  /** Deletes the key. Values encrypted with it can no longer be decrypted. */
  deleteById: (id: string) => Promise<void>
}

/** Where a driver gets the keys of property encryption from. {@link EnvelopeEncryptionProfile} is the only kind. */
export interface EncryptionProfile {
  name: string
  encapsulationService: KeyEncapsulationService
  keyRepository: EncapsulatedKeyRecordRepository
  type: string
  version: Integer
  findKey: (options: KeyReference) => Promise<EncapsulatedKeyRecord | undefined>
  saveKey: (alias: string, encapsulation: Int8Array, metadata: Record<string, string>) => Promise<EncapsulatedKey>
}

/** A reference to a data key: its id (also as a plain string), or its current alias. */
export type KeyReference = string | { alias?: string, id?: string }

/** The argument of `driver.encryption.encrypt()`. */
export interface EncryptRequest {
  /** Any value that a property can have; an iterable is encrypted as a list. Integers must fit into 64 bits. */
  value: any
  /** The data key: its id, `{ id }` or `{ alias }`. */
  keyOptions: KeyReference
  /** The name of the profile; may be omitted if the driver has only one. */
  encryptionProfile?: string
  /**
   * Additional authenticated data: stored with the value in plaintext and bound to it, so that decryption fails if it was changed.
   * A string, boolean, integer (an Integer or bigint, not a JavaScript number), Date, LocalTime, Time, Point, UUID or Int8Array.
   */
  aad?: any
}

/** The argument of `driver.encryption.decrypt()`. */
export interface DecryptRequest {
  /** The encrypted value, as returned by `encrypt()`. */
  ciphertext: Int8Array
  /** Use the aad that is stored with the value. Unlike an aad given by the reader, it does not bind the value to its place. Default: `false`. */
  usePersistedAad?: boolean
  /** Decryption fails unless the value was encrypted with an equal aad. Takes precedence over `usePersistedAad`. */
  aad?: any
}
