import type { Socket } from 'node:net'
import { ChunkReader, ChunkWriter, type MessageReceiver } from '../bolt/framing.js'
import { FAILURE, IGNORED, SUCCESS } from '../bolt/messages.js'
import { type Capabilities, withUtcPatch } from '../bolt/versions.js'
import type { PackStreamReader } from '../packstream/reader.js'
import { type AutomaticAnswers, Player, type Responder, ScriptError, type Stage } from './player.js'
import { ReceivedRequest } from './request.js'
import { type HandshakeKind, ServerHandshake } from './server-handshake.js'
import { serverReader, serverWriter, wireValue } from './server-values.js'
import type { FailureDetails, Script, Step } from './steps.js'

/** How what is sent is cut: not at all, into single bytes, or into pieces of these sizes, over and over. */
export type Split = 'none' | 'byte' | readonly number[]

interface ConnectionSettings {
  readonly index: number
  readonly capabilities: Capabilities
  readonly handshake: HandshakeKind | undefined
  readonly split: Split
  readonly automatic: AutomaticAnswers
  readonly script: Script | Responder
  /** Called after each request, and when the script has been played. */
  readonly onProgress: () => void
  readonly onError: (error: Error) => void
}

/** The server's end of one connection. */
export class ServerConnection implements Stage, MessageReceiver {
  readonly index: number
  /** All requests so far, oldest first. */
  readonly received: ReceivedRequest[] = []
  readonly player: Player

  readonly #socket: Socket
  readonly #settings: ConnectionSettings
  readonly #handshake: ServerHandshake
  readonly #chunks = new ChunkReader(this)
  readonly #reader: PackStreamReader
  #capabilities: Capabilities
  #writer: ChunkWriter
  #due: Uint8Array[] = []
  #agreed = false
  #piece = 0
  #taken = 0
  /** Nothing more will come. */
  #isOver = false
  /** By the server: what came before is of no interest any more. */
  #isClosed = false
  #wake = (): void => {}

  constructor (socket: Socket, settings: ConnectionSettings) {
    this.index = settings.index
    this.#socket = socket
    this.#settings = settings
    this.#capabilities = settings.capabilities
    this.#handshake = new ServerHandshake(settings.capabilities, settings.handshake)
    this.#reader = serverReader(settings.capabilities)
    this.#writer = new ChunkWriter(serverWriter(settings.capabilities))
    this.player = new Player(this, settings.automatic)
    socket.setNoDelay(true)
    socket.on('data', bytes => { this.#receive(bytes) })
    socket.on('error', () => {})
    socket.on('end', () => { this.#over() })
    socket.on('close', () => { this.#over() })
  }

  get isOpen (): boolean {
    return !this.#isOver
  }

  async peek (): Promise<ReceivedRequest | undefined> {
    await this.flush()
    while (this.#taken === this.received.length && !this.#isOver) {
      await new Promise<void>(resolve => { this.#wake = resolve })
    }
    return this.#isClosed ? undefined : this.received[this.#taken]
  }

  take (): void {
    this.#taken++
  }

  send (step: Step): void {
    switch (step.kind) {
      case 'success': return this.#sendSuccess(step.metadata)
      case 'failure': return this.#message(FAILURE, [this.#failureMetadata(step.code, step.message, step.details)])
      case 'ignored': return this.#message(IGNORED, [])
      case 'message': return this.#message(step.tag, step.fields)
      case 'raw': this.#due.push(step.bytes)
    }
  }

  async flush (): Promise<void> {
    if (this.#due.length === 0) return
    const bytes = Buffer.concat(this.#due)
    this.#due = []
    await this.#write(bytes)
  }

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
      const reader = this.#reader
      reader.open(bytes, view, start + 2, end)
      const fields = reader.readItems(bytes[start] & 0x0f)
      if (reader.position !== end) throw new ScriptError(`A request has ${end - reader.position} bytes behind its last field.`)
      const request = new ReceivedRequest(bytes[start + 1], fields, this.#piece)
      this.received.push(request)
      this.#settings.onProgress()
      this.#wake()
    } catch (error) {
      this.#giveUp(error as Error)
    }
    return !this.#isOver
  }

  #receive (bytes: Buffer): void {
    this.#piece++
    if (this.#agreed) {
      this.#receiveChunks(bytes)
      return
    }
    try {
      const { reply, rest } = this.#handshake.receive(bytes)
      if (reply !== undefined) this.#due.push(reply)
      if (rest === undefined) {
        void this.flush()
        return
      }
      this.#agreed = true
      this.#play().catch(error => { this.#giveUp(error as Error) })
      if (rest.length > 0) this.#receiveChunks(rest)
    } catch (error) {
      this.#due.push(Uint8Array.of(0, 0, 0, 0))
      this.#giveUp(error as Error)
    }
  }

  #receiveChunks (bytes: Buffer): void {
    if (this.#isOver) return
    // A copy: the reader moves chunks together in place.
    const own = Buffer.from(bytes)
    this.#chunks.receive(own, new DataView(own.buffer, own.byteOffset, own.length), 0, own.length)
  }

  async #play (): Promise<void> {
    const { script } = this.#settings
    if (typeof script === 'function') {
      await this.player.respond(script, this)
    } else {
      await this.player.play(script)
    }
    await this.flush()
    this.#settings.onProgress()
  }

  /** The client is told what the script wanted, and the connection ended. */
  #giveUp (error: Error): void {
    this.#settings.onError(error)
    if (this.#agreed && !this.#isOver) {
      this.#message(FAILURE, [this.#failureMetadata('Neo.ClientError.Request.Invalid', `Not in the script: ${error.message}`, {})])
    }
    this.flush().catch(() => {}).finally(() => { this.close(true) })
  }

  #sendSuccess (metadata: Readonly<Record<string, unknown>>): void {
    this.#message(SUCCESS, [metadata])
    if (Array.isArray(metadata.patch_bolt) && metadata.patch_bolt.includes('utc')) {
      this.#capabilities = withUtcPatch(this.#capabilities)
      this.#writer = new ChunkWriter(serverWriter(this.#capabilities))
    }
  }

  #message (tag: number, fields: readonly unknown[]): void {
    const writer = this.#writer
    writer.begin()
    writer.values.writeStructureHeader(tag, fields.length)
    for (const field of fields) writer.values.write(wireValue(field))
    writer.finish()
    this.#due.push(Buffer.from(Buffer.concat(writer.take())))
    writer.reuse()
  }

  #failureMetadata (code: string, message: string, details: FailureDetails): Record<string, unknown> {
    if (!this.#capabilities.gqlErrors) return { code, message }
    const { gqlStatus = '50N42', description, diagnosticRecord = {}, cause } = details
    return { neo4j_code: code, ...statusMetadata({ message, gqlStatus, description, diagnosticRecord }), cause: cause && statusMetadata(cause) }
  }

  async #write (bytes: Buffer): Promise<void> {
    const { split } = this.#settings
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
  }
}

function statusMetadata ({ message, gqlStatus, description, diagnosticRecord = {} }: FailureDetails & { message: string }): Record<string, unknown> {
  return { message, gql_status: gqlStatus, description: description ?? `error: ${message}`, diagnostic_record: diagnosticRecord }
}
