import { PROTOCOL_ERROR, SERVICE_UNAVAILABLE } from '../error-codes.js'
import { newError } from '../error.js'
import { type Capabilities, capabilitiesOf, RANGES_WITHOUT_MANIFEST, SPOKEN_TEXT, SPOKEN_VERSIONS } from './versions.js'

const MAGIC = [0x60, 0x60, 0xb0, 0x17]
const HTTP = 0x48545450
/** A TLS alert record: its type and the first byte of the version. */
const TLS_ALERT = 0x1503
const MANIFEST_V1 = 0x000001ff
/** Servers send a handful of ranges; the driver does not wait for more than this. */
const LONGEST_LIST = 1000

/**
 * The client's first message: specification page "Bolt handshake". It has four proposals of the form `0, range, minor, major`:
 * the manifest, which lets the server list its versions, and three for servers that do not support it.
 */
export const HANDSHAKE_OFFER: Buffer = Buffer.from([
  ...MAGIC,
  0, 0, 1, 255,
  ...RANGES_WITHOUT_MANIFEST.flatMap(({ major, newest, oldest }) => [0, newest - oldest, newest, major])
])

export interface HandshakeResult {
  capabilities: Capabilities
  /** What remains to be sent to the server, together with the first message. */
  reply: Buffer | undefined
  /** How many of the given bytes belong to the handshake. */
  consumed: number
}

/**
 * Reads the server's response to {@link HANDSHAKE_OFFER}.
 *
 * @param bytes all bytes received so far
 * @returns undefined while the response is incomplete
 * @throws a `ProtocolError` or `ServiceUnavailable` if there is no common version, or the server is not a Bolt server
 */
export function readHandshake (bytes: Uint8Array, address: string): HandshakeResult | undefined {
  if (bytes.length < 4) {
    return undefined
  }
  const answer = ((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) >>> 0
  if (answer === HTTP) {
    throw newError(
      'Server responded HTTP. Make sure you are not trying to connect to the http endpoint ' +
      `(HTTP defaults to port 7474 whereas BOLT defaults to port 7687). The answer came from ${address}.`, SERVICE_UNAVAILABLE)
  }
  if (answer >>> 16 === TLS_ALERT) {
    throw newError(
      `The server at ${address} answered the handshake with a TLS alert: it expects an encrypted connection. ` +
      'Use a scheme with +s, or with +ssc for a self-signed certificate.', SERVICE_UNAVAILABLE)
  }
  if (answer === MANIFEST_V1) {
    return readManifest(bytes, address)
  }
  const capabilities = answer > 0xffff ? undefined : capabilitiesOf(bytes[3], bytes[2])
  if (capabilities === undefined) {
    throw noCommonVersion(answer, address)
  }
  return { capabilities, reply: undefined, consumed: 4 }
}

/** Manifest v1: a count, that many version ranges, and a bit mask of optional capabilities, none of which the driver uses. */
function readManifest (bytes: Uint8Array, address: string): HandshakeResult | undefined {
  const count = readVarint(bytes, 4)
  if (count !== undefined && count.value > LONGEST_LIST) {
    throw newError(`The server at ${address} offers ${count.value} ranges of Bolt versions; the limit is ${LONGEST_LIST}.`, PROTOCOL_ERROR)
  }
  if (count === undefined || bytes.length < count.end + 4 * count.value) {
    return undefined
  }
  const abilities = readVarint(bytes, count.end + 4 * count.value)
  if (abilities === undefined) {
    return undefined
  }
  const offered: Array<[number, number, number]> = []
  for (let at = count.end; at < count.end + 4 * count.value; at += 4) {
    offered.push([bytes[at + 3], bytes[at + 2], bytes[at + 1]])
  }
  const chosen = SPOKEN_VERSIONS.find(([major, minor]) =>
    offered.some(([theirMajor, newest, range]) => major === theirMajor && minor <= newest && minor >= newest - range))
  const capabilities = chosen && capabilitiesOf(...chosen)
  if (capabilities === undefined) {
    throw newError(
      `The server at ${address} offers the Bolt versions ${offered.map(([major, minor]) => `${major}.${minor}`).join(', ')}; ` +
      'this driver speaks none of them.', PROTOCOL_ERROR)
  }
  return {
    capabilities,
    reply: Buffer.from([0, 0, capabilities.minor, capabilities.major, 0]),
    consumed: abilities.end
  }
}

/** Reads a number in groups of seven bits, lowest first, of at most five groups. */
function readVarint (bytes: Uint8Array, start: number): { value: number, end: number } | undefined {
  let value = 0
  for (let i = 0; i < 5; i++) {
    if (start + i >= bytes.length) {
      return undefined
    }
    value += (bytes[start + i] & 0x7f) * 2 ** (7 * i)
    if (bytes[start + i] < 0x80) {
      return { value, end: start + i + 1 }
    }
  }
  throw newError('The server\'s list of Bolt versions contains an unterminated varint.', PROTOCOL_ERROR)
}

function noCommonVersion (answer: number, address: string): Error {
  if (answer === 0) {
    return newError(
      `The server at ${address} does not speak any of the Bolt versions that this driver supports ` +
      `(${SPOKEN_TEXT}).`, SERVICE_UNAVAILABLE)
  }
  const isVersion = answer <= 0xffff
  const what = isVersion ? `Bolt version ${answer & 0xff}.${answer >>> 8}` : `0x${answer.toString(16).padStart(8, '0')}`
  return newError(
    `Unknown Bolt protocol version: the server at ${address} answered the handshake with ${what}, which was not offered` +
    (isVersion ? '.' : '; is this a Bolt server, and does it expect an encrypted connection?'), PROTOCOL_ERROR)
}
