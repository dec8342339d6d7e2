import * as net from 'node:net'
import type * as tls from 'node:tls'
import { newError, type Neo4jError } from '../error.js'
import type { Clock } from '../clock.js'
import type { ServerAddress } from './address.js'
import type { ReadBuffer } from './read-buffer.js'
import type { ClientIdentity } from './client-identity.js'
import { tlsModule } from './tls-module.cjs'
import { assertHasCertificate, explainTlsError, type TlsSettings, tlsOptions } from './tls.js'

/** Receives a transport's events. Socket events call both methods directly, so exceptions would be uncaught. */
export interface TransportListener {
  /** The bytes from `start` to `end` have arrived. They are valid only during the call. */
  onBytes: (bytes: Buffer<ArrayBuffer>, view: DataView, start: number, end: number) => void
  /** The connection was closed. Called once, and not after `destroy()`. */
  onClosed: (error: Neo4jError) => void
}

/** A byte stream to one server: everything the protocol needs of a socket. */
export interface Transport {
  listener: TransportListener
  /** Sends the bytes in one piece. @returns whether they have left the process, so that their memory can be reused */
  write: (...bytes: Buffer[]) => boolean
  /** Sends what has been written, then closes the connection. No further events are reported. */
  end: () => void
  destroy: () => void
  /** The IP address and the port of the server; undefined once the connection is closed. */
  peer: () => { readonly address: string, readonly port: number } | undefined
  /** Calls `callback` whenever nothing was sent or received for `milliseconds`; 0 turns this off. */
  onIdle: (milliseconds: number, callback: () => void) => void
}

export interface ConnectOptions {
  address: ServerAddress
  /** The limit for the attempt in milliseconds, including TLS; Infinity for no limit. */
  timeout: number
  /** Set if the connection is encrypted. */
  tls?: TlsSettings
  clientIdentity?: ClientIdentity
  readBuffer: ReadBuffer
  clock: Clock
  /** The code of errors: `ServiceUnavailable`, or `SessionExpired` if other servers may be able to do the work. */
  errorCode: string
  /** Cancels the attempt; its reason becomes the error. */
  signal: AbortSignal
}

/** After how many milliseconds without a connection the next IP address of a host is tried in parallel. */
const NEXT_ADDRESS_AFTER = 1000
/** How long the server may take to close its side, in milliseconds. */
const LINGER = 1000

/** Opens a TCP connection, encrypted if `tls` is set. @throws Neo4jError that names the address and the reason */
export async function connect (options: ConnectOptions): Promise<Transport> {
  const { address, readBuffer } = options
  const endpoint = {
    host: address.resolvedHost(),
    port: address.port(),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
    noDelay: true,
    keepAlive: true
  }
  let transport: SocketTransport | undefined
  const onread = {
    buffer: readBuffer.target,
    callback: (size: number): boolean => {
      transport?.listener.onBytes(readBuffer.bytes, readBuffer.view, readBuffer.start, readBuffer.start + size)
      return true
    }
  }
  if (options.tls === undefined) {
    const socket = net.connect({ ...endpoint, onread } as net.NetConnectOpts)
    await established(socket, 'connect', options)
    return (transport = new SocketTransport(socket, options))
  }
  const secure = await tlsOptions(address.host(), options.tls, options.clientIdentity)
  // tls.connect supports `onread` too, but its type declarations lack it.
  const socket = startTls({ ...secure, ...endpoint, onread } as tls.ConnectionOptions)
  await established(socket, 'secureConnect', options)
  try {
    assertHasCertificate(socket)
  } catch (error) {
    socket.destroy()
    throw error
  }
  return (transport = new SocketTransport(socket, options))
}

/** @throws Neo4jError if certificates or keys are unusable, which `tls.connect` reports synchronously */
function startTls (options: tls.ConnectionOptions): tls.TLSSocket {
  try {
    return tlsModule().connect(options)
  } catch (error) {
    throw newError(
      `The certificates of the driver's config can't be used (${(error as Error).message}). Check that trustedCertificates are X.509 ` +
      'certificates in PEM format, and that the key and the password of clientCertificate belong to its certificate.', undefined, error as Error)
  }
}

