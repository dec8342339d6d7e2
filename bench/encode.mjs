// PackStream and chunking for the replay server and the raw floors: independent of both drivers under test.
// Integral JS numbers become PackStream integers; wrap a number in Float to force a float, use bigint beyond 2^53.

export class Float {
  constructor (value) { this.value = value }
}

export class Struct {
  constructor (tag, fields) {
    this.tag = tag
    this.fields = fields
  }
}

const MAX_CHUNK = 0xffff

/** Growing byte buffer with one `value` method that writes any value of the data sets. */
export class Encoder {
  #bytes = Buffer.allocUnsafe(1 << 16)
  #length = 0

  take () {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length))
    this.#length = 0
    return taken
  }

  value (value) {
    if (value === null || value === undefined) return this.#byte(0xc0)
    if (value === true) return this.#byte(0xc3)
    if (value === false) return this.#byte(0xc2)
    if (typeof value === 'number') return Number.isInteger(value) ? this.#integer(value) : this.#float(value)
    if (typeof value === 'bigint') return this.#int64(value)
    if (typeof value === 'string') return this.#string(value)
    if (value instanceof Float) return this.#float(value.value)
    if (value instanceof Struct) return this.#struct(value)
    if (value instanceof Uint8Array) return this.#sized(value.length, -1, 0xcc).#raw(value)
    if (Array.isArray(value)) return this.#list(value)
    return this.#map(value)
  }

  #room (size) {
    if (this.#length + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }

  #byte (byte) {
    this.#room(1)
    this.#bytes[this.#length++] = byte
    return this
  }

  #raw (bytes) {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  #integer (value) {
    if (value >= -16 && value <= 127) return this.#byte(value & 0xff)
    this.#room(9)
    if (value >= -0x80 && value < 0x80) {
      this.#byte(0xc8)
      this.#length = this.#bytes.writeInt8(value, this.#length)
    } else if (value >= -0x8000 && value < 0x8000) {
      this.#byte(0xc9)
      this.#length = this.#bytes.writeInt16BE(value, this.#length)
    } else if (value >= -0x80000000 && value < 0x80000000) {
      this.#byte(0xca)
      this.#length = this.#bytes.writeInt32BE(value, this.#length)
    } else {
      return this.#int64(BigInt(value))
    }
    return this
  }

  #int64 (value) {
    this.#room(9)
    this.#byte(0xcb)
    this.#length = this.#bytes.writeBigInt64BE(value, this.#length)
    return this
  }

  #float (value) {
    this.#room(9)
    this.#byte(0xc1)
    this.#length = this.#bytes.writeDoubleBE(value, this.#length)
    return this
  }

  #string (value) {
    const bytes = Buffer.from(value)
    return this.#sized(bytes.length, 0x80, 0xd0).#raw(bytes)
  }

  /** Writes a size marker: `tiny` for sizes below 16 (-1 where there is none), else `first` and its two wider siblings. */
  #sized (size, tiny, first) {
    if (size < 16 && tiny >= 0) return this.#byte(tiny | size)
    if (size < 0x100) return this.#byte(first).#byte(size)
    if (size < 0x10000) return this.#byte(first + 1).#byte(size >> 8).#byte(size & 0xff)
    this.#byte(first + 2)
    this.#room(4)
    this.#length = this.#bytes.writeUInt32BE(size, this.#length)
    return this
  }

  #list (values) {
    this.#sized(values.length, 0x90, 0xd4)
    for (const value of values) this.value(value)
    return this
  }

  #map (map) {
    const keys = Object.keys(map)
    this.#sized(keys.length, 0xa0, 0xd8)
    for (const key of keys) this.#string(key).value(map[key])
    return this
  }

  #struct ({ tag, fields }) {
    this.#byte(0xb0 | fields.length).#byte(tag)
    for (const field of fields) this.value(field)
    return this
  }
}

/** One value as PackStream bytes. */
export function encode (value) {
  return new Encoder().value(value).take()
}

/** Cuts one message into chunks of at most 65,535 bytes and ends it with the empty chunk. */
export function chunked (message) {
  const parts = []
  for (let start = 0; start < message.length; start += MAX_CHUNK) {
    const part = message.subarray(start, start + MAX_CHUNK)
    parts.push(Buffer.from([part.length >> 8, part.length & 0xff]), part)
  }
  parts.push(Buffer.from([0, 0]))
  return Buffer.concat(parts)
}

/** A whole Bolt message on the wire. */
export function message (tag, ...fields) {
  return chunked(encode(new Struct(tag, fields)))
}
