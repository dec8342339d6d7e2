import type { Decoding } from '../packstream/decoding.js'
import type { PackStreamReader } from '../packstream/reader.js'
import type { Codec } from './codec.js'
import type { Capabilities } from './versions.js'

/** What reads the messages of one connection. */
export class Decoders {
  /** For metadata, whatever form a handler wants its records in. */
  readonly #answers: PackStreamReader
  /** For records, in the form that the handler of the last one wanted. */
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

  /** The reader of a record whose fields are at `start` … `end`, and are to be read as `decoding` says. */
  openRecord (decoding: Decoding | undefined, bytes: Buffer, view: DataView, start: number, end: number): PackStreamReader {
    if (decoding !== this.#decoding) this.#use(decoding)
    const reader = this.#records
    reader.open(bytes, view, start, end)
    return reader
  }

  /** The reader of an answer whose metadata are at `start` … `end`. */
  openAnswer (bytes: Buffer, view: DataView, start: number, end: number): PackStreamReader {
    this.#answers.open(bytes, view, start, end)
    return this.#answers
  }

  /** Records of one result are all read in one form: what is chosen here serves the next ones, too. */
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