/** Waits until a socket is ready; destroys it on failure or timeout. */
async function established (socket: net.Socket, event: string, { address, timeout, clock, errorCode, signal }: ConnectOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      finish(newError(`Failed to establish connection in ${timeout}ms (to ${address.toString()}, connectionTimeout)`, errorCode))
    }, timeout)
    const onReady = (): void => { finish() }
    const onError = (error: Error): void => { finish(connectError(error, address, errorCode)) }
    const onClose = (): void => { onError(new Error('the server closed the connection')) }
    const onAbort = (): void => { finish(signal.reason as Neo4jError) }
    const finish = (error?: Neo4jError): void => {
      clock.clear(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off(event, onReady).off('error', onError).off('close', onClose)
      if (error === undefined) {
        resolve()
      } else {
        socket.on('error', () => {})
        socket.destroy()
        reject(error)
      }
    }
    socket.on(event, onReady).on('error', onError).on('close', onClose)
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
}

function connectError (error: Error, address: ServerAddress, code: string): Neo4jError {
  return explainTlsError(error, address.toString(), code) ?? newError(
    `Failed to connect to server. Could not connect to ${address.toString()}. Please ensure that your database is listening on the ` +
    'correct host and port and that you have compatible encryption settings both on Neo4j server and driver. ' +
    'Note that the default encryption setting has changed in Neo4j 4.0. ' +
    `Caused by: ${error.message !== '' ? error.message : messagesOf(error)}`, code, error)
}

/** Node.js reports several failed attempts as an AggregateError without a message. */
function messagesOf (error: Error): string {
  return error instanceof AggregateError ? error.errors.map((one: Error) => one.message).join('; ') : error.name
}

class SocketTransport implements Transport {
  listener: TransportListener = SILENT
  readonly #socket: net.Socket
  readonly #where: string
  readonly #clock: Clock
  readonly #errorCode: string

  constructor (socket: net.Socket, { address, clock, errorCode }: ConnectOptions) {
    this.#socket = socket
    this.#where = address.toString()
    this.#clock = clock
    this.#errorCode = errorCode
    socket.on('end', () => { this.#closed('Connection was closed by server') })
    socket.on('error', error => { this.#closed(`Connection to server was lost: ${error.message}`, error) })
    socket.on('close', () => { this.#closed('Connection was closed') })
  }

  write (...bytes: Buffer[]): boolean {
    const socket = this.#socket
    if (bytes.length === 1) {
      socket.write(bytes[0])
    } else {
      socket.cork()
      for (const part of bytes) socket.write(part)
      socket.uncork()
    }
    return socket.writableLength === 0
  }

  end (): void {
    this.listener = SILENT
    const socket = this.#socket
    const timer = this.#clock.setTimeout(() => { socket.destroy() }, LINGER, true)
    socket.once('close', () => { this.#clock.clear(timer) })
    // Lets the server close its side first; otherwise it would log a broken connection.
    socket.unref()
    socket.end()
  }

  destroy (): void {
    this.listener = SILENT
    this.#socket.destroy()
  }

  peer (): { readonly address: string, readonly port: number } | undefined {
    const { remoteAddress: address, remotePort: port } = this.#socket
    return address === undefined || port === undefined ? undefined : { address, port }
  }

  onIdle (milliseconds: number, callback: () => void): void {
    // Not passed to setTimeout as its callback, which would be called only once.
    this.#socket.removeAllListeners('timeout').on('timeout', callback)
    this.#socket.setTimeout(milliseconds)
  }

  #closed (what: string, cause?: Error): void {
    const listener = this.listener
    this.listener = SILENT
    this.#socket.destroy()
    listener.onClosed(newError(`${what} (${this.#where})`, this.#errorCode, cause))
  }
}

const SILENT: TransportListener = Object.freeze({ onBytes: () => {}, onClosed: () => {} })
