// A checksum of decoded values that comes out the same for both drivers: only public fields and toString() are read.

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

const mix = (hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0

function number (hash, value) {
  float[0] = value
  return mix(mix(hash, words[0]), words[1])
}

function string (hash, value) {
  for (let i = 0; i < value.length; i++) hash = mix(hash, value.charCodeAt(i))
  return mix(hash, value.length)
}

function bytes (hash, value) {
  for (let i = 0; i < value.length; i++) hash = mix(hash, value[i] & 0xff)
  return mix(hash, value.length)
}

const graphFields = ['identity', 'labels', 'type', 'start', 'end', 'segments', 'relationship', 'length', 'properties', 'elementId', 'startNodeElementId', 'endNodeElementId']

function object (hash, value) {
  if (value.__isInteger__ === true) return mix(mix(hash, value.low), value.high)
  if (Array.isArray(value)) return value.reduce(deepChecksum, mix(hash, value.length))
  if (ArrayBuffer.isView(value)) return bytes(hash, value)
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.keys(value).reduce((sum, key) => deepChecksum(string(sum, key), value[key]), hash)
  }
  if ('labels' in value || 'segments' in value || 'properties' in value || 'relationship' in value) {
    return graphFields.reduce((sum, key) => key in value ? deepChecksum(string(sum, key), value[key]) : sum, hash)
  }
  return string(hash, String(value))
}

/** Folds one value, however deep, into `hash`; both are unsigned 32-bit. */
export function deepChecksum (hash, value) {
  switch (typeof value) {
    case 'number': return number(hash, value)
    case 'string': return string(hash, value)
    case 'bigint': return string(mix(hash, 3), value.toString())
    case 'boolean': return mix(hash, value ? 1 : 2)
    case 'object': return value === null ? mix(hash, 4) : object(hash, value)
    default: throw new TypeError(`a driver returned a value of type ${typeof value}`)
  }
}

/** Checksum of a whole record: its keys and every value. */
export function recordChecksum (hash, record) {
  for (const key of record.keys) hash = deepChecksum(string(hash, key), record.get(key))
  return hash
}
