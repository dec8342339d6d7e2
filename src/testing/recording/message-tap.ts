import { Codec } from '../../bolt/codec.js'
import { ChunkReader, ChunkWriter, type MessageReceiver } from '../../bolt/framing.js'
import type { Capabilities } from '../../bolt/versions.js'
import type { PackStreamReader } from '../../packstream/reader.js'
import { serverReader, serverWriter } from '../wire/server-values.js'

export interface Message {
  readonly tag: number
  /** The fields as sent, with structures undecoded. */
  readonly raw: unknown[]
  /** The fields as a driver decodes them. */
  readonly fields: unknown[]
}

/** One direction of a recorded conversation: reads the messages, and writes those to forward. */
export class MessageTap implements MessageReceiver {
  readonly #onMessage: (message: Message) => void
  readonly #chunks = new ChunkReader(this)
  readonly #rawReader: PackStreamReader
  readonly #codec = new Codec({ integers: 'integer' })
  #valueReader: PackStreamReader
  readonly #writer: ChunkWriter

  constructor (capabilities: Capabilities, onMessage: (message: Message) => void) {
    this.#onMessage = onMessage
    this.#rawReader = serverReader(capabilities)
    this.#valueReader = this.#codec.reader(capabilities)
    this.#writer = new ChunkWriter(serverWriter(capabilities))
  }

  /** Switches to another version for reading dates and times. */
  useCapabilities (capabilities: Capabilities): void {
    this.#valueReader = this.#codec.reader(capabilities)
  }

  receive (bytes: Buffer): void {
    // A copy, because the reader moves chunks together in place.
    const own = Buffer.from(bytes)
    this.#chunks.receive(own, new DataView(own.buffer, own.byteOffset, own.length), 0, own.length)
  }

  receiveMessage (bytes: Buffer, view: DataView, start: number, end: number): boolean {
    const [raw, fields] = [this.#rawReader, this.#valueReader].map(reader => {
      reader.open(bytes, view, start + 2, end)
      return reader.readItems(bytes[start] & 0x0f)
    })
    this.#onMessage({ tag: bytes[start + 1], raw, fields })
    return true
  }

  /** Writes a message, to be returned by {@link take}. */
  write (tag: number, fields: readonly unknown[]): void {
    const { values } = this.#writer
    this.#writer.begin()
    values.writeStructureHeader(tag, fields.length)
    for (const field of fields) values.write(field)
    this.#writer.finish()
  }

  /** The bytes written since the last call. */
  take (): Buffer | undefined {
    if (this.#writer.isEmpty) return undefined
    const bytes = Buffer.concat(this.#writer.take())
    this.#writer.reuse()
    return bytes
  }
}
