import fc from 'fast-check'
import { readHandshake } from '../../src/bolt/handshake.js'
import { COMMIT, FAILURE, IGNORED, RECORD, RESET, ROLLBACK, SUCCESS } from '../../src/bolt/messages.js'
import { PROTOCOL_ERROR } from '../../src/error-codes.js'
import { isNeo4jError, type Neo4jError, newError } from '../../src/error.js'
import { Structure } from '../../src/packstream/structure.js'
import { chunk, countedStream, CountedReply, encode, type Version, type Witness, wire } from './wire.js'

/** `npm run fuzz` sets the time and the seed; a plain test run has a fixed, small number of tries. */
const seconds = Number(process.env.NEOBOLT_FUZZ_SECONDS ?? 0)
const seed = process.env.NEOBOLT_FUZZ_SEED === undefined ? undefined : Number(process.env.NEOBOLT_FUZZ_SEED)
const PROPERTIES = 4
const share = seconds * 1000 / PROPERTIES
const options = { seed, ...(seconds > 0 ? { numRuns: Infinity, interruptAfterTimeLimit: share, markInterruptAsFailure: false } : { numRuns: 400 }) }

jest.setTimeout(60_000 + seconds * 1000)

const VERSIONS: Version[] = [[3, 0], [4, 4], [5, 0], [5, 8], [6, 0], [6, 1]]
const HOSTILE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'then', 'has_more', 'fields', 'bookmark', 'code', 'length', '0', '']
const LOST = newError('the line is dead')

type Request = 'query' | 'COMMIT' | 'RESET' | 'ROLLBACK'
const requests = fc.array(fc.constantFrom<Request>('query', 'query', 'COMMIT', 'RESET', 'ROLLBACK'), { maxLength: 4 })

/** Sends the requests, feeds the bytes, ends the line: and judges what the requests were told. */
function survive (version: Version, asked: Request[], pieces: Uint8Array[]): Neo4jError | undefined {
  const { connection, transport } = wire(version)
  const witnesses: Witness[] = []
  for (const name of asked) {
    if (name === 'query') {
      witnesses.push(countedStream(connection).witness)
    } else {
      const reply = new CountedReply()
      connection.request({ COMMIT, RESET, ROLLBACK }[name], reply)
      witnesses.push(reply.witness)
    }
  }
  connection.flush()
  for (const piece of pieces) transport.feed(piece)
  const closedItself = !connection.isOpen
  expect(transport.isOpen).toBe(!closedItself)
  transport.close(LOST)
  if (!closedItself) expect(connection.state).toBe('closed')
  const errors: Neo4jError[] = []
  for (const { answers, error } of witnesses) {
    expect(answers).toBe(1)
    if (error !== undefined) errors.push(error)
  }
  for (const error of errors) expect(isNeo4jError(error)).toBe(true)
  return closedItself ? errors[errors.length - 1] : undefined
}

/** Plain values and structures, hostile keys among them, as a server may send them. */
const values = fc.letrec(tie => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.double(), fc.boolean(), fc.constant(null),
    fc.uint8Array({ maxLength: 40 }).map(bytes => new Int8Array(bytes))),
  value: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('leaf'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...HOSTILE_KEYS), fc.string({ maxLength: 10 })), tie('value'), { maxKeys: 5 }),
    fc.tuple(fc.constantFrom(0x4e, 0x52, 0x72, 0x50, 0x44, 0x54, 0x74, 0x49, 0x69, 0x46, 0x66, 0x64, 0x45, 0x58, 0x59, 0x56, 0x3f, 0x7f), fc.array(tie('value'), { maxLength: 8 }))
      .map(([tag, fields]) => new Structure(tag, fields)))
})).value

const messages = fc.record({
  tag: fc.constantFrom(SUCCESS, SUCCESS, RECORD, RECORD, FAILURE, IGNORED, 0x00, 0x01, 0x10, 0x7d),
  fields: fc.oneof(
    fc.array(values, { maxLength: 3 }),
    fc.constantFrom<unknown[]>([{ fields: ['x'] }], [{}], [[1n]], [{ has_more: true }], [{ type: 'r', bookmark: 'b' }], [{ code: 'Neo.A.B.C', message: 'm' }]))
})

/** Changes some bytes, and cuts the end off, maybe. */
const spoiled = (bytes: Buffer): fc.Arbitrary<Buffer> => fc.tuple(
  fc.array(fc.tuple(fc.nat({ max: Math.max(0, bytes.length - 1) }), fc.nat({ max: 255 })), { maxLength: 3 }), fc.nat({ max: bytes.length }), fc.boolean()
).map(([changes, size, whole]) => {
  const copy = Buffer.from(bytes)
  for (const [at, byte] of changes) copy[at] = byte
  return whole ? copy : copy.subarray(0, size)
})

