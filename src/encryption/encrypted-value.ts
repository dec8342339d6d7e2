import { newError, type Neo4jError } from '../error.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { StructureReader } from '../packstream/reader.js'
import { PackStreamWriter } from '../packstream/writer.js'
import { type Integer, int } from '../types/integer.js'
import { signedCopy } from './aes-gcm.js'
import { readOne } from './value-codec.js'

/** The tag of the structure. It is never sent as a structure, but stored as a byte array. */
const ENCRYPTED = 0x65
const FIELDS = 8
/** The byte before the structure. */
const FORMAT = 1

/** The data stored instead of a value. */
export interface EncryptedValue {
  profileType: string
  profileVersion: number
  profileName: string
  /** Ciphertext and authentication tag. */
  cipherOutput: Int8Array
  /** The Cypher name of the value's type. */
  typeName: string
  /** The version of the scheme in which the value was encoded. */
  schemeMajor: number
  schemeMinor: number
  keyId: string
  iv: Int8Array
  aad: { bytes: Int8Array, schemeMajor: number, schemeMinor: number } | undefined
}

/** The entries of the structure's map. Those other than `key_id` and `iv` exist only if the value has aad. */
interface Metadata {
  key_id: string
  iv: Int8Array
  aad?: Int8Array
  aad_encoding_scheme_major?: Integer
  aad_encoding_scheme_minor?: Integer
}

/** The same entries when read, before their types are checked. */
type Entries = { readonly [name in keyof Metadata]?: unknown }

export function writeEncryptedValue (value: EncryptedValue): Int8Array {
  const writer = new PackStreamWriter({ structures: { find: () => undefined } })
  writer.reserve(1)
  writer.buffer[writer.position++] = FORMAT
  writer.writeStructureHeader(ENCRYPTED, FIELDS)
  writer.writeString(value.profileType)
  writer.writeNumber(value.profileVersion)
  writer.writeString(value.profileName)
  writer.writeBytes(value.cipherOutput)
  writer.writeString(value.typeName)
  writer.writeNumber(value.schemeMajor)
  writer.writeNumber(value.schemeMinor)
  writer.writeMap({ ...metadataOf(value) })
  return signedCopy(writer.buffer.subarray(0, writer.position))
}

/** In alphabetical order, as neo4j-driver writes them. */
function metadataOf ({ aad, iv, keyId }: EncryptedValue): Metadata {
  return {
    aad: aad?.bytes,
    aad_encoding_scheme_major: aad && int(aad.schemeMajor),
    aad_encoding_scheme_minor: aad && int(aad.schemeMinor),
    iv,
    key_id: keyId
  }
}

/** @throws Neo4jError if the bytes are not an encrypted value */
export function readEncryptedValue (bytes: Buffer): EncryptedValue {
  if (bytes.length === 0) {
    throw newError('Empty byte array provided as ciphertext to decryption.')
  }
  if (bytes[0] !== FORMAT) {
    throw newError(`Object is encoded with version ${bytes.readInt8(0)}, this driver only supports version ${FORMAT}.`)
  }
  let read: ReturnType<typeof readOne>
  try {
    // Reads integers as bigints, which cannot be mistaken for floats.
    read = readOne(bytes, 1, 'bigint', READERS)
  } catch (error) {
    throw notEncrypted((error as Error).message, error as Error)
  }
  if (read.end !== bytes.length) {
    throw read.end > bytes.length
      ? notEncrypted('the bytes end inside a value')
      : newError('Found data remaining after decoding ciphertext and metadata, unclean decode.')
  }
  return check(read.value)
}

const READERS: Array<StructureReader | undefined> = new Array(128).fill(undefined)
READERS[ENCRYPTED] = readStructure

/** A class of its own, so that a map is not mistaken for the structure. */
class EncryptedStructure {
  readonly fields: readonly unknown[]

  constructor (fields: readonly unknown[]) {
    this.fields = fields
  }
}

function readStructure (reader: PackStreamReader, size: number): EncryptedStructure {
  if (size !== FIELDS) {
    throw newError(`Expects encrypted structure to have ${FIELDS} fields, found ${size}`)
  }
  return new EncryptedStructure(reader.readItems(FIELDS))
}

function check (structure: unknown): EncryptedValue {
  if (!(structure instanceof EncryptedStructure)) {
    throw notEncrypted('there is no structure with tag 0x65')
  }
  const [profileType, profileVersion, profileName, cipherOutput, typeName, schemeMajor, schemeMinor, metadata] = structure.fields
  const entries = mapOf(metadata)
  return {
    profileType: stringOf(profileType, 'profileType'),
    profileVersion: versionOf(profileVersion, 'profileVersion'),
    profileName: stringOf(profileName, 'profileName'),
    cipherOutput: bytesOf(cipherOutput, 'cipherOutput'),
    typeName: stringOf(typeName, 'typeName'),
    schemeMajor: versionOf(schemeMajor, 'schemeMajor'),
    schemeMinor: versionOf(schemeMinor, 'schemeMinor'),
    keyId: stringOf(entries.key_id, 'key_id'),
    iv: bytesOf(entries.iv, 'iv'),
    aad: aadOf(entries)
  }
}

function aadOf ({ aad, aad_encoding_scheme_major: major, aad_encoding_scheme_minor: minor }: Entries): EncryptedValue['aad'] {
  if (aad === undefined) return undefined
  const bytes = bytesOf(aad, 'aad')
  // Otherwise an added empty aad would go undetected: AES-GCM does not distinguish it from none.
  if (bytes.length === 0) throw notEncrypted('its aad is empty')
  return {
    bytes,
    schemeMajor: versionOf(major, 'aad_encoding_scheme_major'),
    schemeMinor: versionOf(minor, 'aad_encoding_scheme_minor')
  }
}

function mapOf (metadata: unknown): Entries {
  if (metadata === null || typeof metadata !== 'object' || Object.getPrototypeOf(metadata) !== Object.prototype) {
    throw notEncrypted('its metadata is not a map')
  }
  return metadata
}

function stringOf (field: unknown, name: string): string {
  if (typeof field !== 'string') throw notEncrypted(`its ${name} is not a string`)
  return field
}

function versionOf (field: unknown, name: string): number {
  if (typeof field !== 'bigint' || field < 0n || field > Number.MAX_SAFE_INTEGER) {
    throw notEncrypted(`its ${name} is not an integer of 0 or more`)
  }
  return Number(field)
}

function bytesOf (field: unknown, name: string): Int8Array {
  if (!(field instanceof Int8Array)) throw notEncrypted(`its ${name} is not a byte array`)
  return field
}

function notEncrypted (reason: string, cause?: Error): Neo4jError {
  return newError(`The ciphertext is not an encrypted value of a Neo4j driver: ${reason}`, undefined, cause)
}
