import { setOwn } from '../../own-property.js'
import { isInt } from '../../types/integer.js'
import { describeKind } from '../../text.js'
import { REDACTED } from './redaction.js'
import { floatNotation, type Json, type JsonMap, TAGGED, tagOf } from './tagged-values.js'

/**
 * Converts a value to the JSON of a recording: numbers with a fraction are floats, other numbers are integers, and a value
 * that JSON lacks is an object with one key that begins with `$`, named after its builder or its class.
 * @example
 * { "$node": { "labels": ["Person"], "properties": { "born": 1815 }, "id": 7, "elementId": "4:…:7" } }
 * { "$float": 2 }, { "$dateTime": "2020-01-02T03:04:05+01:00[Europe/Berlin]" }, { "$bytes": "AQID" }
 *
 * @param value as in a driver: numbers are floats, `Integer` and bigint integers
 * @throws TypeError if a database cannot have the value
 */
export function toNotation (value: unknown): Json {
  switch (typeof value) {
    case 'string': case 'boolean': return value
    case 'undefined': return null
    case 'number': return Number.isFinite(value) && !Number.isInteger(value) ? value : { $float: floatNotation(value) }
    case 'bigint': return integerNotation(value)
    case 'object': return value === null ? null : objectNotation(value)
  }
  throw new TypeError(`A recording can't hold ${describeKind(value)}.`)
}

/** The inverse of {@link toNotation}. @throws Error if the notation is invalid */
export function fromNotation (json: Json): unknown {
  if (typeof json === 'number') return Number.isInteger(json) ? BigInt(json) : json
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return json.map(fromNotation)
  const [key] = Object.keys(json)
  if (key === undefined || !key.startsWith('$')) return mapFrom(json)
  if (key === '$float') return Number(json[key])
  if (key === '$integer') return BigInt(String(json[key]))
  if (key === '$redacted') return REDACTED
  if (key === '$map') return mapFrom(json[key] as JsonMap)
  const kind = TAGGED.find(({ tag }) => tag === key)
  if (kind === undefined) throw new Error(`A recording has a value of the unknown kind ${key}.`)
  return kind.from(json[key], fromNotation)
}

function integerNotation (value: bigint): Json {
  return Number.isSafeInteger(Number(value)) ? Number(value) : { $integer: String(value) }
}

function objectNotation (value: object): Json {
  if (isInt(value)) return integerNotation(value.toBigInt())
  if (Array.isArray(value)) return value.map(toNotation)
  const kind = tagOf(value)
  if (kind !== undefined) return { [kind.tag]: kind.to(value as never, toNotation) }
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new TypeError(`A recording can't hold an instance of ${String(value.constructor?.name)}.`)
  const map: JsonMap = {}
  for (const [key, item] of Object.entries(value)) setOwn(map, key, toNotation(item))
  return Object.keys(map).some(key => key.startsWith('$')) ? { $map: map } : map
}

function mapFrom (json: JsonMap): Record<string, unknown> {
  const map: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(json)) setOwn(map, key, fromNotation(item))
  return map
}
