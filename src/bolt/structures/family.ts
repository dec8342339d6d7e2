import { PROTOCOL_ERROR } from '../../error-codes.js'
import { newError } from '../../error.js'
import type { PackStreamReader, StructureReader } from '../../packstream/reader.js'
import type { PackStreamWriter, StructureWriter } from '../../packstream/writer.js'
import type { MakeInteger } from '../../types/integer.js'
import type { ZoneOffsets } from '../../types/temporal/zone.js'
import type { Capabilities } from '../versions.js'

/**
 * A group of related values, such as the temporal ones. Each file of this folder defines the tags of one family, and how
 * its values are recognized, read and written. Specification page "Structure semantics".
 */
export interface Family {
  readonly readings: (caps: Capabilities, context: ReadContext) => Reading[]
  readonly writings: (caps: Capabilities, context: WriteContext) => Writing[]
}

export interface ReadContext {
  /** Makes integers of the type that the driver is configured to return. */
  readonly makeInteger: MakeInteger
  readonly zones: ZoneOffsets
  /** Holds the last value of each class, which keeps its hidden class alive; see `hidden-class-keep-alives.ts`. */
  readonly kept: unknown[]
}

export interface WriteContext {
  /** Called for a DateTime whose time zone has two offsets at that time, so that the offset was guessed. */
  readonly onAmbiguousTime: () => void
}

export type Reading = readonly [tag: number, read: StructureReader]
export type Writing = readonly [is: (value: unknown) => boolean, write: StructureWriter]

/** How values that `is` recognizes are written. */
export function writing<T> (is: (value: unknown) => value is T, write: (writer: PackStreamWriter, value: T) => void): Writing {
  // The only cast: the table calls `write` only with values that `is` has recognized.
  return [is, write as StructureWriter]
}

/** How a structure with `fields` fields is read. The last value is kept. */
export function keptReading (
  { kept }: ReadContext, tag: number, name: string, fields: number, read: (reader: PackStreamReader) => unknown
): Reading {
  const place = kept.push(undefined) - 1
  return [tag, (reader, size) => {
    if (size !== fields) assertSize(name, size, fields)
    return (kept[place] = read(reader))
  }]
}

export function assertSize (name: string, size: number, expected: number): void {
  if (size !== expected) {
    throw newError(`Wrong struct size for ${name}, expected ${expected} but was ${size}`, PROTOCOL_ERROR)
  }
}
