// What the replay server must understand of a request: small values are read, large parameters only stepped over.

const SIZED = new Map([
  [0xcc, ['bytes', 1]], [0xcd, ['bytes', 2]], [0xce, ['bytes', 4]],
  [0xd0, ['string', 1]], [0xd1, ['string', 2]], [0xd2, ['string', 4]],
  [0xd4, ['list', 1]], [0xd5, ['list', 2]], [0xd6, ['list', 4]],
  [0xd8, ['map', 1]], [0xd9, ['map', 2]], [0xda, ['map', 4]]
])
const TINY = new Map([[0x80, 'string'], [0x90, 'list'], [0xa0, 'map'], [0xb0, 'struct']])
const FIXED = new Map([[0xc0, 1], [0xc1, 9], [0xc2, 1], [0xc3, 1], [0xc8, 2], [0xc9, 3], [0xca, 5], [0xcb, 9]])

/** Reads the values of one message from front to back. */
export class Decoder {
  constructor (bytes, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** Next value as plain JS: integers and floats as numbers, a structure as the list of its fields. */
  value () {
    const marker = this.bytes[this.at]
    if (marker < 0x80) { this.at++; return marker }
    if (marker >= 0xf0) { this.at++; return marker - 256 }
    if (FIXED.has(marker)) return this.#fixed(marker)
    const { kind, size } = this.#head()
    if (kind === 'string' || kind === 'bytes') {
      const raw = this.bytes.subarray(this.at, this.at += size)
      return kind === 'string' ? raw.toString() : raw
    }
    if (kind === 'map') return Object.fromEntries(Array.from({ length: size }, () => [this.value(), this.value()]))
    return Array.from({ length: size }, () => this.value())
  }

  /** Steps over the next value, however large, without building it. */
  skip () {
    let left = 1
    while (left-- > 0) {
      const marker = this.bytes[this.at]
      if (marker < 0x80 || marker >= 0xf0) { this.at++; continue }
      const fixed = FIXED.get(marker)
      if (fixed !== undefined) { this.at += fixed; continue }
      const { kind, size } = this.#head()
      if (kind === 'string' || kind === 'bytes') this.at += size
      else left += kind === 'map' ? size * 2 : size
    }
  }

  #fixed (marker) {
    const start = this.at + 1
    this.at += FIXED.get(marker)
    switch (marker) {
      case 0xc1: return this.bytes.readDoubleBE(start)
      case 0xc2: return false
      case 0xc3: return true
      case 0xc8: return this.bytes.readInt8(start)
      case 0xc9: return this.bytes.readInt16BE(start)
      case 0xca: return this.bytes.readInt32BE(start)
      case 0xcb: return Number(this.bytes.readBigInt64BE(start))
      default: return null
    }
  }

  #head () {
    const marker = this.bytes[this.at++]
    const tiny = TINY.get(marker & 0xf0)
    if (tiny !== undefined) {
      if (tiny === 'struct') this.at++
      return { kind: tiny, size: marker & 0x0f }
    }
    const sized = SIZED.get(marker)
    if (sized === undefined) throw new Error(`unknown PackStream marker 0x${marker.toString(16)} at byte ${this.at - 1}`)
    const [kind, width] = sized
    const size = this.bytes.readUIntBE(this.at, width)
    this.at += width
    return { kind, size }
  }
}
