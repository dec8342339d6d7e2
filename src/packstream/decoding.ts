import type { IntegerMode } from './shared-integers.js'

/** How the values of a result are read, where that is otherwise than the driver is configured for. */
export interface Decoding {
  readonly integers: IntegerMode
  /** Lists of floats come as `Float64Array`. */
  readonly typedFloats: boolean
}

const known = new Map<string, Decoding>()

/** One object for each combination, so that a connection finds the reader that it made for it. */
export function decodingOf (integers: IntegerMode, typedFloats: boolean): Decoding {
  const name = `${integers} ${typedFloats}`
  let decoding = known.get(name)
  if (decoding === undefined) {
    decoding = Object.freeze({ integers, typedFloats })
    known.set(name, decoding)
  }
  return decoding
}
