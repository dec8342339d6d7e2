import type { Decoding } from '../packstream/decoding.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { Codec } from './codec.js'
import type { ResponseHandler } from './response-handler.js'
import type { Capabilities } from './versions.js'

/** What reads the messages of one connection. */
export class Decoders {
  /** For metadata, whatever form a handler wants its records in. */
  readonly #answers: PackStreamReader
  /** For records of the handler that is served. */
  #records: PackStreamReader
  readonly #codec: Codec
  readonly #capabilities: Capabilities
  readonly #special = new Map<Decoding, PackStreamReader>()

  constructor (codec: Codec, capabilities: Capabilities) {
    this.#codec = codec
    this.#capabilities = capabilities
    this.#answers = codec.reader(capabilities)
    this.#records = this.#answers
  }

  /** The reader of a record whose fields are at `start` … `end`. */
  openRecord (bytes: Buffer, view: DataView, start: number, end: number): PackStreamReader {
    const reader = this.#records
    reader.open(bytes, view, start, end)
    return reader
  }

  /** The reader of an answer whose metadata are at `start` … `end`. */
  openAnswer (bytes: Buffer, view: DataView, start: number, end: number): PackStreamReader {
    this.#answers.open(bytes, view, start, end)
    return this.#answers
  }

  /** Another handler is next to get records: chosen here, with each request and each answer, so that records cost nothing. */
  serve (handler: ResponseHandler | undefined): void {
    const decoding = handler?.decoding
    this.#records = decoding === undefined ? this.#answers : this.#readerFor(decoding)
  }

  #readerFor (decoding: Decoding): PackStreamReader {
    let reader = this.#special.get(decoding)
    if (reader === undefined) {
      reader = this.#codec.reader(this.#capabilities, decoding)
      this.#special.set(decoding, reader)
    }
    return reader
  }
}
