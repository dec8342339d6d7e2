import { smallInteger, type NumberOrInteger } from '../types/integer.js'
import { LARGEST_SHARED, SMALLEST_SHARED } from '../types/integer-class.js'

export { LARGEST_SHARED, SMALLEST_SHARED }

/**
 * How PackStream integers are decoded: as `Integer` (64 bits, the default), a JavaScript number, a bigint, or (`safe`) a
 * number if that is exact and otherwise a bigint.
 */
export type IntegerMode = 'integer' | 'number' | 'bigint' | 'safe'

const INTEGERS = sharedRange(smallInteger)
const NUMBERS = sharedRange(value => value)

/** The values from {@link SMALLEST_SHARED} to {@link LARGEST_SHARED} in one mode: they are most integers of most results. */
export function sharedIntegers (mode: IntegerMode): NumberOrInteger[] {
  switch (mode) {
    case 'integer': return INTEGERS
    // Made on demand: few programs need them, and making them takes time when the driver is loaded.
    case 'bigint': return sharedRange(BigInt)
    default: return NUMBERS
  }
}

function sharedRange (make: (value: number) => NumberOrInteger): NumberOrInteger[] {
  const values: NumberOrInteger[] = []
  for (let value = SMALLEST_SHARED; value <= LARGEST_SHARED; value++) values.push(make(value))
  return values
}
