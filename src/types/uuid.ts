import { newError } from '../error.js'
import { hasBrand, setBrand } from './brand.js'
import { shorten } from '../text.js'

const BYTES = 16
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const UUID_TEXT = /^([\da-f]{32}|[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})$/i
const DASH_BEFORE = new Set([4, 6, 8, 10])

/** A universally unique identifier (Bolt 6.1 and newer). Instances are frozen. They keep the given 16 bytes without copying them. */
export class UUID {
  readonly _typedArray: Uint8Array

  /** @throws Neo4jError unless `typedArray` has 16 bytes */
  constructor (typedArray: Uint8Array) {
    if (typedArray.length !== BYTES) {
      throw newError(`Uint8Array representation of UUID must be of length 16, got ${shorten(typedArray.toString())}`)
    }
    this._typedArray = typedArray
    Object.freeze(this)
  }

  /** The 16 bytes in the order of the text: the array that was given, not a copy. */
  getTypedArray (): Uint8Array {
    return this._typedArray
  }

  /** Like `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`. */
  toString (): string {
    let text = ''
    for (let i = 0; i < BYTES; i++) {
      text += (DASH_BEFORE.has(i) ? '-' : '') + HEX[this._typedArray[i] & 0xff]
    }
    return text
  }

  /**
   * Parses 32 hexadecimal digits, with the usual dashes or without any.
   * @throws Neo4jError for any other string
   */
  static fromString (uuidString: string): UUID {
    if (!UUID_TEXT.test(uuidString)) {
      throw newError(`UUID string base16 encoded should be of format xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx or without any dashes, got: ${shorten(uuidString)}`)
    }
    return new UUID(Uint8Array.from(Buffer.from(uuidString.replaceAll('-', ''), 'hex')))
  }
}

setBrand(UUID.prototype, '__isUUID__')

/**
 * Makes a {@link UUID} from a string or its 16 bytes.
 * @throws Neo4jError if the argument is not a UUID
 */
export function uuid (rawUUID: Uint8Array | string): UUID {
  if (typeof rawUUID === 'string') {
    return UUID.fromString(rawUUID)
  }
  if (rawUUID instanceof Uint8Array) {
    return new UUID(rawUUID)
  }
  const given = (rawUUID as object | undefined)?.constructor?.name ?? 'undefined or type without constructor name'
  throw newError(`Invalid argument type passed to UUID constructor function: expected Uint8Array or uuid string, got: ${given}`)
}

/** Whether `obj` is a {@link UUID}, of this or another copy of the driver. */
export function isUUID (obj: unknown): obj is UUID {
  return hasBrand(obj, '__isUUID__')
}
