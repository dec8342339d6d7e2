import { capabilitiesOf, type Capabilities, SPOKEN_VERSIONS } from '../../src/bolt/versions.js'
import { FAILURE, IGNORED, RECORD, SUCCESS } from '../../src/bolt/messages.js'
import { serverReader, serverWriter, wireValue } from '../../src/testing/wire/server-values.js'
import { ReceivedRequest } from '../../src/testing/wire/request.js'

export const LATEST = capabilitiesOf(...SPOKEN_VERSIONS[0]) as Capabilities

export function bytesOf (hex: string): Buffer {
  return Buffer.from(hex.replace(/\s/g, ''), 'hex')
}

/** One value in PackStream, as a server writes it. */
export function packed (value: unknown, capabilities: Capabilities = LATEST): Buffer {
  const writer = serverWriter(capabilities)
  writer.write(wireValue(value))
  return Buffer.from(writer.buffer.subarray(0, writer.position))
}

/** A message in chunks of that size. */
export function chunked (message: Uint8Array, size = 0xffff): Buffer {
  const parts: Uint8Array[] = []
  for (let at = 0; at < message.length; at += size) {
    const chunk = message.subarray(at, at + size)
    parts.push(Uint8Array.of(chunk.length >>> 8, chunk.length & 0xff), chunk)
  }
  return Buffer.concat([...parts, Uint8Array.of(0, 0)])
}

function message (capabilities: Capabilities, tag: number, ...fields: unknown[]): Buffer {
  return Buffer.concat([Uint8Array.of(0xb0 | fields.length, tag), ...fields.map(field => packed(field, capabilities))])
}

/** Messages of the server's, without chunks. */
export const server = {
  success: (metadata: object = {}, capabilities = LATEST) => message(capabilities, SUCCESS, metadata),
  record: (values: unknown[], capabilities = LATEST) => message(capabilities, RECORD, values),
  failure: (code: string, text = 'failed', capabilities = LATEST) =>
    message(capabilities, FAILURE, capabilities.gqlErrors ? { neo4j_code: code, message: text, gql_status: '50N42', description: text } : { code, message: text }),
  ignored: () => message(LATEST, IGNORED),
  any: (tag: number, ...fields: unknown[]) => message(LATEST, tag, ...fields)
}

/** Several messages in order. */
export function stream (...messages: Uint8Array[]): Buffer {
  return Buffer.concat(messages.map(message => chunked(message)))
}

/** Reads what a client has sent. */
export function requestsIn (bytes: Buffer, capabilities: Capabilities = LATEST): ReceivedRequest[] {
  const requests: ReceivedRequest[] = []
  for (let at = 0; at < bytes.length;) {
    const payload: Buffer[] = []
    for (let size = bytes.readUInt16BE(at); size > 0; size = bytes.readUInt16BE(at)) {
      payload.push(bytes.subarray(at + 2, at + 2 + size))
      at += 2 + size
    }
    at += 2
    const request = Buffer.concat(payload)
    const reader = serverReader(capabilities)
    reader.open(request, new DataView(request.buffer, request.byteOffset, request.length), 2, request.length)
    requests.push(new ReceivedRequest(request[1], reader.readItems(request[0] & 0x0f), 0))
  }
  return requests
}
