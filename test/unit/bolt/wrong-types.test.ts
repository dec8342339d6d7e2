import { Codec } from '../../../src/bolt/codec.js'
import { errorOfFailure } from '../../../src/bolt/error-of-failure.js'
import { readGreeting } from '../../../src/bolt/greeting.js'
import type { Metadata } from '../../../src/bolt/response-handler.js'
import { type Capabilities, capabilitiesOf } from '../../../src/bolt/versions.js'
import { Logger } from '../../../src/log.js'
import { Structure } from '../../../src/packstream/structure.js'
import { int } from '../../../src/types/integer.js'
import { Node, UnboundRelationship } from '../../../src/types/graph.js'
import { ResultSummary } from '../../../src/types/summary.js'
import { LATEST, packed } from '../../helpers/wire.js'

const OLDEST = capabilitiesOf(3, 0) as Capabilities

function read (bytes: Buffer, capabilities = LATEST): unknown {
  const reader = new Codec({ integers: 'integer' }).reader(capabilities)
  reader.open(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  return reader.read()
}

type Kind = 'integer' | 'float' | 'string' | 'list' | 'map' | 'bytes'
/** One value of each kind, and what is none of them. */
const samples: Record<Kind | 'other', unknown[]> = {
  integer: [1, 2n ** 40n], float: [1.5], string: ['text', 'x'.repeat(100)], list: [[], [1.5]], map: [{}, { length: 2n ** 31n, buffer: [] }], bytes: [Int8Array.of(-56)], other: [null, true]
}
const valid: Record<Kind, unknown> = { integer: 0, float: 1.5, string: 'UTC', list: [], map: {}, bytes: Int8Array.of(-56) }
const structures: Array<[name: string, tag: number, kinds: Kind[], capabilities?: Capabilities]> = [
  ['Node', 0x4e, ['integer', 'list', 'map', 'string']],
  ['Node of old', 0x4e, ['integer', 'list', 'map'], OLDEST],
  ['Relationship', 0x52, ['integer', 'integer', 'integer', 'string', 'map', 'string', 'string', 'string']],
  ['Relationship of old', 0x52, ['integer', 'integer', 'integer', 'string', 'map'], OLDEST],
  ['UnboundRelationship', 0x72, ['integer', 'string', 'map', 'string']],
  ['UnboundRelationship of old', 0x72, ['integer', 'string', 'map'], OLDEST],
  ['Date', 0x44, ['integer']],
  ['LocalTime', 0x74, ['integer']],
  ['Time', 0x54, ['integer', 'integer']],
  ['LocalDateTime', 0x64, ['integer', 'integer']],
  ['DateTime with an offset', 0x49, ['integer', 'integer', 'integer']],
  ['DateTime with a zone', 0x69, ['integer', 'integer', 'string']],
  ['DateTime of old with an offset', 0x46, ['integer', 'integer', 'integer'], OLDEST],
  ['DateTime of old with a zone', 0x66, ['integer', 'integer', 'string'], OLDEST],
  ['Duration', 0x45, ['integer', 'integer', 'integer', 'integer']],
  ['Point2D', 0x58, ['integer', 'float', 'float']],
  ['Point3D', 0x59, ['integer', 'float', 'float', 'float']],
  ['Vector', 0x56, ['bytes', 'bytes']],
  ['UnsupportedType', 0x3f, ['string', 'integer', 'integer', 'map']]
]
const protocolError = expect.objectContaining({ name: 'Neo4jError', code: 'ProtocolError' })

describe('a structure with a field of a wrong type is a ProtocolError', () => {
  it.each(structures)('%s', (_, tag, kinds, capabilities = LATEST) => {
    const right = kinds.map(kind => valid[kind])
    expect(() => read(packed(new Structure(tag, right), capabilities), capabilities)).not.toThrow()
    kinds.forEach((kind, field) => {
      for (const wrong of Object.entries(samples).filter(([other]) => other !== kind).flatMap(([, values]) => values)) {
        const bytes = packed(new Structure(tag, right.map((value, i) => i === field ? wrong : value)), capabilities)
        expect(() => read(bytes, capabilities)).toThrow(protocolError)
      }
    })
  })

  const [node, other] = [new Node(int(1), [], {}, '1'), new Structure(0x4e, [2, [], {}, '2'])]
  const relationship = new UnboundRelationship(int(7), 'T', {}, '7')
  it.each<[string, unknown[]]>([
    ['without nodes', [[], [], []]], ['without nodes, but with steps', [[], [relationship], [1, 0]]], ['of half a step', [[node], [], [1]]],
    ['of one step and a half', [[node, other], [relationship], [1, 1, 1]]], ['of maps', [[{}], [], []]], ['of a text', ['node', [], []]],
    ['whose nodes are relationships', [[relationship], [], []]], ['whose relationships are nodes', [[node, other], [node], [1, 1]]],
    ['whose relationships are null', [[node, other], [null], [1, 1]]], ['whose steps are a map', [[node], [], {}]],
    ['with a step to a text', [[node, other], [relationship], [1, 'end']]], ['with a step by a float', [[node, other], [relationship], [1.5, 1]]],
    ['with a step to a node beyond its end', [[node, other], [relationship], [1, 2]]], ['with a step to a node before its beginning', [[node, other], [relationship], [1, -1]]],
    ['with a step by no relationship', [[node, other], [relationship], [0, 1]]], ['with a step by a relationship beyond its end', [[node, other], [relationship], [-2, 1]]],
    ['with a step by an enormous number', [[node, other], [relationship], [2n ** 62n, 1]]]
  ])('a Path %s', (_, fields) => {
    // What follows the path in the record must not be taken for a part of it.
    expect(() => read(packed([new Structure(0x50, fields), 0, 0]))).toThrow(protocolError)
  })

  it('labels that are not strings', () => {
    for (const labels of [[1], ['A', null], [['A']]]) expect(() => read(packed(new Structure(0x4e, [1, labels, {}, '1'])))).toThrow(protocolError)
  })

  it('a message of an unsupported type that is not a string', () => {
    expect(() => read(packed(new Structure(0x3f, ['T', 6, 0, { message: [1] }])))).toThrow(protocolError)
    expect(read(packed(new Structure(0x3f, ['T', 6, 0, { message: null }])))).toMatchObject({ message: undefined })
  })

  it('a vector that claims memory which it does not bring', () => {
    const before = process.memoryUsage().arrayBuffers
    const bytes = packed(new Structure(0x56, [Int8Array.of(-56), { length: 2n ** 31n - 1n, buffer: 2n ** 31n - 1n, byteOffset: 0 }]))
    expect(() => read(bytes)).toThrow(protocolError)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20)
  })
})