describe('whatever bytes a server sends, every request is answered once, and errors are the driver\'s own', () => {
  const version = fc.constantFrom(...VERSIONS)

  it('for random bytes', () => {
    fc.assert(fc.property(version, requests, fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }), (version, asked, pieces) => {
      survive(version, asked, pieces)
    }), options)
  })

  it('for random bytes in proper chunks', () => {
    fc.assert(fc.property(version, requests, fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 4 }), (version, asked, pieces) => {
      survive(version, asked, pieces.map(chunk))
    }), options)
  })

  it('for proper messages out of place, with any content, whole or spoiled', () => {
    const conversation = fc.tuple(version, requests, fc.array(messages, { maxLength: 5 })).chain(([version, asked, said]) => {
      const bytes = Buffer.concat(said.map(({ tag, fields }) => encode(version, tag, ...fields)))
      return fc.record({ version: fc.constant(version), asked: fc.constant(asked), bytes: fc.oneof(fc.constant(bytes), spoiled(bytes)) })
    })
    fc.assert(fc.property(conversation, ({ version, asked, bytes }) => {
      survive(version, asked, [bytes])
    }), options)
  })

  it('for any answer to the handshake', () => {
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 40 }).map(rest => Uint8Array.from([0, 0, 1, 0xff, ...rest])),
      fc.constant(Uint8Array.from(Buffer.from('HTTP/1.1 400 Bad Request'))))
    fc.assert(fc.property(answer, bytes => {
      try {
        const result = readHandshake(bytes, 'server:7687')
        if (result !== undefined) expect(result.consumed).toBeLessThanOrEqual(bytes.length)
      } catch (error) {
        expect(isNeo4jError(error)).toBe(true)
        expect(['ProtocolError', 'ServiceUnavailable']).toContain((error as Neo4jError).code)
      }
    }), options)
  })
})

const nested = (depth: number, header: number[], end: number): number[] => [...Array.from({ length: depth }, () => header).flat(), end]
const MEGABYTE = 2 ** 20

/** The fields of one RECORD. */
const HOSTILE_RECORDS: Array<[string, Uint8Array | number[]]> = [
  ['lists nested ten thousand deep', nested(10_000, [0x91], 0x01)],
  ['maps nested ten thousand deep', nested(10_000, [0xa1, 0x81, 0x61], 0x01)],
  ['structures nested ten thousand deep', nested(10_000, [0xb3, 0x50, 0x91], 0x01)],
  ['a list of 2^31 values without data', [0x91, 0xd6, 0x80, 0, 0, 0]],
  ['a list of 2^32 - 1 values without data', [0x91, 0xd6, 0xff, 0xff, 0xff, 0xff, 1, 1]],
  ['a map of 2^31 entries without data', [0x91, 0xda, 0x80, 0, 0, 0, 0x81, 0x61]],
  ['a string of 2^31 bytes without data', [0x91, 0xd2, 0x80, 0, 0, 0, 0x61]],
  ['2^31 bytes without data', [0x91, 0xce, 0x80, 0, 0, 0, 0x61]],
  ['lists in lists that each claim all that follows', Buffer.concat([Buffer.from([0x91]), ...Array.from({ length: 1_500 }, () => Buffer.from([0xd6, 0, 0x0f, 0, 0])), Buffer.alloc(MEGABYTE)])],
  ['a marker that PackStream does not have', [0x91, 0xc4]],
  ['a UUID before Bolt 6.1', [0x91, 0xe0, ...new Array(16).fill(1)]],
  ['an unknown structure', [0x91, 0xb1, 0x7e, 1]],
  ['a structure with a tag above 127', [0x91, 0xb1, 0xff, 1]],
  ['a node with too few fields', [0x91, 0xb1, 0x4e, 1]],
  ['a map key that is not a string', [0x91, 0xa1, 1, 1]],
  ['a float cut short', [0x91, 0xc1, 1, 2, 3]],
  ['more bytes than its values need', [0x91, 0x01, 0x01]],
  ['a number instead of its list', [0x01]],
  ['too many values', [0x92, 1, 2]],
  ['nothing at all', []]
]

