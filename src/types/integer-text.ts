import { newError, type Neo4jError } from '../error.js'
import { shorten } from '../text.js'

/** How many digits are parsed at once: 36 ** 8 is still an exact number. */
const CHUNK = 8
const NOT_FINITE = new Set(['NaN', 'Infinity', '+Infinity', '-Infinity'])
const MAX = 2n ** 63n - 1n
const MIN = -(2n ** 63n)

/**
 * The integer that `text` represents in `radix` (2 to 36): a number if the text is short, otherwise a bigint.
 *
 * As in neo4j-driver, the text is read in chunks of eight characters, and without `strict` each chunk has the value that
 * `parseInt` finds in it: `'12abc'` is 12, `'abc'` is 0.
 *
 * @throws Neo4jError for an empty string, a `-` inside it, a radix out of range, a value beyond 64 bits or, if
 *   `strict`, any other character that is not a digit
 */
export function parseInteger (text: string, radix: number = 10, strict: boolean = false): number | bigint {
  if (text.length !== 0 && !NOT_FINITE.has(text) && (radix < 2 || radix > 36)) {
    throw newError(`radix out of range: ${radix}`)
  }
  const signs = countSigns(text)
  const digits = signs === 0 ? text : text.substring(signs)
  if (digits.length === 0) {
    throw newError('number format error: empty string')
  }
  if (NOT_FINITE.has(digits)) {
    return 0
  }
  if (digits.includes('-')) {
    throw newError(`number format error: interior "-" character: ${shorten(digits)}`)
  }
  const isNegative = signs % 2 === 1
  // The strict check of neo4j-driver ends at the sign; programs may rely on '-12.5' being accepted.
  const isStrict = strict && signs === 0
  if (digits.length <= CHUNK) {
    const value = parseChunk(digits, digits, radix, isStrict)
    return isNegative ? -value : value
  }
  return parseChunks(digits, isNegative, radix, isStrict)
}

/** The number of leading `-`: as in neo4j-driver, each one negates the value. */
function countSigns (text: string): number {
  let count = 0
  while (text[count] === '-') count++
  return count
}

/** Returns `value` if it fits into 64 bits. @throws Neo4jError that names it */
export function assertInt64 (value: bigint, name?: string): bigint {
  if (value > MAX || value < MIN) {
    throw outOfRange(value.toString(), name)
  }
  return value
}

/** Stops as soon as the value exceeds 64 bits, so that long strings take linear time. */
function parseChunks (digits: string, isNegative: boolean, radix: number, strict: boolean): bigint {
  const limit = isNegative ? -MIN : MAX
  let result = 0n
  for (let start = 0; start < digits.length; start += CHUNK) {
    const chunk = digits.substring(start, start + CHUNK)
    const weight = BigInt(Math.pow(radix, chunk.length))
    result = result * weight + BigInt(parseChunk(chunk, digits, radix, strict))
    if (result > limit) {
      throw outOfRange(`${isNegative ? '-' : ''}${digits}`)
    }
  }
  return isNegative ? -result : result
}

function parseChunk (chunk: string, text: string, radix: number, strict: boolean): number {
  const value = parseInt(chunk, radix)
  if (strict && !isWrittenAs(chunk, value, radix)) {
    throw newError(`number format error: "${chunk}" is NaN in radix ${radix}: ${shorten(text)}`)
  }
  return Number.isNaN(value) ? 0 : value
}

function isWrittenAs (chunk: string, value: number, radix: number): boolean {
  return !Number.isNaN(value) && value.toString(radix).padStart(chunk.length, '0') === chunk.toLowerCase()
}

function outOfRange (text: string, name: string = 'integer'): Neo4jError {
  return newError(`${name} out of range: ${shorten(text)}. Expected a whole number of 64 bits, from ${MIN} to ${MAX}`)
}
