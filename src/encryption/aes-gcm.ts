import type { KeyObject } from 'node:crypto'
import { newError } from '../error.js'
import { cryptoModule } from './crypto-module.cjs'

const ALGORITHM = 'aes-256-gcm'
export const KEY_BYTES = 32
/** The length recommended by NIST SP 800-38D; the IV is random for each encryption. */
export const IV_BYTES = 12
const TAG_BYTES = 16

/** The output of {@link encrypt}; neither part is secret. */
export interface Sealed {
  /** The encrypted message, of the same length, followed by 16 bytes of authentication tag. */
  readonly ciphertext: Int8Array
  readonly iv: Int8Array
}

/** Encrypts with AES-256-GCM. `aad` is not encrypted, but {@link decrypt} requires the same `aad`. */
export function encrypt (key: Uint8Array | KeyObject, message: Uint8Array, aad?: Uint8Array): Sealed {
  const { createCipheriv, randomBytes } = cryptoModule()
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
  if (aad !== undefined) cipher.setAAD(aad)
  const parts = [cipher.update(message), cipher.final(), cipher.getAuthTag()]
  return { ciphertext: signedCopy(Buffer.concat(parts)), iv: signedCopy(iv) }
}

/**
 * Decrypts into memory of its own, not in the pool of Node.js for small buffers: the caller must overwrite it after use.
 * @throws Neo4jError if the key, the IV, the aad and the ciphertext do not match
 */
export function decrypt (key: Uint8Array | KeyObject, iv: Int8Array, ciphertext: Int8Array, aad?: Uint8Array): Buffer {
  const bytes = unsigned(ciphertext)
  const tagAt = bytes.length - TAG_BYTES
  if (tagAt < 0 || iv.length !== IV_BYTES) {
    throw newError(`An encrypted value has an IV of ${IV_BYTES} bytes and ${TAG_BYTES} bytes of tag, found ${iv.length} and ${bytes.length}`)
  }
  const decipher = cryptoModule().createDecipheriv(ALGORITHM, key, unsigned(iv), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(tagAt))
  if (aad !== undefined) decipher.setAAD(aad)
  const message = decipher.update(bytes.subarray(0, tagAt))
  try {
    // Only checks the tag: in this mode, all bytes have been returned already.
    decipher.final()
    return message
  } catch {
    message.fill(0)
    throw newError('The encrypted bytes were changed, or were encrypted with another key or with other additional authenticated data (aad)')
  }
}

/** A view of the same memory in the type that Node.js functions accept. */
export function unsigned (bytes: Int8Array | Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A copy with its own buffer: neo4j-driver and others use `.buffer` without its offset. */
export function signedCopy (bytes: Uint8Array): Int8Array {
  const copy = new Int8Array(bytes.length)
  copy.set(bytes)
  return copy
}
