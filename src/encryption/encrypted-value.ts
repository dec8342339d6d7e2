import { newError, type Neo4jError } from '../error.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { StructureReader } from '../packstream/structure.js'
import { PackStreamWriter } from '../packstream/writer.js'
import { type Integer, int } from '../types/integer.js'
import { signedCopy } from './aes-gcm.js'
import { readOne } from './value-codec.js'

/** The tag of the structure, which is never sent as such: it is stored as a byte array. */
const ENCRYPTED = 0x65
const FIELDS = 8
/** The byte in front of the structure. */
const FORMAT = 1

/** What is stored in the place of a value. */
export interface EncryptedValue {
  profileType: string
  profileVersion: number
  profileName: string
  /** Ciphertext and authentication tag. */
  cipherOutput: Int8Array
  /** Cypher's name of the value's type. */
  typeName: string
  /** The scheme by which the value was turned into bytes. */
  schemeMajor: number
  schemeMinor: number
  keyId: string
  iv: Int8Array
  aad: { bytes: Int8Array, schemeMajor: number, schemeMinor: number } | undefined
}

/** The entries of the structure's map. Everything but `key_id` and `iv` is there only if the value has aad. */
interface Metadata {
  key_id: string
  iv: Int8Array
  aad?: Int8Array
  aad_encoding_scheme_major?: number | Integer
  aad_encoding_scheme_minor?: number | Integer
}

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

/** In alphabetical order, as neo4j-driver writes it. */
function metadataOf ({ aad, iv, keyId }: EncryptedValue): Metadata {
  return {
    aad: aad?.bytes,
    aad_encoding_scheme_major: aad && int(aad.schemeMajor),
    aad_encoding_scheme_minor: aad && int(aad.schemeMinor),
    iv,
    key_id: keyId
  }
}

/** @throws Neo4jError if the bytes are not one encrypted value */
export function readEncryptedValue (bytes: Buffer): EncryptedValue {
  if (bytes.length === 0) {
    throw newError('Empty byte array provided as ciphertext to decryption.')
  }
  if (bytes[0] !== FORMAT) {
    throw newError(`Object is encoded with version ${bytes.readInt8(0)}, this driver only supports version ${FORMAT}.`)
  }
  let read: ReturnType<typeof readOne>
  try {
    read = readOne(bytes, 1, 'number', READERS)
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

function readStructure (reader: PackStreamReader, size: number): { fields: unknown[] } {
  if (size !== FIELDS) {
    throw newError(`Expects encrypted structure to have ${FIELDS} fields, found ${size}`)
  }
  return { fields: reader.readItems(FIELDS) }
}

function check (structure: unknown): EncryptedValue {
  const fields = (structure as { fields?: unknown[] } | null)?.fields
  if (!Array.isArray(fields)) {
    throw notEncrypted('there is no structure with tag 0x65')
  }
  const [profileType, profileVersion, profileName, cipherOutput, typeName, schemeMajor, schemeMinor, metadata] = fields
  const { key_id: keyId, iv, aad, aad_encoding_scheme_major: aadMajor, aad_encoding_scheme_minor: aadMinor } = (metadata ?? {}) as Partial<Metadata>
  const strings = { profileType, profileName, typeName, key_id: keyId }
  const numbers = { profileVersion, schemeMajor, schemeMinor, ...(aad === undefined ? {} : { aadMajor, aadMinor }) }
  const bytes = { cipherOutput, iv, ...(aad === undefined ? {} : { aad }) }
  assertAll(strings, 'a string', value => typeof value === 'string')
  assertAll(numbers, 'an integer', value => Number.isSafeInteger(value))
  assertAll(bytes, 'a byte array', value => value instanceof Int8Array)
  return {
    profileType, profileVersion, profileName, cipherOutput, typeName, schemeMajor, schemeMinor, keyId, iv,
    aad: aad && { bytes: aad, schemeMajor: aadMajor, schemeMinor: aadMinor }
  } as EncryptedValue
}

function assertAll (fields: Record<string, unknown>, expected: string, is: (value: unknown) => boolean): void {
  const wrong = Object.keys(fields).find(name => !is(fields[name]))
  if (wrong !== undefined) throw notEncrypted(`its ${wrong} is not ${expected}`)
}

function notEncrypted (reason: string, cause?: Error): Neo4jError {
  return newError(`The ciphertext is not an encrypted value of a Neo4j driver: ${reason}`, undefined, cause)
}
