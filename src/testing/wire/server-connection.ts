import { ChunkReader, ChunkWriter, type MessageReceiver } from '../../bolt/framing.js'
import { FAILURE, IGNORED, RECORD, SUCCESS } from '../../bolt/messages.js'
import { type Capabilities, withUtcPatch } from '../../bolt/versions.js'
import type { PackStreamReader } from '../../packstream/reader.js'
import { type FailureDetails, failureMetadata } from './failure.js'
import { ReceivedRequest } from './request.js'
import { type HandshakeKind, ServerHandshake } from './server-handshake.js'
import { serverWriter, wireValue } from './server-values.js'

/** How sent bytes are split: not at all, into single bytes, or repeatedly into pieces of these sizes. */
export type Split = 'none' | 'byte' | readonly number[]

/** The operations of a socket that a connection uses: simulations have their own sockets. */
export interface ServerSocket {
  readonly writable: boolean
  on: ((event: 'data', listener: (bytes: Buffer) => void) => unknown) & ((event: 'error' | 'end' | 'close', listener: () => void) => unknown)
  write: (bytes: Uint8Array) => unknown
  end: () => unknown
  resetAndDestroy: () => unknown
  setNoDelay: (on: boolean) => unknown
}

interface ConnectionSettings {
  /** The number of earlier connections of the server. */
  readonly index: number
  /** The Bolt versions of the server, newest first. */
  readonly versions: readonly Capabilities[]
  readonly handshake?: HandshakeKind
  readonly split?: Split
  /** Makes the reader for requests. */
  readonly reader: (capabilities: Capabilities) => PackStreamReader
  /** Called when a Bolt version is negotiated; answers all requests until the connection ends. */
  readonly converse: (connection: ServerConnection) => Promise<void>
  /** Called after each request, and when the conversation has ended. */
  readonly onProgress?: () => void
  /** Called if the client violates the protocol, or the conversation fails. The client gets a FAILURE, and the connection is closed. */
  readonly onError: (error: Error) => void
}

/** The server's end of one connection: messages in order, and their encoding. */
export class ServerConnection implements MessageReceiver {
  readonly index: number
  /** All received requests, oldest first. */
  readonly received: ReceivedRequest[] = []

  readonly #socket: ServerSocket
  readonly #settings: ConnectionSettings
  readonly #handshake: ServerHandshake
  readonly #chunks = new ChunkReader(this)
  /** The negotiated version; undefined during the handshake. */
  #agreed: { readonly capabilities: Capabilities, readonly reader: PackStreamReader, readonly writer: ChunkWriter } | undefined
  #due: Uint8Array[] = []
  #piece = 0
  #taken = 0
  /** Whether no more requests will arrive. */
  #isOver = false
  /** Whether the server has closed the connection, so that requests received before are ignored. */
  #isClosed = false
  #wake = (): void => {}
  readonly #interruptions = new Set<() => void>()

