import * as nodeBuffer from 'node:buffer'
import { IS_LITTLE_ENDIAN } from './view.js'

/** The decoder of Node.js, without the argument checks of `toString`. */
export type NodeBuffer = Buffer & { utf8Slice: (start: number, end: number) => string }

/** From V8 13 (Node.js 24) on, and in Bun and Deno, the engine decodes UTF-8 with vector instructions: faster than anything here. */
const ENGINE_IS_FAST = parseInt(process.versions.v8) >= 13
/** Shorter strings, in bytes, are decoded by the engine. */
const SHORTEST = 48
/** Longer strings, in bytes, are worth a call of `transcode`, which uses vector instructions, too. */
const LONGEST = 2048
/** How many bytes are sampled to guess the kind of text. */
const SAMPLES = 8
/** Two bytes that begin with less encode a character up to U+00FF, which takes one byte in memory. */
const FIRST_OF_WIDE = 0xc4

/**
 * Decodes UTF-8. The engine is unbeatable for ASCII, but before V8 13 it takes two to four times as long for Cyrillic,
 * Chinese and similar text as this decoder. A few bytes are sampled, and strings that seem to be such text are decoded here.
 */
export class Utf8Decoder {
  readonly #engineIsFast: boolean
  /** The decoded units, in 16 and in 8 bits: text up to U+00FF should not take more memory than it needs. */
  #wide = new Uint16Array(0)
  #wideBytes = Buffer.alloc(0)
  #narrow = Buffer.alloc(0)
  /** The bitwise OR of all units of the last string. */
  #bits = 0

  constructor (engineIsFast = ENGINE_IS_FAST) {
    // The engine makes strings from little-endian 16-bit units, so for the rest this machine must be little-endian.
    this.#engineIsFast = engineIsFast || !IS_LITTLE_ENDIAN
  }

  /** The string of the bytes from `start` to `end`; invalid UTF-8 is replaced by U+FFFD. */
  read (bytes: NodeBuffer, start: number, end: number): string {
    const size = end - start
    if (this.#engineIsFast || size < SHORTEST) return bytes.utf8Slice(start, end)
    return (size > LONGEST ? readLong(bytes, start, end) : this.#read(bytes, start, end)) ?? bytes.utf8Slice(start, end)
  }

  /** @returns undefined if the bytes are likely to be ASCII, or not valid UTF-8 */
  #read (bytes: Uint8Array, start: number, end: number): string | undefined {
    if (isLikelyAscii(bytes, start, end)) return undefined
    const length = this.#decode(bytes, start, end)
    if (length < 0) return undefined
    return this.#bits > 0xff
      ? this.#wideBytes.toString('utf16le', 0, length * 2)
      : this.#narrow.toString('latin1', 0, length)
  }

  /** @returns the number of units; -1 if the bytes are not valid UTF-8 */
  #decode (bytes: Uint8Array, start: number, end: number): number {
    if (this.#wide.length === 0) this.#allocate()
    const wide = this.#wide
    const narrow = this.#narrow
    let length = 0
    let bits = 0
    for (let at = start; at < end;) {
      let unit = bytes[at++]
      // ASCII first: spaces and punctuation are ASCII in most scripts.
      if (unit >= 0x80) {
        if (unit < 0xe0) {
          unit = twoBytes(unit, bytes[at++])
        } else if (unit < 0xf0) {
          unit = threeBytes(unit, bytes[at], bytes[at + 1])
          at += 2
        } else {
          const beyond = fourBytes(unit, bytes[at], bytes[at + 1], bytes[at + 2])
          if (beyond < 0) return -1
          at += 3
          wide[length++] = 0xd800 | beyond >> 10
          unit = 0xdc00 | beyond & 0x3ff
        }
        if (unit < 0 || at > end) return -1
        bits |= unit
      }
      narrow[length] = wide[length] = unit
      length++
    }
    this.#bits = bits
    return length
  }

  #allocate (): void {
    this.#wide = new Uint16Array(LONGEST)
    this.#wideBytes = Buffer.from(this.#wide.buffer)
    this.#narrow = Buffer.alloc(LONGEST)
  }
}

function isLikelyAscii (bytes: Uint8Array, start: number, end: number): boolean {
  const step = ((end - start) / SAMPLES) | 0
  for (let at = start; at < end; at += step) {
    if (bytes[at] >= 0x80) return false
  }
  return true
}

/** Whether a sample is part of a character beyond U+00FF, so that the text needs two bytes per character. */
function isWide (bytes: Uint8Array, start: number, end: number): boolean {
  const step = ((end - start) / SAMPLES) | 0
  for (let at = start; at < end; at += step) {
    let first = at
    while (isContinuation(bytes[first]) && first > start) first--
    if (bytes[first] >= FIRST_OF_WIDE) return true
  }
  return false
}

/** @returns undefined if the text is not likely to be beyond U+00FF, or not valid UTF-8 */
function readLong (bytes: Uint8Array, start: number, end: number): string | undefined {
  const { transcode } = nodeBuffer as Partial<typeof nodeBuffer>
  // Node.js built without ICU has no `transcode`.
  if (transcode === undefined || !isWide(bytes, start, end)) return undefined
  try {
    return transcode(bytes.subarray(start, end), 'utf8', 'utf16le').toString('utf16le')
  } catch {
    return undefined
  }
}

function isContinuation (byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** Overlong encodings, surrogates, and code points beyond U+10FFFF are invalid; this applies to the functions below, too. */
function twoBytes (first: number, second: number): number {
  return first >= 0xc2 && isContinuation(second) ? (first & 0x1f) << 6 | second & 0x3f : -1
}

function threeBytes (first: number, second: number, third: number): number {
  const unit = (first & 0x0f) << 12 | (second & 0x3f) << 6 | third & 0x3f
  return isContinuation(second) && isContinuation(third) && unit >= 0x800 && (unit & 0xf800) !== 0xd800 ? unit : -1
}

/** The code point minus 0x10000, as surrogates encode it. */
function fourBytes (first: number, second: number, third: number, fourth: number): number {
  const beyond = ((first & 0x07) << 18 | (second & 0x3f) << 12 | (third & 0x3f) << 6 | fourth & 0x3f) - 0x10000
  return first <= 0xf4 && isContinuation(second) && isContinuation(third) && isContinuation(fourth) && beyond <= 0xfffff ? beyond : -1
}