describe('a FAILURE', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('may have the code %s', code => {
    expect(errorOfFailure({ code, message: 'no' })).toMatchObject({ code, message: 'no' })
  })

  it('of a query that commits by itself, in a transaction, says what to do', () => {
    const message = "A query with 'CALL { ... } IN TRANSACTIONS' can only be executed in an implicit transaction, but tried to execute in an explicit transaction."
    const code = 'Neo.DatabaseError.Transaction.TransactionStartFailed'
    expect(errorOfFailure({ code, message })).toMatchObject({
      code, retriable: false,
      message: `This query commits its own transactions, so it cannot be part of a transaction: use session.run() instead of executeQuery(), a transaction function or a transaction. ${message}`
    })
  })

  it.each([
    ['a code', { code: 5 }], ['a newer code', { neo4j_code: [] }], ['a message', { message: {} }], ['a status', { gql_status: true }], ['a description', { description: 1 }],
    ['a diagnostic record', { diagnostic_record: 'text' }], ['a cause', { cause: 'text' }], ['a list of causes', { cause: [{}] }], ['a cause\'s message', { cause: { message: 5 } }],
    ['a cause of a cause', { cause: { message: 'a', cause: int(5) } }], ['a cause\'s diagnostic record', { cause: { diagnostic_record: [1] } }]
  ])('with %s of a wrong type is a ProtocolError', (_, failure) => {
    expect(() => errorOfFailure(failure as never)).toThrow(expect.objectContaining({ code: 'ProtocolError', message: expect.stringContaining('FAILURE whose fields are of the wrong types') }))
  })

  it('with null fields has their defaults', () => {
    expect(errorOfFailure({ code: null, message: null, gql_status: null, description: null, diagnostic_record: null, cause: null } as never))
      .toMatchObject({ code: 'Neo.DatabaseError.General.UnknownError', gqlStatus: '50N42', cause: undefined })
  })

  it('has a hundred causes at most', () => {
    let failure: object = { message: 'deepest' }
    for (let i = 0; i < 1900; i++) failure = { message: String(i), gql_status: '50N42', cause: failure }
    let causes = 0
    for (let error: any = errorOfFailure(failure); error.cause !== undefined; error = error.cause) causes++
    expect(causes).toBe(100)
  })
})

