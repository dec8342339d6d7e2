import { EventEmitter } from 'node:events'
import type { ServerSocket } from '../../../src/testing/wire/server-connection.js'
import type { Pipe } from './pipe.js'

/** What both ends of a connection are: as much of Node's `Socket` as programs see of it. */
abstract class SimulatedSocket extends EventEmitter {
  /** To the other end; undefined until there is one. */
  out: Pipe | undefined
  isDestroyed = false
  #isEnded = false
  #hasRemoteEnded = false
  /** For the network: this end is gone for good. */
  onGone = (): void => {}

  get destroyed (): boolean {
    return this.isDestroyed
  }

  get writable (): boolean {
    return !this.isDestroyed && !this.#isEnded
  }

  setNoDelay (): this {
    return this
  }

  setKeepAlive (): this {
    return this
  }

  ref (): this {
    return this
  }

  unref (): this {
    return this
  }

  end (): this {
    if (!this.writable) return this
    this.#isEnded = true
    this.out?.end()
    if (this.#hasRemoteEnded) this.#close()
    return this
  }

  destroy (error?: Error): this {
    if (this.isDestroyed) return this
    if (!this.#isEnded) this.out?.end()
    this.#close(error)
    return this
  }

  resetAndDestroy (): this {
    if (this.isDestroyed) return this
    this.out?.reset()
    this.#close()
    return this
  }

  /** Bytes, the end or a reset have come from the other end, or nothing has for too long. */
  receive (parcel: Buffer | 'end' | 'reset' | 'timeout'): void {
    if (this.isDestroyed) {
      // An end that is closed answers bytes with a reset.
      if (typeof parcel !== 'string') this.out?.reset()
    } else if (parcel === 'reset' || parcel === 'timeout') {
      const code = parcel === 'reset' ? 'ECONNRESET' : 'ETIMEDOUT'
      this.#close(Object.assign(new Error(`read ${code}`), { code }))
    } else if (parcel === 'end') {
      this.#hasRemoteEnded = true
      this.emit('end')
      // As without `allowHalfOpen`.
      if (this.#isEnded) this.#close()
      else this.end()
    } else {
      this.read(parcel)
    }
  }

  protected abstract read (bytes: Buffer): void

  #close (error?: Error): void {
    if (this.isDestroyed) return
    this.isDestroyed = true
    this.onGone()
    process.nextTick(() => {
      if (error !== undefined) this.emit('error', error)
      this.emit('close', error !== undefined)
    })
  }
}

/** The end of a server: what `ServerConnection` works on. */
export class AcceptedSocket extends SimulatedSocket implements ServerSocket {
  write (bytes: Uint8Array): boolean {
    if (this.writable) this.out?.send(bytes)
    return true
  }

  protected override read (bytes: Buffer): void {
    this.emit('data', bytes)
  }
}

/** How Node hands over what it reads when it does not emit it. */
export interface OnRead {
  readonly buffer: Uint8Array
  readonly callback: (size: number) => boolean
}

/** What a client's socket asks of the network. */
export interface SendingSide {
  readonly now: () => number
  readonly after: (milliseconds: number, happen: () => void) => void
  /** How many milliseconds what is written stays in the process; 0 if it leaves at once. */
  readonly holdUp: () => number
}

/** The end of the driver: what `net.connect` gives. */
export class ConnectedSocket extends SimulatedSocket {
  remoteAddress: string | undefined
  remotePort: number | undefined
  #unsent: Array<Uint8Array | 'end'> = []
  #isHeldUp = false
  readonly #onRead: OnRead | undefined
  readonly #side: SendingSide
  #idleTimeout = 0
  #lastActivity = 0
  #isWatched = false

  constructor (onRead: OnRead | undefined, side: SendingSide) {
    super()
    this.#onRead = onRead
    this.#side = side
  }

  get writableLength (): number {
    return this.#unsent.reduce((sum, part) => sum + (part === 'end' ? 0 : part.length), 0)
  }

  cork (): void {}

  uncork (): void {}

  /** A slow socket keeps the caller's memory until it can send, as Node does. */
  write (bytes: Uint8Array): boolean {
    if (!this.writable) return false
    this.#lastActivity = this.#side.now()
    if (!this.#isHeldUp) {
      const milliseconds = this.#side.holdUp()
      if (milliseconds === 0) {
        this.out?.send(bytes)
        return true
      }
      this.#isHeldUp = true
      this.#side.after(milliseconds, () => { this.#sendAll() })
    }
    this.#unsent.push(bytes)
    return false
  }

  override end (): this {
    if (!this.#isHeldUp) return super.end()
    if (!this.#unsent.includes('end')) this.#unsent.push('end')
    return this
  }

  setTimeout (milliseconds: number): this {
    this.#idleTimeout = milliseconds
    this.#lastActivity = this.#side.now()
    if (milliseconds > 0) this.#watch(milliseconds)
    return this
  }

  protected override read (bytes: Buffer): void {
    this.#lastActivity = this.#side.now()
    if (this.#onRead === undefined) {
      this.emit('data', bytes)
      return
    }
    const { buffer, callback } = this.#onRead
    for (let start = 0; start < bytes.length && !this.isDestroyed; start += buffer.length) {
      const part = bytes.subarray(start, start + buffer.length)
      buffer.set(part)
      callback(part.length)
      // What is read again later than now is a fault of the driver.
      buffer.fill(0xee, 0, part.length)
    }
  }

  #sendAll (): void {
    this.#isHeldUp = false
    const unsent = this.#unsent
    this.#unsent = []
    for (const part of unsent) {
      if (this.isDestroyed) return
      if (part === 'end') super.end()
      else this.out?.send(part)
    }
    if (unsent.length > 0 && !this.isDestroyed) this.emit('drain')
  }

  #watch (milliseconds: number): void {
    if (this.#isWatched) return
    this.#isWatched = true
    this.#side.after(milliseconds, () => {
      this.#isWatched = false
      if (this.isDestroyed || this.#idleTimeout === 0) return
      const left = this.#lastActivity + this.#idleTimeout - this.#side.now()
      if (left <= 0) {
        this.#lastActivity = this.#side.now()
        this.emit('timeout')
      }
      if (!this.isDestroyed) this.#watch(left <= 0 ? this.#idleTimeout : left)
    })
  }
}

/** What `tls.connect` gives: bytes travel as they are, after a handshake that the network makes. */
export class SecureSocket extends ConnectedSocket {
  getPeerCertificate (): object {
    return { subject: { CN: 'a member of the cluster' } }
  }
}
