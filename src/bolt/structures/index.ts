import type { StructureReader, StructureReaders } from '../../packstream/reader.js'
import type { IntegerMode } from '../../packstream/shared-integers.js'
import type { StructureWriter, StructureWriters } from '../../packstream/writer.js'
import { bigInteger, losslessInteger, type MakeInteger, plainNumber } from '../../types/integer.js'
import type { Capabilities } from '../versions.js'
import type { Family, ReadContext, WriteContext } from './family.js'
import { graph } from './graph.js'
import { spatial } from './spatial.js'
import { temporal } from './temporal.js'
import { unsupported } from './unsupported.js'
import { vector } from './vector.js'

/** All structures. UUIDs are not among them: they have a PackStream marker. */
const FAMILIES: readonly Family[] = [spatial, temporal, vector, graph, unsupported]
const NOT_A_STRUCTURE = Symbol('not a structure')

export const MAKE_INTEGER: Readonly<Record<IntegerMode, MakeInteger>> = {
  integer: losslessInteger,
  number: plainNumber,
  bigint: bigInteger,
  safe: plainNumber
}

/** The table for reading the structures of one version of Bolt. */
export function readersFor (caps: Capabilities, context: ReadContext): StructureReaders {
  const table: Array<StructureReader | undefined> = new Array(128).fill(undefined)
  for (const [tag, read] of FAMILIES.flatMap(family => family.readings(caps, context))) {
    table[tag] = read
  }
  return table
}

/**
 * The table for writing structures in one version of Bolt.
 *
 * Values are recognized by the brand of their prototype, because they may come from another copy of this package. The
 * result is cached per prototype: it applies to all objects with that prototype.
 */
export function writersFor (caps: Capabilities, context: WriteContext): StructureWriters {
  const writings = FAMILIES.flatMap(family => family.writings(caps, context))
  const known = new WeakMap<object, StructureWriter | typeof NOT_A_STRUCTURE>()
  return {
    find: value => {
      const prototype = Object.getPrototypeOf(value) as object | null
      if (prototype === null) return undefined
      let write = known.get(prototype)
      if (write === undefined) {
        write = writings.find(([is]) => is(value))?.[1] ?? NOT_A_STRUCTURE
        known.set(prototype, write)
      }
      return write === NOT_A_STRUCTURE ? undefined : write
    }
  }
}
