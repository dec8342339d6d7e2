import type { Transport } from '../net/socket.js'
import { UnwritableValueError } from '../packstream/unwritable-value.js'
import type { PackStreamWriter } from '../packstream/writer.js'
import { ChunkWriter } from './framing.js'
import type { Message } from './messages.js'
import { parameterError } from './parameter-error.js'

/** Outgoing messages: written in order, and sent together. */
export class Outgoing {
  readonly #transport: Transport
  #chunks: ChunkWriter
  /** PULL for {@link #records} records, encoded: a connection sends the same one with most queries. */
  #pull = new Uint8Array(0)
  #records = NaN

  constructor (transport: Transport, values: PackStreamWriter) {
    this.#transport = transport
    this.#chunks = new ChunkWriter(values)
  }

  get isEmpty (): boolean {
    return this.#chunks.isEmpty
  }

  /** Switches to another writer. Nothing may be waiting to be sent. */
  use (values: PackStreamWriter): void {
    this.#chunks = new ChunkWriter(values)
  }

  /** @throws Neo4jError if a value cannot be represented in PackStream; nothing of the message is written then */
  write (message: Message): void {
    const { values } = this.#chunks
    const { records } = message
    if (records === this.#records) return values.writeEncoded(this.#pull)
    const { buffer, position } = values
    this.#encode(message)
    // A message that did not fit into the buffer is encoded again next time.
    if (records !== undefined && values.buffer === buffer) {
      this.#pull = Uint8Array.prototype.slice.call(buffer, position, values.position)
      this.#records = records
    }
  }

  /** Sends everything written since the last call, in one piece. */
  flush (): void {
    const chunks = this.#chunks
    if (chunks.isEmpty) return
    if (this.#transport.write(...chunks.take())) {
      chunks.reuse()
    } else {
      chunks.replace()
    }
  }

  #encode ({ tag, fields }: Message): void {
    const chunks = this.#chunks
    chunks.begin()
    try {
      const { values } = chunks
      values.writeStructureHeader(tag, fields.length)
      for (let i = 0; i < fields.length; i++) values.write(fields[i])
    } catch (error) {
      chunks.abandon()
      throw error instanceof UnwritableValueError ? parameterError(error, fields) : error
    }
    chunks.finish()
  }
}
