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
  write ({ tag, fields }: Message): void {
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
}
