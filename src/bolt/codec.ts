import { type Decoding, decodingOf } from '../packstream/decoding.js'
import { KeyCache } from '../packstream/key-cache.js'
import { PackStreamReader, type StructureReaders } from '../packstream/reader.js'
import type { IntegerMode } from '../packstream/shared-integers.js'
import { TypedFloatReader } from '../packstream/typed-float-reader.js'
import { PackStreamWriter, type StructureWriters } from '../packstream/writer.js'
import { Utf8Decoder } from '../packstream/utf8.js'
import { sharedZones } from '../types/temporal/zone.js'
import { hiddenClassKeepAlives } from './hidden-class-keep-alives.js'
import { warmUp } from './reader-warm-up.js'
import { MAKE_INTEGER, readersFor, writersFor } from './structures/index.js'
import type { Capabilities } from './versions.js'

interface Tables {
  readonly readers: StructureReaders
  readonly writers: StructureWriters
  /** Never read; see `hidden-class-keep-alives.ts`. */
  readonly kept: readonly unknown[]
}

export interface CodecOptions {
  integers: IntegerMode
  /** Called for a parameter that would arrive as a different kind of value than it appears to be; may throw to reject it. */
  onLossy?: (value: object) => void
  /** Called for a DateTime whose time zone has two offsets at that time, so that the offset was guessed. */
  onAmbiguousTime?: () => void
}

/** Makes readers and writers for connections. All connections of a driver share what can be shared. */
export class Codec {
  readonly #options: CodecOptions
  readonly #keys = new KeyCache()
  readonly #text = new Utf8Decoder()
  #isWarm = false
  readonly #tables = new Map<IntegerMode, Map<Capabilities, Tables>>()

  constructor (options: CodecOptions) {
    this.#options = options
  }

  reader (capabilities: Capabilities, { integers, typedFloats }: Decoding = decodingOf(this.#options.integers, false)): PackStreamReader {
    const Reader = typedFloats ? TypedFloatReader : PackStreamReader
    const reader = new Reader({
      integers,
      structures: this.#tablesFor(capabilities, integers).readers,
      keys: this.#keys,
      text: this.#text,
      uuid: capabilities.uuid
    })
    if (!this.#isWarm) warmUp(reader)
    this.#isWarm = true
    return reader
  }

  writer (capabilities: Capabilities): PackStreamWriter {
    return new PackStreamWriter({
      structures: this.#tablesFor(capabilities, this.#options.integers).writers,
      uuid: capabilities.uuid,
      onLossy: this.#options.onLossy
    })
  }

  /** Shared by all connections with the same version. */
  #tablesFor (capabilities: Capabilities, integers: IntegerMode): Tables {
    let byVersion = this.#tables.get(integers)
    if (byVersion === undefined) this.#tables.set(integers, byVersion = new Map())
    let tables = byVersion.get(capabilities)
    if (tables === undefined) {
      const { onAmbiguousTime } = this.#options
      const kept = hiddenClassKeepAlives()
      tables = {
        readers: readersFor(capabilities, { makeInteger: MAKE_INTEGER[integers], zones: sharedZones, kept }),
        writers: writersFor(capabilities, { onAmbiguousTime: onAmbiguousTime ?? (() => {}) }),
        kept
      }
      byVersion.set(capabilities, tables)
    }
    return tables
  }
}
