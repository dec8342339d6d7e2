import { type Capabilities, capabilitiesOf, SPOKEN_VERSIONS } from '../../bolt/versions.js'

/**
 * How the server negotiates the version: with the response of old servers, with the manifest of new ones (5.7 and newer),
 * or with bytes given by the test; if these are empty, it never answers.
 */
export type HandshakeKind = 'legacy' | 'manifest' | Uint8Array

interface HandshakeStep {
  /** The response. */
  readonly reply?: Uint8Array
  /** Set when both sides have agreed: the version, and the bytes after the handshake. */
  readonly agreed?: { readonly capabilities: Capabilities, readonly rest: Buffer }
}

const MAGIC = 0x6060b017
const MANIFEST_V1 = 0x000001ff
const OFFER_SIZE = 20

/** Parses a version such as `5.8`. @throws RangeError if the driver does not support it */
export function parseVersion (version: string): Capabilities {
  const [major, minor = 0] = version.split('.').map(Number)
  const capabilities = capabilitiesOf(major, minor)
  if (capabilities === undefined) {
    throw new RangeError(`Bolt ${version} is none of ${SPOKEN_VERSIONS.map(nameOf).join(', ')}.`)
  }
  return capabilities
}

/** The version and all older ones, newest first. */
export function versionsUpTo (newest: Capabilities): Capabilities[] {
  const all = SPOKEN_VERSIONS.map(([major, minor]) => parseVersion(`${major}.${minor}`))
  return all.slice(all.indexOf(newest))
}

/** The server's side of the handshake: specification page "Bolt handshake". */
export class ServerHandshake {
  readonly #versions: readonly Capabilities[]
  readonly #kind: HandshakeKind | undefined
  #received = Buffer.alloc(0)
  #isManifestSent = false

  /**
   * @param versions the supported versions, newest first
   * @param kind default: the manifest, if the newest version supports it and the client offers it
   */
  constructor (versions: readonly Capabilities[], kind?: HandshakeKind) {
    this.#versions = versions
    this.#kind = kind
  }

  /** Takes bytes from the client. @throws Error if there is no common version */
  receive (bytes: Buffer): HandshakeStep {
    this.#received = Buffer.concat([this.#received, bytes])
    const received = this.#received
    if (received.length < OFFER_SIZE) return {}
    if (this.#isManifestSent) return this.#readChoice(received)
    if (received.readUInt32BE(0) !== MAGIC) throw new Error(`The client does not speak Bolt: it began with 0x${received.toString('hex', 0, 4)}.`)
    const rest = received.subarray(OFFER_SIZE)
    if (this.#kind instanceof Uint8Array) return { reply: this.#kind, agreed: { capabilities: this.#versions[0], rest } }
    if (this.#usesManifest(received)) {
      this.#isManifestSent = true
      return { reply: this.#manifest() }
    }
    const capabilities = this.#firstOffered(received)
    return { reply: Uint8Array.of(0, 0, capabilities.minor, capabilities.major), agreed: { capabilities, rest } }
  }

  #usesManifest (received: Buffer): boolean {
    if (this.#kind === 'legacy' || (this.#kind === undefined && !this.#versions[0].gqlErrors)) return false
    const isOffered = offersOf(received).includes(MANIFEST_V1)
    if (this.#kind === 'manifest' && !isOffered) throw new Error('The client does not offer the manifest.')
    return isOffered
  }

  /** Lists each version individually, and no optional capabilities. */
  #manifest (): Uint8Array {
    return Uint8Array.from([0, 0, 1, 0xff, this.#versions.length, ...this.#versions.flatMap(({ major, minor }) => [0, 0, minor, major]), 0])
  }

  #readChoice (received: Buffer): HandshakeStep {
    const abilitiesEnd = received.findIndex((byte, i) => i >= OFFER_SIZE + 4 && byte < 0x80) + 1
    if (abilitiesEnd === 0) return {}
    const choice = received.readUInt32BE(OFFER_SIZE)
    const capabilities = this.#versions.find(({ major, minor }) => choice === ((minor << 8) | major))
    if (capabilities === undefined) {
      throw new Error(`The client chose 0x${choice.toString(16)} although only Bolt ${this.#names()} was offered.`)
    }
    return { agreed: { capabilities, rest: received.subarray(abilitiesEnd) } }
  }

  #firstOffered (received: Buffer): Capabilities {
    for (const offer of offersOf(received)) {
      const [major, newest, range] = [offer & 0xff, (offer >>> 8) & 0xff, (offer >>> 16) & 0xff]
      const offered = Array.from({ length: range + 1 }, (_, back) => capabilitiesOf(major, newest - back))
      const found = this.#versions.find(version => offered.includes(version))
      if (found !== undefined) return found
    }
    throw new Error(`The client does not offer Bolt ${this.#names()}.`)
  }

  #names (): string {
    return this.#versions.map(({ major, minor }) => nameOf([major, minor])).join(', ')
  }
}

function offersOf (received: Buffer): number[] {
  return [4, 8, 12, 16].map(at => received.readUInt32BE(at))
}

function nameOf ([major, minor]: readonly [number, number]): string {
  return `${major}.${minor}`
}
