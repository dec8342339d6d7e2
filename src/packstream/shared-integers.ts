import { smallInteger, type NumberOrInteger } from '../types/integer.js'
import { LARGEST_SHARED, SMALLEST_SHARED } from '../types/integer-class.js'

export { LARGEST_SHARED, SMALLEST_SHARED }

/**
 * What becomes of a PackStream integer: `Integer` (64 bits, the default), a JavaScript number, a bigint, or (`safe`) a number
 * where that is exact and a bigint elsewhere.
 */
export type IntegerMode = 'integer' | 'number' | 'bigint' | 'safe'

const INTEGERS = sharedRange(smallInteger)
const NUMBERS = sharedRange(value => value)

/** The values of that range, for readers of that mode: most integers of most results are among them. */
export function sharedIntegers (mode: IntegerMode): NumberOrInteger[] {
  switch (mode) {
    case 'integer': return INTEGERS
    // Few programs want them, and each would pay for them when the driver is loaded.
    case 'bigint': return sharedRange(BigInt)
    default: return NUMBERS
  }
}

function sharedRange (make: (value: number) => NumberOrInteger): NumberOrInteger[] {
  const values: NumberOrInteger[] = []
  for (let value = SMALLEST_SHARED; value <= LARGEST_SHARED; value++) values.push(make(value))
  return values
}