describe('a hostile record', () => {
  const version: Version = [5, 8]

  it.each(HOSTILE_RECORDS)('with %s ends the connection with a ProtocolError that says where', (_name, fields) => {
    const before = process.memoryUsage().heapUsed
    const message = chunk(Buffer.concat([Buffer.from([0xb1, RECORD]), Buffer.from(fields as number[])]))
    const error = survive(version, ['query'], [encode(version, SUCCESS, { fields: ['x'] }), message])
    expect(error?.code).toBe(PROTOCOL_ERROR)
    expect(error?.message).toMatch(/offset \d|byte|values? for|levels|struct|expected/)
    expect(error?.message).toContain('server:7687')
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * MEGABYTE)
  })

  it('with strings that are not UTF-8 has replacement characters there, as neo4j-driver does', () => {
    const { connection, transport } = wire(version)
    const { cursor } = countedStream(connection)
    transport.feed(encode(version, SUCCESS, { fields: ['x'] }))
    transport.feed(chunk(Buffer.from([0xb1, RECORD, 0x91, 0x83, 0x61, 0xff, 0xc0])))
    transport.feed(encode(version, SUCCESS, {}))
    expect(cursor.takeAll()[0].get('x')).toBe('a\ufffd\ufffd')
  })

  it.each(['__proto__', 'constructor', '1'])('with the map key %s changes no prototype', key => {
    const { connection, transport } = wire(version)
    const { cursor } = countedStream(connection)
    transport.feed(encode(version, SUCCESS, { fields: ['x'] }))
    transport.feed(encode(version, RECORD, [JSON.parse(`{"${key}": {"polluted": true}, "a": 1}`)]))
    transport.feed(encode(version, SUCCESS, {}))
    const value = cursor.takeAll()[0].get('x')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value).sort()).toEqual([key, 'a'].sort())
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe('messages out of place', () => {
  const version: Version = [5, 8]
  const ok = encode(version, SUCCESS, {})
  const started = encode(version, SUCCESS, { fields: ['x'] })
  const failed = encode(version, FAILURE, { neo4j_code: 'Neo.A.B.C', message: 'm', gql_status: '50N42', description: 'd' })

  it.each<[string, Request[], Buffer[]]>([
    ['SUCCESS although no request was pending', [], [ok]],
    ['RECORD although no request was pending', [], [encode(version, RECORD, [1])]],
    ['a second SUCCESS', ['COMMIT'], [ok, ok]],
    ['a record before the query was accepted', ['query'], [encode(version, RECORD, [1])]],
    ['a record for COMMIT', ['COMMIT'], [encode(version, RECORD, [1])]],
    ['a record for RESET', ['RESET'], [encode(version, RECORD, [])]],
    ['IGNORED although nothing had failed', ['query'], [encode(version, IGNORED)]],
    ['SUCCESS after FAILURE, without RESET', ['query'], [failed, ok]],
    ['FAILURE after FAILURE, without RESET', ['query'], [failed, failed]],
    ['a message with an unknown tag', ['query'], [encode(version, 0x42, 1)]],
    ['a message of the client\'s', ['query'], [encode(version, 0x10, 'RETURN 1', {}, {})]],
    ['a message that is not a structure', ['query'], [chunk(Buffer.from([0x01, SUCCESS, 0xa0]))]],
    ['a message of one byte', ['query'], [chunk(Buffer.from([0xb1]))]],
    ['metadata that are not a map', ['COMMIT'], [encode(version, SUCCESS, [1])]],
    ['metadata that are missing', ['COMMIT'], [encode(version, SUCCESS)]],
    ['metadata that are null', ['COMMIT'], [encode(version, SUCCESS, null)]],
    ['a failure code that is not a string', ['COMMIT'], [encode(version, FAILURE, { neo4j_code: 5, message: 'm' })]],
    ['a failure message that is not a string', ['COMMIT'], [encode(version, FAILURE, { neo4j_code: 'Neo.A.B.C', message: [1] })]],
    ['keys that are not a list', ['query'], [encode(version, SUCCESS, { fields: 'abc' })]],
    ['keys that are not strings', ['query'], [encode(version, SUCCESS, { fields: [1, null] })]],
    ['a bookmark that is not a string', ['query'], [started, encode(version, SUCCESS, { bookmark: 7 })]],
    ['the name of a database that is not a string', ['query'], [started, encode(version, SUCCESS, { db: { name: 'neo4j' } })]]
  ])('%s: the connection is closed with a ProtocolError', (_name, asked, said) => {
    const { connection, transport } = wire(version)
    const closed: Neo4jError[] = []
    const witnesses = asked.map(name => {
      if (name === 'query') return countedStream(connection).witness
      const reply = new CountedReply()
      connection.request({ COMMIT, RESET, ROLLBACK }[name], reply)
      return reply.witness
    })
    for (const bytes of said) transport.feed(bytes)
    expect(connection.state).toBe('closed')
    expect(transport.isOpen).toBe(false)
    try {
      connection.request(COMMIT, new CountedReply())
    } catch (error) {
      closed.push(error as Neo4jError)
    }
    expect(closed[0]).toMatchObject({ code: PROTOCOL_ERROR, message: expect.stringContaining('server:7687') })
    for (const { answers } of witnesses) expect(answers).toBe(1)
  })

  // A summary is not part of the records: a malformed one must not cost them.
  it.each([7, 'abc', { 0: {} }, [7, null]])('statuses that are not a list of maps, %j, count as absent, and cost neither the query nor the connection', statuses => {
    const { connection, transport } = wire(version)
    const { cursor, witness } = countedStream(connection)
    for (const bytes of [started, encode(version, RECORD, [1]), encode(version, SUCCESS, { statuses })]) transport.feed(bytes)
    expect(witness).toMatchObject({ answers: 1, error: undefined })
    expect(cursor.takeAll()).toHaveLength(1)
    expect(connection.isReady).toBe(true)
  })
})

it('refuses a list of versions that is too long to be one, without reading it', () => {
  const count = [0xff, 0xff, 0xff, 0xff, 0x0f]
  expect(() => readHandshake(Uint8Array.from([0, 0, 1, 0xff, ...count]), 'server:7687')).toThrow(expect.objectContaining({ code: PROTOCOL_ERROR }))
})
