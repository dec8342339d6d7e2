import { inspect } from 'node:util'
import fc from 'fast-check'
import * as neo4j from 'neo4j-driver'
import { int } from '../../../src/types/integer.js'
import {
  notificationCategory, notificationClassification, notificationSeverityLevel
} from '../../../src/types/notification.js'
import {
  notificationFilterDisabledCategory, notificationFilterDisabledClassification, notificationFilterMinimumSeverityLevel
} from '../../../src/types/notification-filter.js'
import { ProtocolVersion } from '../../../src/types/protocol-version.js'
import { ServerInfo } from '../../../src/types/server-info.js'
import { queryType, ResultSummary } from '../../../src/types/summary.js'

type MakeInteger = (value: number) => any

/** Its types leave out some of what it exports. */
const official: any = neo4j

const makers: Array<[string, MakeInteger, MakeInteger]> = [
  ['Integers', int, official.int],
  ['numbers', Number, Number],
  ['bigints', BigInt, BigInt]
]

const count = fc.integer({ min: 0, max: 5 })
const word = fc.string({ maxLength: 5 })
const severity = fc.constantFrom('WARNING', 'INFORMATION', 'UNKNOWN', 'LOUD', '', 'toString', undefined, null)
const category = fc.constantFrom(...Object.keys(notificationCategory), 'NEW', '', 'constructor', undefined, null)
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null | undefined> => fc.oneof(value, fc.constantFrom(null, undefined))

/** Metadata with `{ integer: n }` where the server sends an integer. */
const integer = count.map(value => ({ integer: value }))
const position = fc.record({ offset: integer, line: integer, column: integer })
const notification = fc.record({ code: word, title: word, description: maybe(word), severity, category, position: maybe(position) }, { requiredKeys: ['code'] })
/** Without null, at which the official `diagnosticRecordAsJsonString` fails. */
const record = fc.record({
  OPERATION: word,
  OPERATION_CODE: word,
  CURRENT_SCHEMA: word,
  _severity: severity.filter(value => value !== null),
  _classification: category.filter(value => value !== null),
  _position: position,
  other: word
}, { requiredKeys: [] })
const status = fc.record({
  gql_status: fc.constantFrom('00000', '00001', '02000', '01N00', '03N60'), status_description: fc.constantFrom('note: successful completion', 'other'),
  description: word, neo4j_code: maybe(word), title: word, diagnostic_record: maybe(record)
}, { requiredKeys: ['gql_status', 'status_description'] })
const counters = fc.dictionary(fc.constantFrom(
  'nodes-created', 'nodes-deleted', 'relationships-created', 'relationships-deleted', 'properties-set', 'labels-added', 'labels-removed',
  'indexes-added', 'indexes-removed', 'constraints-added', 'constraints-removed', 'system-updates', 'what-is-new'), integer)
const stats = fc.tuple(counters, fc.record({ 'contains-updates': fc.boolean(), 'contains-system-updates': fc.boolean() }, { requiredKeys: [] }))
  .map(([numbers, flags]) => ({ ...numbers, ...flags }))
const plan = fc.letrec<{ plan: unknown }>(tie => ({
  plan: fc.record({
    operatorType: word, identifiers: fc.array(word, { maxLength: 2 }), args: fc.dictionary(word, word, { maxKeys: 2, noNullPrototype: true }),
    dbHits: integer, rows: integer, pageCacheMisses: integer, pageCacheHits: integer, pageCacheHitRatio: fc.double({ noNaN: true }), time: integer,
    children: maybe(fc.array(tie('plan'), { maxLength: 2, depthIdentifier: 'plan' }))
  }, { requiredKeys: ['operatorType', 'identifiers', 'args'] })
})).plan
const metadata = fc.record({
  type: fc.constantFrom('r', 'w', 'rw', 's'), stats: maybe(stats), plan: maybe(plan), profile: maybe(plan),
  notifications: maybe(fc.array(notification, { maxLength: 4 })), statuses: maybe(fc.array(status, { minLength: 1, maxLength: 4 })),
  stream_summary: fc.record({ have_records_streamed: fc.boolean(), has_keys: fc.boolean(), pulled: fc.boolean() }),
  server: maybe(fc.record({ address: word, version: word })),
  result_available_after: integer, result_consumed_after: integer, db: maybe(word)
}, { requiredKeys: [] })

function withIntegers (value: any, make: MakeInteger): any {
  if (Array.isArray(value)) {
    return value.map(element => withIntegers(element, make))
  }
  if (value === null || typeof value !== 'object') {
    return value
  }
  return 'integer' in value
    ? make(value.integer)
    : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withIntegers(part, make)]))
}

/** All that a program can see of a summary. */
function seen (summary: any): unknown {
  const { counters, gqlStatusObjects, profile } = summary
  return {
    text: inspect(summary, { depth: null }),
    keys: Object.keys(summary),
    frozen: [Object.isFrozen(counters.updates()), ...gqlStatusObjects.map(Object.isFrozen)],
    calls: [summary.hasPlan(), summary.hasProfile(), counters.containsUpdates(), counters.containsSystemUpdates(), counters.systemUpdates(), counters.updates()],
    records: gqlStatusObjects.map((object: any) => [object.isNotification, object.diagnosticRecordAsJsonString]),
    pageCache: profile !== false && profile.hasPageCacheStats()
  }
}

describe.each(makers)('a summary of metadata with %s', (_, ours, theirs) => {
  it('shows what the official one shows', () => {
    fc.assert(fc.property(metadata, raw => {
      const our = new ResultSummary('RETURN 1', { a: 1 }, withIntegers(raw, ours), new ProtocolVersion(5, 8))
      const their = new official.ResultSummary('RETURN 1', { a: 1 }, withIntegers(raw, theirs), new official.ProtocolVersion(5, 8))
      expect(seen(our)).toEqual(seen(their))
    }), { numRuns: 300 })
  })
})

it('a summary of no metadata at all is the same', () => {
  expect(seen(new ResultSummary('', {}, {}))).toEqual(seen(new official.ResultSummary('', {}, {})))
})

it('one server info may serve all summaries of a connection', () => {
  const server = new ServerInfo({ address: 'host:7687', version: 'Neo4j/5.26.0' }, new ProtocolVersion(5, 8))
  expect(new ResultSummary('', {}, { server }).server).toBe(server)
  expect(inspect(server)).toBe(inspect(new official.ServerInfo({ address: 'host:7687', version: 'Neo4j/5.26.0' }, new official.ProtocolVersion(5, 8))))
})

it.each<[string, unknown, unknown]>([
  ['queryType', queryType, { READ_ONLY: 'r', READ_WRITE: 'rw', WRITE_ONLY: 'w', SCHEMA_WRITE: 's' }],
  ['notificationCategory', notificationCategory, official.notificationCategory],
  ['notificationClassification', notificationClassification, official.notificationClassification],
  ['notificationSeverityLevel', notificationSeverityLevel, official.notificationSeverityLevel],
  ['notificationFilterDisabledCategory', notificationFilterDisabledCategory, official.notificationFilterDisabledCategory],
  ['notificationFilterDisabledClassification', notificationFilterDisabledClassification, official.notificationFilterDisabledClassification],
  ['notificationFilterMinimumSeverityLevel', notificationFilterMinimumSeverityLevel, official.notificationFilterMinimumSeverityLevel]
])('the constants of %s are the same', (_, ours, theirs) => {
  expect(inspect(ours)).toBe(inspect(theirs))
  expect(Object.isFrozen(ours)).toBe(Object.isFrozen(theirs))
})
