import { PROTOCOL_ERROR } from '../error-codes.js'
import { newError } from '../error.js'
import { TINY_LIST, TINY_MAP } from '../packstream/markers.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { FAILURE, IGNORED, RECORD, SUCCESS } from './messages.js'
import type { Metadata } from './response-handler.js'
import { wrongSize } from './stream-errors.js'

/** Structure headers: the server's messages have one field, IGNORED has none. */
const RECORD_HEADER = 0xb1
const ANSWER_HEADER = 0xb1
const IGNORED_HEADER = 0xb0

/** Whether the message at `start` is a record. */
export function isRecord (bytes: Buffer, start: number): boolean {
  return bytes[start] === RECORD_HEADER && bytes[start + 1] === RECORD
}

/** The tag of the response at `start`. @throws Neo4jError with code `ProtocolError` if it is not a response */
export function readTag (bytes: Buffer, start: number): number {
  const header = bytes[start]
  if (header !== ANSWER_HEADER && header !== IGNORED_HEADER) {
    throw newError(`The server sent a message that begins with 0x${header.toString(16)}.`, PROTOCOL_ERROR)
  }
  const tag = bytes[start + 1]
  if (tag !== SUCCESS && tag !== FAILURE && tag !== IGNORED) {
    throw newError(`The server sent a message with the unknown tag 0x${tag.toString(16)}.`, PROTOCOL_ERROR)
  }
  return tag
}

/** The values of a record. @throws Neo4jError with code `ProtocolError` if it has no list of values, or bytes after it */
export function readFields (reader: PackStreamReader): unknown[] {
  const fields = reader.readList()
  assertAtEnd(reader.position, reader.end)
  return fields
}

/** The metadata of a response, up to its end. Any metadata of IGNORED are skipped. */
export function readMetadata (tag: number, reader: PackStreamReader): Metadata {
  if (tag === IGNORED) return {}
  const map: unknown = reader.read()
  if (typeof map !== 'object' || map === null || Object.getPrototypeOf(map) !== Object.prototype) {
    throw newError('The server sent an answer without a map of metadata.', PROTOCOL_ERROR)
  }
  assertAtEnd(reader.position, reader.end)
  return map
}

/** The first byte of a list of `size` values; -1 if such a list does not begin with a single byte. */
export function tinyListHeader (size: number): number {
  return TINY_LIST + size < TINY_MAP ? TINY_LIST + size : -1
}

/** Where the values of a row begin. @throws Neo4jError with code `ProtocolError` if the row is not a list with a value for each key */
export function startOfValues (bytes: Buffer, view: DataView, start: number, end: number, reader: PackStreamReader, keys: readonly string[]): number {
  if (bytes[start] === tinyListHeader(keys.length)) return start + 1
  reader.open(bytes, view, start, end)
  const size = reader.readListSize()
  if (size !== keys.length) throw wrongSize(size, keys)
  return reader.position
}

/** @throws Neo4jError with code `ProtocolError` if the last value of a message does not end where the message ends */
export function assertAtEnd (position: number, end: number): void {
  if (position !== end) {
    throw newError(`The server sent a message that does not end with its last value: ${end - position} bytes are left.`, PROTOCOL_ERROR)
  }
}
