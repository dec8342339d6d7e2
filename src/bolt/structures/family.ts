import { PROTOCOL_ERROR } from '../../error-codes.js'
import { newError } from '../../error.js'
import type { PackStreamReader, StructureReader } from '../../packstream/reader.js'
import type { PackStreamWriter, StructureWriter } from '../../packstream/writer.js'
import type { MakeInteger } from '../../types/integer.js'
import type { ZoneOffsets } from '../../types/temporal/zone.js'
import type { Capabilities } from '../versions.js'

/**
 * Values that belong together, such as the temporal ones: each file of this folder has the tags of one family, and how
 * its values are recognized, read and written. Specification page «Structure semantics».
 */
export interface Family {
  readonly readings: (caps: Capabilities, context: ReadContext) => Reading[]
  readonly writings: (caps: Capabilities, context: WriteContext) => Writing[]
}

export interface ReadContext {
  /** Makes integers of the kind that the driver is configured for. */
  readonly makeInteger: MakeInteger
  readonly zones: ZoneOffsets
  /** Gets the last value of each kind that asks for it: holding it keeps their hidden classes alive, see `hidden-class-keep-alives.ts`. */
  readonly kept: unknown[]
}

export interface WriteContext {
  /** Called for a date-time whose time zone has two offsets at its time, so that one had to be guessed. */
  readonly onAmbiguousTime: () => void
}

export type Reading = readonly [tag: number, read: StructureReader]
export type Writing = readonly [is: (value: unknown) => boolean, write: StructureWriter]

/** How values are written that `is` recognizes. */
export function writing<T> (is: (value: unknown) => value is T, write: (writer: PackStreamWriter, value: T) => void): Writing {
  // The one assertion: the table calls `write` only with what `is` has recognized.
  return [is, write as StructureWriter]
}

/** How a structure of so many fields is read, of which one value is kept. */
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
