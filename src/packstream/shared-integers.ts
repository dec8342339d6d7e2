import { smallInteger, type NumberOrInteger } from '../types/integer.js'
import { LARGEST_SHARED, SMALLEST_SHARED } from '../types/integer-class.js'

export { LARGEST_SHARED, SMALLEST_SHARED }

/**
 * What becomes of a PackStream integer: `Integer` (64 bits, the default), a JavaScript number, a bigint, or (`safe`) a number
 * where that is exact and a bigint elsewhere.
 */
export type IntegerMode = 'integer' | 'number' | 'bigint' | 'safe'

/** The values of that range, made once for each mode: most integers of most results are among them. */
export const SHARED_INTEGERS: Readonly<Record<IntegerMode, NumberOrInteger[]>> = {
  integer: sharedRange(smallInteger),
  number: sharedRange(value => value),
  bigint: sharedRange(BigInt),
  safe: sharedRange(value => value)
}

function sharedRange (make: (value: number) => NumberOrInteger): NumberOrInteger[] {
  return Array.from({ length: LARGEST_SHARED - SMALLEST_SHARED + 1 }, (_, i) => make(i + SMALLEST_SHARED))
}
