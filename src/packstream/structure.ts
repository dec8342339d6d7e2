import type { PackStreamReader } from './reader.js'
import type { PackStreamWriter } from './writer.js'

/** Reads the `size` fields of one structure; the marker and the tag are already behind the reader. */
export type StructureReader = (reader: PackStreamReader, size: number) => unknown

/** Structure readers by tag byte (0-127). */
export type StructureReaders = ReadonlyArray<StructureReader | undefined>

/** Writes one value as a structure, header included. */
export type StructureWriter = (writer: PackStreamWriter, value: never) => void

/** Finds the writer of a value that is neither plain nor built in; undefined for ordinary objects. */
export interface StructureWriters {
  find: (value: object) => StructureWriter | undefined
}

/** A structure without meaning of its own: tests and the scripted server use it on both sides. */
export class Structure {
  readonly signature: number
  readonly fields: unknown[]

  constructor (signature: number, fields: unknown[]) {
    this.signature = signature
    this.fields = fields
  }

  get size (): number {
    return this.fields.length
  }

  toString (): string {
    return `Structure(0x${this.signature.toString(16).toUpperCase()}, [${this.fields.join(', ')}])`
  }
}
