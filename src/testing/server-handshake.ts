import { type Capabilities, capabilitiesOf, SPOKEN_VERSIONS } from '../bolt/versions.js'

/**
 * How the server agrees on a version: by the answer of old servers, by the manifest of new ones (5.7 and up), or by
 * bytes that the test gives; without any, it never answers.
 */
export type HandshakeKind = 'legacy' | 'manifest' | Uint8Array

const MAGIC = 0x6060b017
const MANIFEST_V1 = 0x000001ff
const OFFER_SIZE = 20

/** @throws RangeError if the driver does not speak that version, for example `5.8`. */
export function parseVersion (version: string): Capabilities {
  const [major, minor = 0] = version.split('.').map(Number)
  const capabilities = capabilitiesOf(major, minor)
  if (capabilities === undefined) {
    throw new RangeError(`Bolt ${version} is none of ${SPOKEN_VERSIONS.map(([major, minor]) => `${major}.${minor}`).join(', ')}.`)
  }
  return capabilities
}

/** The server's side of the handshake: specification page «Bolt handshake». */
export class ServerHandshake {
  readonly #capabilities: Capabilities
  readonly #kind: HandshakeKind
  #received = Buffer.alloc(0)
  #isManifestSent = false

  constructor (capabilities: Capabilities, kind: HandshakeKind = capabilities.gqlErrors ? 'manifest' : 'legacy') {
    this.#capabilities = capabilities
    this.#kind = kind
  }

  /**
   * Takes what the client has sent.
   * @returns what to answer; and, when both have agreed, the bytes that follow.
   * @throws Error if they can't agree.
   */
  receive (bytes: Buffer): { reply?: Uint8Array, rest?: Buffer } {
    this.#received = Buffer.concat([this.#received, bytes])
    const received = this.#received
    if (received.length < OFFER_SIZE) return {}
    if (this.#isManifestSent) return this.#readChoice(received)
    if (received.readUInt32BE(0) !== MAGIC) throw new Error(`The client does not speak Bolt: it began with 0x${received.toString('hex', 0, 4)}.`)
    if (this.#kind instanceof Uint8Array) return { reply: this.#kind, rest: received.subarray(OFFER_SIZE) }
    const { major, minor } = this.#capabilities
    if (this.#kind === 'legacy') {
      this.#assertOffered(received)
      return { reply: Uint8Array.of(0, 0, minor, major), rest: received.subarray(OFFER_SIZE) }
    }
    if (!offersOf(received).includes(MANIFEST_V1)) throw new Error('The client does not offer the manifest.')
    this.#isManifestSent = true
    return { reply: Uint8Array.of(0, 0, 1, 0xff, 1, 0, 0, minor, major, 0) }
  }

  #readChoice (received: Buffer): { rest?: Buffer } {
    const abilitiesEnd = received.findIndex((byte, i) => i >= OFFER_SIZE + 4 && byte < 0x80) + 1
    if (abilitiesEnd === 0) return {}
    const { major, minor } = this.#capabilities
    const choice = received.readUInt32BE(OFFER_SIZE)
    if (choice !== ((minor << 8) | major)) {
      throw new Error(`The client chose 0x${choice.toString(16)} although only Bolt ${major}.${minor} was offered.`)
    }
    return { rest: received.subarray(abilitiesEnd) }
  }

  #assertOffered (received: Buffer): void {
    const { major: ours, minor: wanted } = this.#capabilities
    const isOffered = offersOf(received).some(offer => {
      const [theirs, newest, range] = [offer & 0xff, (offer >>> 8) & 0xff, (offer >>> 16) & 0xff]
      return theirs === ours && wanted <= newest && wanted >= newest - range
    })
    if (!isOffered) throw new Error(`The client does not offer Bolt ${ours}.${wanted}.`)
  }
}

function offersOf (received: Buffer): number[] {
  return [4, 8, 12, 16].map(at => received.readUInt32BE(at))
}
