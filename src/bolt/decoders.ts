import type { Decoding } from '../packstream/decoding.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { Codec } from './codec.js'
import type { Capabilities } from './versions.js'

/** The readers for the messages of one connection. */
export class Decoders {
  /** For metadata, regardless of the form in which a handler wants its records. */
  readonly #answers: PackStreamReader
  /** For records, in the form that the last handler wanted. */
  #records: PackStreamReader
  #decoding: Decoding | undefined
  readonly #codec: Codec
  readonly #capabilities: Capabilities
  readonly #special = new Map<Decoding, PackStreamReader>()

  constructor (codec: Codec, capabilities: Capabilities) {
    this.#codec = codec
    this.#capabilities = capabilities
    this.#answers = codec.reader(capabilities)
    this.#records = this.#answers
    this.#decoding = undefined
  }

  /** The reader for records that are to be read as `decoding` defines. */
  recordReader (decoding: Decoding | undefined): PackStreamReader {
    if (decoding !== this.#decoding) this.#use(decoding)
    return this.#records
  }

  /** The reader, opened on a response whose metadata are from `start` to `end`. */
  openAnswer (bytes: Buffer, view: DataView, start: number, end: number): PackStreamReader {
    this.#answers.open(bytes, view, start, end)
    return this.#answers
  }

  /** All records of one result have the same form, so the choice is kept for the next records. */
  #use (decoding: Decoding | undefined): void {
    this.#decoding = decoding
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
