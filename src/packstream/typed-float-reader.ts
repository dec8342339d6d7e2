import { areAllFloats, readTypedFloats } from './float-list.js'
import { PackStreamReader } from './reader.js'
import { viewOf } from './view.js'

const NOTHING = Buffer.alloc(0)

/**
 * Reads lists that are not empty and contain only floats as `Float64Array`. Other lists, and the fields of a record, are
 * read as usual.
 */
export class TypedFloatReader extends PackStreamReader {
  #bytes: Buffer = NOTHING
  #view: DataView = viewOf(NOTHING)

  override open (bytes: Buffer, view: DataView, start: number, end: number): void {
    super.open(bytes, view, start, end)
    this.#bytes = bytes
    this.#view = view
  }

  override readList (): unknown[] {
    return super.readItems(this.readListSize())
  }

  override readItems (size: number): unknown[] {
    const start = this.position
    if (size === 0 || !areAllFloats(this.#bytes, start, this.end, size)) return super.readItems(size)
    this.position = start + size * 9
    // Only `read`, which returns any type, gets the typed array: other callers of this method call `readList`.
    return readTypedFloats(this.#view, start, size) as unknown as unknown[]
  }
}
