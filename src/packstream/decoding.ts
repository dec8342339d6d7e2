import type { IntegerMode } from './shared-integers.js'

/** How the values of a result are decoded, if it differs from the driver's configuration. */
export interface Decoding {
  readonly integers: IntegerMode
  /** Whether lists of floats are read as `Float64Array`. */
  readonly typedFloats: boolean
}

const known = new Map<string, Decoding>()

/** Returns one object per combination, so that a connection finds the reader it made for it. */
export function decodingOf (integers: IntegerMode, typedFloats: boolean): Decoding {
  const name = `${integers} ${typedFloats}`
  let decoding = known.get(name)
  if (decoding === undefined) {
    decoding = Object.freeze({ integers, typedFloats })
    known.set(name, decoding)
  }
  return decoding
}
