import { KeyCache } from '../packstream/key-cache.js'
import { type IntegerMode, PackStreamReader } from '../packstream/reader.js'
import { PackStreamWriter } from '../packstream/writer.js'
import { ZoneOffsets } from '../types/temporal/zone.js'
import { structureReaders } from './structure-readers.js'
import { structureWriters } from './structure-writers.js'
import type { Capabilities } from './versions.js'

export interface CodecOptions {
  integers: IntegerMode
  /** Called for a parameter that would arrive as something else than it looks like; may throw to refuse it. */
  onDoubtful?: (value: object) => void
  /** Called for a parameter whose time zone has two offsets at its time, so that one had to be guessed. */
  onAmbiguousTime?: () => void
}

/** Makes readers and writers for connections; what they can share, all connections of a driver share. */
export class Codec {
  readonly #options: CodecOptions
  readonly #keys = new KeyCache()
  readonly #zones = new ZoneOffsets()

  constructor (options: CodecOptions) {
    this.#options = options
  }

  reader (capabilities: Capabilities): PackStreamReader {
    const { integers } = this.#options
    return new PackStreamReader({
      integers,
      structures: structureReaders(capabilities, integers, this.#zones),
      keys: this.#keys,
      uuid: capabilities.uuid
    })
  }

  writer (capabilities: Capabilities): PackStreamWriter {
    return new PackStreamWriter({
      structures: structureWriters(capabilities, this.#options.onAmbiguousTime ?? (() => {})),
      uuid: capabilities.uuid,
      onDoubtful: this.#options.onDoubtful
    })
  }
}
