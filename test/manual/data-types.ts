import type { Node, Path, Relationship } from 'neobolt'
import type { Chapter } from './place.js'

/** «Data types»: numbers, temporal and spatial values, nodes, relationships and paths, both ways. */
export const dataTypes: Chapter = async (neo4j, { uri, user, password, label }) => {
  const { Date, DateTime, Duration, LocalDateTime, LocalTime, Point, Time } = neo4j.types
  const token = neo4j.auth.basic(user, password)
  const driver = neo4j.driver(uri, token)
  const plain = neo4j.driver(uri, token, { disableLosslessIntegers: true })
  const big = neo4j.driver(uri, token, { useBigInt: true })
  try {
    const sent = {
      integer: neo4j.int('9007199254740993'),
      float: 1.5,
      bytes: Int8Array.of(1, -2, 3),
      list: [true, null, 'text'],
      date: new Date(2024, 2, 29),
      time: new Time(12, 34, 56, 789, 3600),
      localTime: LocalTime.fromStandardDate(new globalThis.Date(0), 5),
      dateTime: new DateTime(2024, 2, 29, 12, 34, 56, 789, undefined, 'Europe/Stockholm'),
      localDateTime: new LocalDateTime(2024, 2, 29, 12, 34, 56, 789),
      duration: new Duration(1, 2, 3, 4),
      point: new Point(neo4j.int(4979), 12.5, 55.5, 100)
    }
    const [record] = (await driver.executeQuery('RETURN $sent AS back', { sent })).records
    const back = record.get('back') as typeof sent
    const [graph] = (await driver.executeQuery(
      `CREATE p = (a:${label} {name: 'Alice'})-[k:KNOWS {since: date('2020-01-02')}]->(b:${label} {name: 'Bob'}) RETURN a, k, p`)).records
    const [alice, knows, path] = [graph.get('a') as Node, graph.get('k') as Relationship, graph.get('p') as Path]
    const integer = async (of: typeof driver): Promise<string> => {
      const { records } = await of.executeQuery('RETURN 42 AS n')
      return `${typeof records[0].get('n')} ${String(records[0].get('n'))}`
    }
    return {
      back: Object.entries(back).map(([key, value]) => [key, String(value)]),
      standard: [back.dateTime.toStandardDate().toISOString(), back.date.toStandardDate().toISOString(), neo4j.integer.inSafeRange(back.integer)],
      guards: [neo4j.isInt(back.integer), neo4j.isDate(back.date), neo4j.isDuration(back.duration), neo4j.isPoint(back.point), neo4j.isDateTime(back.date)],
      graph: [alice.labels.length, alice.properties, knows.type, knows.properties.since.toString(), knows.startNodeElementId === alice.elementId,
        path.length, path.segments[0].end.properties, neo4j.isNode(path.start), neo4j.isRelationship(path.segments[0].relationship)],
      integers: [await integer(driver), await integer(plain), await integer(big)]
    }
  } finally {
    await Promise.all([driver.close(), plain.close(), big.close()])
  }
}
