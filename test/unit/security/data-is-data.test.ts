import neo4j from 'neo4j-driver'
import { isBrokenObject, createBrokenObject } from '../../../src/broken-object.js'
import { Codec } from '../../../src/bolt/codec.js'
import { isGQLError, isNeo4jError, newError } from '../../../src/error.js'
import { stringify } from '../../../src/json.js'
import { Structure } from '../../../src/packstream/structure.js'
import { checkQuery } from '../../../src/session/query.js'
import { serverReader } from '../../../src/testing/wire/server-values.js'
import { isNode, isPath, isPathSegment, isRelationship, isUnboundRelationship } from '../../../src/types/graph.js'
import { int, isInt } from '../../../src/types/integer.js'
import { isPoint, Point } from '../../../src/types/spatial.js'
import { isDate, isDateTime, isDuration, isLocalDateTime, isLocalTime, isTime } from '../../../src/types/temporal/index.js'
import { isUnsupportedType } from '../../../src/types/unsupported.js'
import { isUUID } from '../../../src/types/uuid.js'
import { isVector } from '../../../src/types/vector.js'
import { LATEST } from '../../helpers/wire.js'

const RECOGNIZERS: Record<string, (value: unknown) => boolean> = {
  __isInteger__: isInt, __isPoint__: isPoint, __isDate__: isDate, __isDateTime__: isDateTime, __isLocalDateTime__: isLocalDateTime,
  __isLocalTime__: isLocalTime, __isTime__: isTime, __isDuration__: isDuration, __isVector__: isVector, __isUUID__: isUUID, __isNode__: isNode,
  __isRelationship__: isRelationship, __isUnboundRelationship__: isUnboundRelationship, __isPath__: isPath, __isPathSegment__: isPathSegment,
  __isUnsupportedType__: isUnsupportedType
}
const brands = Object.entries(RECOGNIZERS)
/** What a request body may hold: keys by which a driver may be deceived. */
const HOSTILE = [...Object.keys(RECOGNIZERS), '__isBrokenObject__', '__isGQLError__', '__reason__', 'constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then', 'length']

/** One driver's worth of tables: what they learn from one value must not change how they treat another. */
const codec = new Codec({ integers: 'bigint' })

function sent (value: unknown): unknown {
  const writer = codec.writer(LATEST)
  writer.write(value)
  const bytes = Buffer.from(writer.buffer.subarray(0, writer.position))
  const reader = serverReader(LATEST)
  reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  return reader.read()
}

function bytes (value: unknown): string {
  const writer = codec.writer(LATEST)
  writer.write(value)
  return writer.buffer.toString('hex', 0, writer.position)
}

describe('parsed JSON is a map, whatever its keys', () => {
  it.each(HOSTILE)('%s', key => {
    for (const value of ['true', '{"low":1,"high":0}', '"text"', 'null', '{"polluted":true}']) {
      const body = JSON.parse(`{"${key}":${value},"low":1,"high":2,"srid":1,"x":1,"y":2,"months":1,"name":"Ada"}`)
      expect(Object.entries(sent(body) as object)).toEqual(Object.entries(body).map(([name, item]) => [name, sent(item)]))
      expect(Object.keys(sent([{ body }]) as object)).toEqual(['0'])
      expect(sent({ after: { name: 'Ada' } })).toEqual({ after: { name: 'Ada' } })
      expect(checkQuery('RETURN 1', body).parameters).toBe(body)
    }
  })

  it.each(brands)('no value of the driver, with the property %s', (brand, is) => {
    expect(is({ [brand]: true })).toBe(false)
    expect(is(Object.assign(Object.create(null), { [brand]: true }))).toBe(false)
    // Object.assign takes `__proto__` of parsed JSON for the prototype.
    const merged = Object.assign({}, JSON.parse(`{"__proto__":{"${brand}":true},"low":1,"high":0,"a":1}`))
    expect(is(merged)).toBe(false)
    expect(sent(merged)).toEqual({ low: 1, high: 0, a: 1 })
    expect(() => sent(merged)).not.toThrow()
  })

  it('no error, and nothing that represents an undecodable value', () => {
    expect(isGQLError(Object.assign(new Error('x'), JSON.parse('{"__isGQLError__":true,"code":"ServiceUnavailable"}')))).toBe(false)
    expect([isGQLError(newError('x')), isNeo4jError(newError('x'))]).toEqual([true, true])
    expect(isBrokenObject(JSON.parse('{"__isBrokenObject__":true}'))).toBe(false)
    expect(isBrokenObject(createBrokenObject(newError('x')))).toBe(true)
    expect(stringify({ __isBrokenObject__: true, seen: 1 })).toBe('{"__isBrokenObject__":true,"seen":1}')
  })
})

describe('what one object says is not applied to others of its class', () => {
  it.each(brands.map(([brand]) => brand))('an own property %s', brand => {
    class Entity { constructor (fields: object) { Object.assign(this, fields) } }
    const [forged, honest] = [new Entity({ [brand]: true, low: 1n, high: 0n }), new Entity({ name: 'Ada' })]
    expect(sent(forged)).toEqual({ [brand]: true, low: 1n, high: 0n })
    expect(sent(honest)).toEqual({ name: 'Ada' })
  })
})

describe('values of another copy of the driver', () => {
  const values: Array<[string, unknown, unknown]> = [
    ['Integer', neo4j.int(5), int(5)],
    ['Point', new neo4j.types.Point(neo4j.int(7203), 1, 2), new Point(int(7203), 1, 2)]
  ]
  it.each(values)('are recognized: %s', (_, theirs, ours) => { expect(bytes(theirs)).toBe(bytes(ours)) })

  it('are recognized where they are structures', () => {
    for (const value of [new neo4j.types.Date(2020, 2, 29), new neo4j.types.Duration(1, 2, 3, 4), neo4j.vector(Int8Array.of(1))]) expect(sent(value)).toBeInstanceOf(Structure)
    expect(bytes(neo4j.uuid('00112233-4455-6677-8899-aabbccddeeff'))).toBe('e000112233445566778899aabbccddeeff')
  })
})
