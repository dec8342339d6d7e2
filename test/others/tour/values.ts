import type neo4j from '../../../src/index.js'
import { plain } from './outcome.js'
import type { Step } from './place.js'

type Make = (api: typeof neo4j) => unknown

/** Name, and how either driver makes the value. */
const PLAIN: Array<[string, Make]> = [
  ['null', () => null], ['true', () => true], ['false', () => false],
  ['small integers', api => [0, -1, 127, -128, 32767, -32769, 2147483648].map(number => api.int(number))],
  ['the greatest and least integers', api => [api.int('9223372036854775807'), api.int('-9223372036854775807')]],
  ['floats', () => [0.1, -1.5, 1e300, 5e-300]],
  ['text', () => 'Grüße, Ελλάδα, 日本, 👩‍👩‍👧'],
  ['text with quotes', () => 'it\'s a "quote" and a \\'],
  ['a text of 3,000 letters', () => 'x'.repeat(3000)],
  ['lists', api => [[], [api.int(1), 'a', null], [[true]]]],
  ['maps', api => ({ a: { b: [api.int(1), { c: null }] } })]
]

const OF_THE_DRIVER: Array<[string, Make]> = [
  ['bytes', () => Int8Array.of(0, 1, -1)],
  ['a date', ({ types: { Date } }) => new Date(2024, 2, 29)],
  ['a local time', ({ types: { LocalTime } }) => new LocalTime(23, 59, 58, 1)],
  ['a time', ({ types: { Time } }) => new Time(1, 2, 3, 4, 3600)],
  ['a local date and time', ({ types: { LocalDateTime } }) => new LocalDateTime(2024, 2, 29, 1, 2, 3, 4)],
  ['a date and time with an offset', ({ types: { DateTime } }) => new DateTime(2024, 2, 29, 1, 2, 3, 4, 3600)],
  ['a date and time with a zone', ({ types: { DateTime } }) => new DateTime(2024, 2, 29, 1, 2, 3, 4, 3600, 'Europe/Berlin')],
  ['a duration', ({ types: { Duration } }) => new Duration(1, 2, 3, 4)],
  ['a point', api => new api.types.Point(api.int(4326), 1.5, 2.5)],
  ['a point in space', api => new api.types.Point(api.int(9157), 1.5, 2.5, 3.5)]
]

/** What was sent is made with the same driver, and compared before it is told. */
const sentAndBack = ([name, make]: [string, Make]): Step => ({
  name: `${name}, sent and returned`,
  run: async place => {
    const value = make(place.neo4j)
    const back = plain(await place.value('RETURN $value', { value }))
    return JSON.stringify(back, bigints) === JSON.stringify(plain(value), bigints) ? 'equal' : back
  },
  expected: 'equal'
})

const bigints = (_: string, value: unknown): unknown => typeof value === 'bigint' ? `${value}n` : value

export const values: Step[] = [
  ...PLAIN.map(sentAndBack),
  { name: 'a big integer, read as a bigint', run: async place => plain(await place.value('RETURN 9007199254740993')), expected: 9007199254740993n }
]

/** Not for servers that crash on them. */
export const temporalValues: Step[] = [
  ...OF_THE_DRIVER.map(sentAndBack),
  {
    name: 'a date and time with an offset, stored and read',
    run: async place => {
      const { DateTime } = place.neo4j.types
      await place.run('CREATE (:Stored {at: $at})', { at: new DateTime(2024, 2, 29, 1, 2, 3, 4_000_000, 3600) })
      return await place.value('MATCH (s:Stored) RETURN s.at LIMIT 1')
    },
    expected: 'DateTime 2024-02-29T01:02:03.004000000+01:00'
  },
  {
    name: 'values of temporal functions',
    run: async place => (await place.run('RETURN date(\'2024-02-29\') AS a, localtime(\'01:02:03\') AS b, time(\'01:02:03Z\') AS c, localdatetime(\'2024-02-29T01:02:03\') AS d, datetime(\'2024-02-29T01:02:03+01:00\') AS e, duration(\'P1M2DT3S\') AS f'))[0].toObject(),
    expected: {
      a: 'Date 2024-02-29', b: 'LocalTime 01:02:03', c: 'Time 01:02:03Z', d: 'LocalDateTime 2024-02-29T01:02:03', e: 'DateTime 2024-02-29T01:02:03+01:00', f: 'Duration P1M2DT3S'
    }
  }
]

export const graphs: Step[] = [
  {
    name: 'writes nodes and relationships, and counts them',
    run: async place => {
      const session = place.session()
      const { summary } = await session.run('CREATE (:Tour {name: \'Ada\'})-[:KNOWS {since: 1840}]->(:Tour {name: \'Charles\'})')
      await session.close()
      const { nodesCreated, relationshipsCreated, propertiesSet, labelsAdded } = summary.counters.updates()
      return { nodesCreated, relationshipsCreated, propertiesSet, labelsAdded }
    },
    expected: { nodesCreated: 2, relationshipsCreated: 1, propertiesSet: 3, labelsAdded: 2 }
  },
  {
    name: 'returns nodes and relationships',
    run: async place => (await place.run('MATCH (a:Tour)-[r:KNOWS]->(b:Tour) RETURN a, r, b'))[0].toObject(),
    expected: {
      a: { node: ['Tour'], properties: { name: 'Ada' } },
      r: { relationship: 'KNOWS', properties: { since: 1840n } },
      b: { node: ['Tour'], properties: { name: 'Charles' } }
    }
  },
  {
    name: 'returns paths',
    run: async place => await place.value('MATCH p = (:Tour {name: \'Charles\'})<-[:KNOWS]-(:Tour) RETURN p'),
    expected: {
      path: [{ node: ['Tour'], properties: { name: 'Charles' } }, { relationship: 'KNOWS', properties: { since: 1840n } }, { node: ['Tour'], properties: { name: 'Ada' } }]
    }
  },
  {
    name: 'element ids find their nodes',
    run: async place => {
      const [record] = await place.run('MATCH (a:Tour) RETURN a, elementId(a) AS id')
      const { elementId } = record.get('a') as { elementId: string }
      return [record.get('id') === elementId, (await place.run('MATCH (a) WHERE elementId(a) = $elementId RETURN a', { elementId })).length]
    },
    expected: [true, 1]
  },
  { name: 'a point of the server', run: async place => await place.value('RETURN point({latitude: 1.5, longitude: 2.5})'), expected: 'Point Point{srid=4326, x=2.5, y=1.5}' },
  {
    name: 'counts what is deleted',
    run: async place => {
      const session = place.session()
      await session.run('CREATE (:Gone), (:Gone)')
      const { summary } = await session.run('MATCH (a:Gone) DETACH DELETE a')
      await session.close()
      return summary.counters.updates().nodesDeleted
    },
    expected: 2
  }
]