  constructor (socket: ServerSocket, settings: ConnectionSettings) {
    this.index = settings.index
    this.#socket = socket
    this.#settings = settings
    this.#handshake = new ServerHandshake(settings.versions, settings.handshake)
    socket.setNoDelay(true)
    socket.on('data', bytes => { this.#receive(bytes) })
    socket.on('error', () => {})
    socket.on('end', () => { this.#over() })
    socket.on('close', () => { this.#over() })
  }

  get isOpen (): boolean {
    return !this.#isOver
  }

  get capabilities (): Capabilities {
    return this.#spoken().capabilities
  }

  /** The next request, without taking it; undefined if there will be none. */
  async peek (): Promise<ReceivedRequest | undefined> {
    while (this.#taken === this.received.length && !this.#isOver) {
      await this.flush()
      if (this.#taken < this.received.length) break
      await new Promise<void>(resolve => { this.#wake = resolve })
    }
    return this.#isClosed ? undefined : this.received[this.#taken]
  }

  take (): void {
    this.#taken++
  }

  /** The outcome of work; undefined if the client sends RESET or disconnects in the meantime. */
  async unlessInterrupted<T> (work: Promise<T>): Promise<T | undefined> {
    await this.flush()
    if (this.#isOver || this.received.slice(this.#taken).some(({ name }) => name === 'RESET')) return undefined
    let interrupt = (): void => {}
    const interruption = new Promise<undefined>(resolve => { interrupt = () => { resolve(undefined) } })
    this.#interruptions.add(interrupt)
    return await Promise.race([work, interruption]).finally(() => { this.#interruptions.delete(interrupt) })
  }

  /** Waits, unless the client sends RESET or disconnects. Uses the current timers, including replaced ones. */
  async delay (milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await this.unlessInterrupted(new Promise(resolve => { timer = setTimeout(resolve, milliseconds) }))
    clearTimeout(timer)
  }

  /** @param metadata values as in a driver; see {@link record} */
  success (metadata: Readonly<Record<string, unknown>>): void {
    this.message(SUCCESS, [metadata])
    if (Array.isArray(metadata.patch_bolt) && metadata.patch_bolt.includes('utc')) {
      this.#collect()
      this.#speak(withUtcPatch(this.capabilities))
    }
  }

  failure (code: string, message: string, details: FailureDetails = {}): void {
    this.message(FAILURE, [wireValue(failureMetadata(this.capabilities, code, message, details))])
  }

  ignored (): void {
    this.message(IGNORED, [])
  }

  /** @param values as in a driver: numbers are floats, `Integer` and bigint integers */
  record (values: readonly unknown[]): void {
    this.message(RECORD, [values])
  }

  /** @throws Neo4jError if a value cannot be represented in this version of Bolt; nothing of the message is sent then */
  message (tag: number, fields: readonly unknown[]): void {
    const { writer } = this.#spoken()
    writer.begin()
    try {
      writer.values.writeStructureHeader(tag, fields.length)
      for (const field of fields) writer.values.write(field)
    } catch (error) {
      writer.abandon()
      throw error
    }
    writer.finish()
  }

  /** Sends bytes unchanged. */
  raw (bytes: Uint8Array): void {
    this.#collect()
    this.#due.push(bytes)
  }

  async flush (): Promise<void> {
    this.#collect()
    if (this.#due.length === 0) return
    const bytes = Buffer.concat(this.#due)
    this.#due = []
    await this.#write(bytes)
  }

  /** Closes the connection gracefully, or cuts it, so that the client sees a reset. */
  close (politely: boolean): void {
    this.#isClosed = true
    if (politely) {
      this.#socket.end()
    } else {
      this.#socket.resetAndDestroy()
    }
    this.#over()
  }

  receiveMessage (bytes: Buffer, view: DataView, start: number, end: number): boolean {
    try {
      const { reader } = this.#spoken()
      reader.open(bytes, view, start + 2, end)
      const fields = reader.readItems(bytes[start] & 0x0f)
      if (reader.position !== end) throw new Error(`A request has ${end - reader.position} bytes behind its last field.`)
      const request = new ReceivedRequest(bytes[start + 1], fields, this.#piece)
      this.received.push(request)
      this.#settings.onProgress?.()
      this.#wake()
      if (request.name === 'RESET') this.#interruptWork()
    } catch (error) {
      this.#giveUp(error as Error)
    }
    return !this.#isOver
  }

  #receive (bytes: Buffer): void {
    this.#piece++
    if (this.#agreed !== undefined) {
      this.#receiveChunks(bytes)
      return
    }
    try {
      const { reply, agreed } = this.#handshake.receive(bytes)
      if (reply !== undefined) this.#due.push(reply)
      if (agreed === undefined) {
        void this.flush()
        return
      }
      this.#speak(agreed.capabilities)
      this.#converse().catch(error => { this.#giveUp(error as Error) })
      if (agreed.rest.length > 0) this.#receiveChunks(agreed.rest)
    } catch (error) {
      this.#due.push(Uint8Array.of(0, 0, 0, 0))
      this.#giveUp(error as Error)
    }
  }

  #receiveChunks (bytes: Buffer): void {
    if (this.#isOver) return
    // A copy, because the reader moves chunks together in place.
    const own = Buffer.from(bytes)
    this.#chunks.receive(own, new DataView(own.buffer, own.byteOffset, own.length), 0, own.length)
  }

  async #converse (): Promise<void> {
    await this.#settings.converse(this)
    await this.flush()
    this.#settings.onProgress?.()
  }

  #speak (capabilities: Capabilities): void {
    this.#agreed = { capabilities, reader: this.#settings.reader(capabilities), writer: new ChunkWriter(serverWriter(capabilities)) }
  }

  #spoken (): { readonly capabilities: Capabilities, readonly reader: PackStreamReader, readonly writer: ChunkWriter } {
    if (this.#agreed === undefined) throw new Error('No version of Bolt is agreed on yet.')
    return this.#agreed
  }

  #giveUp (error: Error): void {
    this.#settings.onError(error)
    if (this.#agreed !== undefined && !this.#isOver) this.failure('Neo.ClientError.Request.Invalid', error.message)
    this.flush().catch(() => {}).finally(() => { this.close(true) })
  }

  /** Moves written messages to the pending bytes, so that they are sent before those that follow. */
  #collect (): void {
    const writer = this.#agreed?.writer
    if (writer === undefined || writer.isEmpty) return
    this.#due.push(Buffer.concat(writer.take()))
    writer.reuse()
  }

  async #write (bytes: Buffer): Promise<void> {
    const { split = 'none' } = this.#settings
    if (split === 'none') {
      this.#socket.write(bytes)
      return
    }
    const sizes = split === 'byte' ? [1] : split
    for (let start = 0, i = 0; start < bytes.length && this.#socket.writable; i++) {
      const end = Math.min(bytes.length, start + Math.max(1, sizes[i % sizes.length]))
      this.#socket.write(bytes.subarray(start, end))
      start = end
      await new Promise(resolve => { setImmediate(resolve) })
    }
  }

  #over (): void {
    this.#isOver = true
    this.#wake()
    this.#interruptWork()
  }

  #interruptWork (): void {
    for (const interrupt of this.#interruptions) interrupt()
  }
}
