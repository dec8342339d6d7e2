import type { Integer } from './integer.js'

/** The bytes of a key. */
export type SecretKey = Uint8Array

/** What a key encapsulation service needs to know besides the bytes; which options there are, the service says. */
export type KeyEncapsulationOptions = Record<string, string>

/** A new key, in the clear and encapsulated. */
export interface EncapsulationResult {
  /** The key as it may be stored: encrypted. */
  encapsulation: () => Int8Array
  /** To be stored beside it, and given back to {@link KeyEncapsulationService.decapsulate}. */
  options: () => KeyEncapsulationOptions
  /** The key itself, for use now; never stored. */
  key: () => SecretKey
}

/** Makes data keys, and encrypts them with a key that only the service knows, such as one of a key management system. */
export interface KeyEncapsulationService {
  encapsulate: (options: KeyEncapsulationOptions) => Promise<EncapsulationResult>
  /** Gives back the key: 32 bytes. */
  decapsulate: (encapsulation: Int8Array, metadata: KeyEncapsulationOptions) => Promise<Uint8Array>
}

/** Names a data key. */
export interface EncapsulatedKey {
  /** Globally unique and immutable. */
  id: () => string
  /** A name that may be moved from one key to another. */
  alias: () => string | undefined
}

/** A stored data key, encapsulated. */
export interface EncapsulatedKeyRecord extends EncapsulatedKey {
  encapsulation: () => Int8Array
  metadata: () => Record<string, string>
}

/** Where the application keeps its encapsulated keys. */
export interface EncapsulatedKeyRecordRepository {
  /** Gives the key of exactly that id, or undefined. The id may come from stored bytes: treat it as input from outside. */
  findById: (id: string) => Promise<EncapsulatedKeyRecord>
  /** Gives the key that has the alias now, or undefined. */
  findByAlias: (alias: string) => Promise<EncapsulatedKeyRecord>
  /** Stores a new key under an id that the repository makes: unique in the world, such as a UUID. */
  create: (alias: string, encapsulation: Int8Array, metadata: Record<string, string>) => Promise<EncapsulatedKeyRecord>
  /** Gives a key an alias that no other key has, or, if it is undefined, takes the key's alias away. */
  setAliasById: (id: string, alias: string | undefined) => Promise<void>
  deleteById: (id: string) => Promise<void>
}

/** How a driver comes to the keys of property encryption: {@link EnvelopeEncryptionProfile} is the one kind there is. */
export interface EncryptionProfile {
  name: string
  encapsulationService: KeyEncapsulationService
  keyRepository: EncapsulatedKeyRecordRepository
  type: string
  version: Integer
  findKey: (options: KeyReference) => Promise<EncapsulatedKeyRecord | undefined>
  saveKey: (alias: string, encapsulation: Int8Array, metadata: Record<string, string>) => Promise<EncapsulatedKey>
}

/** Which data key: its id (also as a plain string), or the alias that it has now. */
export type KeyReference = string | { alias?: string, id?: string }

/** What `driver.encryption.encrypt()` takes. */
export interface EncryptRequest {
  /** Any value that a property can have; iterables are lists. Integers must fit 64 bits. */
  value: any
  /** Which data key: its id, `{ id }` or `{ alias }`. */
  keyOptions: KeyReference
  /** May be left out if the driver has only one profile. */
  encryptionProfile?: string
  /**
   * Stored beside the value in the clear, and bound to it: decryption fails if it was changed.
   * A string, boolean, integer (not a JavaScript number), Date, LocalTime, Time, Point, UUID or Int8Array.
   */
  aad?: any
}

/** What `driver.encryption.decrypt()` takes. */
export interface DecryptRequest {
  ciphertext: Int8Array
  /** Take the aad that is stored with the value. It does not tie the value to its place, as an aad of the reader's own does. */
  usePersistedAad?: boolean
  /** The value is read only if it was encrypted with the same aad; stronger than `usePersistedAad`. */
  aad?: any
}
