import { areAllFloats, readTypedFloats } from './float-list.js'
import { PackStreamReader } from './reader.js'
import { viewOf } from './view.js'

const NOTHING = Buffer.alloc(0)

/**
 * Reads lists of floats as `Float64Array`: those that have floats only, and one at least. A list of floats and other values,
 * and one without values, is a list as ever; so are the fields of a record, whatever they are.
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
    // For `read`, which gives anything: other callers of this method are those of `readList`.
    return readTypedFloats(this.#view, start, size) as unknown as unknown[]
  }
}
