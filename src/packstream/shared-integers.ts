import { smallInteger, type NumberOrInteger } from '../types/integer.js'
import { LARGEST_SHARED, SMALLEST_SHARED } from '../types/integer-class.js'

export { LARGEST_SHARED, SMALLEST_SHARED }

/**
 * How PackStream integers are decoded: as `Integer` (64 bits, the default), a JavaScript number, a bigint, or (`safe`) a
 * number if that is exact and otherwise a bigint.
 */
export type IntegerMode = 'integer' | 'number' | 'bigint' | 'safe'

/** The values of that range, made once per mode: they are most integers of most results. */
export const SHARED_INTEGERS: Readonly<Record<IntegerMode, NumberOrInteger[]>> = {
  integer: sharedRange(smallInteger),
  number: sharedRange(value => value),
  bigint: sharedRange(BigInt),
  safe: sharedRange(value => value)
}

function sharedRange (make: (value: number) => NumberOrInteger): NumberOrInteger[] {
  return Array.from({ length: LARGEST_SHARED - SMALLEST_SHARED + 1 }, (_, i) => make(i + SMALLEST_SHARED))
}
