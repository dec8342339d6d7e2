import { newError } from '../error.js'

/** How many digits are read at once: 36 ** 8 is still an exact number. */
const CHUNK = 8
const NOT_FINITE = new Set(['NaN', 'Infinity', '+Infinity', '-Infinity'])

/**
 * The whole number that `text` stands for in `radix` (2-36): a number if it is short, else a bigint of any size.
 *
 * As in neo4j-driver, text is read in chunks of eight characters, and without `strict` each chunk gives what
 * `parseInt` finds in it: `'12abc'` is 12, `'abc'` is 0.
 *
 * @throws Neo4jError on empty text, a `-` inside the text, a radix out of range, or, if `strict`, any other character
 *   that is no digit.
 */
export function parseInteger (text: string, radix: number = 10, strict: boolean = false): number | bigint {
  if (text.length === 0) {
    throw newError('number format error: empty string')
  }
  if (NOT_FINITE.has(text)) {
    return 0
  }
  if (radix < 2 || radix > 36) {
    throw newError(`radix out of range: ${radix}`)
  }
  const minus = text.indexOf('-')
  if (minus > 0) {
    throw newError(`number format error: interior "-" character: ${text}`)
  }
  if (minus === 0) {
    // The strict check of neo4j-driver ends at the sign; programs may rely on '-12.5' being accepted.
    return -parseInteger(text.substring(1), radix)
  }
  return text.length <= CHUNK
    ? parseChunk(text, text, radix, strict)
    : parseChunks(text, radix, strict)
}

function parseChunks (text: string, radix: number, strict: boolean): bigint {
  let result = 0n
  for (let start = 0; start < text.length; start += CHUNK) {
    const chunk = text.substring(start, start + CHUNK)
    const weight = BigInt(Math.pow(radix, chunk.length))
    result = result * weight + BigInt(parseChunk(chunk, text, radix, strict))
  }
  return result
}

function parseChunk (chunk: string, text: string, radix: number, strict: boolean): number {
  const value = parseInt(chunk, radix)
  if (strict && !isWrittenAs(chunk, value, radix)) {
    throw newError(`number format error: "${chunk}" is NaN in radix ${radix}: ${text}`)
  }
  return Number.isNaN(value) ? 0 : value
}

function isWrittenAs (chunk: string, value: number, radix: number): boolean {
  return !Number.isNaN(value) && value.toString(radix).padStart(chunk.length, '0') === chunk.toLowerCase()
}
