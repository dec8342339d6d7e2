import { type Neo4jError, newError } from '../../src/error.js'
import { ReadBuffer } from '../../src/net/read-buffer.js'
import { type Transport, type TransportListener } from '../../src/net/socket.js'

/** A connection without a socket: what it was given to send can be looked at, and what it receives is cut as the test likes. */
export class MemoryTransport implements Transport {
  listener: TransportListener = { onBytes: () => {}, onClosed: () => {} }
  /** One element for each time that something was sent. */
  readonly writes: Buffer[] = []
  isEnded = false
  isDestroyed = false
  isClosedByServer = false
  idle: { milliseconds: number, callback: () => void } | undefined
  /** What `write` returns: whether the memory may be used again. */
  hasLeft = true
  readonly #readBuffer = new ReadBuffer()

  get isOpen (): boolean {
    return !this.isEnded && !this.isDestroyed && !this.isClosedByServer
  }

  write (...bytes: Buffer[]): boolean {
    this.writes.push(Buffer.concat(bytes))
    return this.hasLeft
  }

  end (): void {
    this.isEnded = true
    this.listener = { onBytes: () => {}, onClosed: () => {} }
  }

  destroy (): void {
    this.isDestroyed = true
    this.listener = { onBytes: () => {}, onClosed: () => {} }
  }

  peer (): undefined {}

  onIdle (milliseconds: number, callback: () => void): void {
    this.idle = { milliseconds, callback }
  }

  /** Hands bytes over as a socket does: in one buffer that is used again for every read. */
  feed (bytes: Uint8Array): void {
    const { target, bytes: all, view, start } = this.#readBuffer
    for (let at = 0; at < bytes.length; at += target.length) {
      const part = bytes.subarray(at, at + target.length)
      target.set(part)
      this.listener.onBytes(all, view, start, start + part.length)
      target.fill(0xee, 0, part.length)
    }
  }

  /** Feeds the bytes in pieces that end at these offsets. */
  feedCut (bytes: Uint8Array, ...offsets: number[]): void {
    let start = 0
    for (const end of [...offsets, bytes.length]) {
      if (end > start) this.feed(bytes.subarray(start, end))
      start = Math.max(start, end)
    }
  }

  /** The server closes its side. */
  close (error: Neo4jError = newError('Connection was closed by server', 'ServiceUnavailable')): void {
    const { listener } = this
    this.isClosedByServer = true
    this.listener = { onBytes: () => {}, onClosed: () => {} }
    listener.onClosed(error)
  }
}
