import { type Capabilities, capabilitiesOf } from '../../bolt/versions.js'

const OFFER_SIZE = 20
const ANSWER_SIZE = 4
const MANIFEST_V1 = 0x000001ff

/** Determines the Bolt version that a client and a server negotiate, from their bytes: specification page "Bolt handshake". */
export class HandshakeTap {
  #fromClient = Buffer.alloc(0)
  #fromServer = Buffer.alloc(0)

  /**
   * Takes bytes of the client or the server, which are forwarded unchanged.
   * @returns once they have agreed: the version, and the client's bytes after the handshake
   * @throws Error if they have agreed on an unsupported version, or on none
   */
  receive (side: 'client' | 'server', bytes: Buffer): { capabilities: Capabilities, behind: Buffer } | undefined {
    if (side === 'client') {
      this.#fromClient = Buffer.concat([this.#fromClient, bytes])
    } else {
      this.#fromServer = Buffer.concat([this.#fromServer, bytes])
    }
    if (this.#fromClient.length < OFFER_SIZE || this.#fromServer.length < ANSWER_SIZE) return undefined
    const answer = this.#fromServer.readUInt32BE(0)
    if (answer !== MANIFEST_V1) return { capabilities: spoken(answer), behind: this.#fromClient.subarray(OFFER_SIZE) }
    const abilitiesEnd = this.#fromClient.findIndex((byte, i) => i >= OFFER_SIZE + ANSWER_SIZE && byte < 0x80) + 1
    if (abilitiesEnd === 0) return undefined
    return { capabilities: spoken(this.#fromClient.readUInt32BE(OFFER_SIZE)), behind: this.#fromClient.subarray(abilitiesEnd) }
  }
}

function spoken (version: number): Capabilities {
  const capabilities = version > 0xffff ? undefined : capabilitiesOf(version & 0xff, version >>> 8)
  if (capabilities === undefined) throw new Error(`The client and the server did not agree on a Bolt version that this driver supports (0x${version.toString(16)}).`)
  return capabilities
}