describe('hints', () => {
  const silence = (value: unknown): number | undefined => readGreeting({ hints: { 'connection.recv_timeout_seconds': value } } as Metadata, LATEST, 'db:7687', Logger.create()).silence

  it.each([[5, 5000], [5n, 5000], [int(5), 5000], [2n ** 62n, 2 ** 31 - 1], [int('9223372036854775807'), 2 ** 31 - 1], [Infinity, 2 ** 31 - 1], [3_000_000, 2 ** 31 - 1]])('limit silence: %p', (value, expected) => {
    expect(silence(value)).toBe(expected)
  })

  it.each<[unknown]>([[0], [-1], [1.5], [NaN], ['5'], [{}], [{ toString: 1 }], [[5]], [true], [null], [new Node(int(1), [], {}, '')]])('do not limit silence: %p', value => {
    expect(silence(value)).toBeUndefined()
  })

  it.each([['text'], [5], [null], [[]], [int(1)]])('that are not a map are none: %p', hints => {
    expect(readGreeting({ hints } as Metadata, LATEST, 'db:7687', Logger.create())).toEqual({ agent: undefined, connectionId: '', utcPatch: false, telemetry: false, serverSideRouting: false, silence: undefined })
  })
})

describe('a summary', () => {
  const anything: unknown[] = [null, 5, 5n, int(5), 'text', true, [], ['text'], [null], [[1]], {}, { a: { b: 1 } }, { toString: 1 }, Int8Array.of(1), new Node(int(1), [], {}, '')]
  const places: Array<[string, (value: unknown) => object]> = [
    ['stats', stats => ({ stats })], ['a counter', value => ({ stats: { 'nodes-created': value, 'system-updates': value, 'contains-updates': value } })],
    ['plan', plan => ({ plan })], ['profile', profile => ({ profile })], ['children of a plan', children => ({ plan: { children }, profile: { children } })],
    ['a figure', dbHits => ({ profile: { dbHits, rows: dbHits } })], ['notifications', notifications => ({ notifications })], ['a notification', value => ({ notifications: [value] })],
    ['a position', position => ({ notifications: [{ position }] })], ['a line', line => ({ notifications: [{ position: { line } }] })], ['a severity', severity => ({ notifications: [{ severity, category: severity }] })],
    ['statuses', statuses => ({ statuses })], ['a status', value => ({ statuses: [value] })], ['a diagnostic record', record => ({ statuses: [{ diagnostic_record: record, neo4j_code: 'c' }] })],
    ['a position of a status', value => ({ statuses: [{ neo4j_code: 'c', diagnostic_record: { _position: value, _severity: value, _classification: value } }] })],
    ['times', value => ({ result_available_after: value, result_consumed_after: value })], ['database', db => ({ db })], ['type', type => ({ type })]
  ]

  it.each(places)('can be read whatever is sent as %s', (_, metadata) => {
    for (const value of anything) {
      const summary = new ResultSummary('RETURN 1', {}, metadata(value))
      expect(summary.gqlStatusObjects.length).toBeGreaterThan(0)
      expect(typeof summary.counters.containsUpdates()).toBe('boolean')
      expect(Object.values(summary.counters.updates()).every(count => typeof count === 'number')).toBe(true)
      expect([summary.hasPlan(), summary.hasProfile()]).toEqual([expect.any(Boolean), expect.any(Boolean)])
    }
  })
})
