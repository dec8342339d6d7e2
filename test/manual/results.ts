import type { Integer, Record, ResultSummary } from 'neobolt'
import type { Chapter } from './place.js'

const QUERY = 'UNWIND range(1, $last) AS n RETURN n, n * n AS square'

/** «Results»: awaited, iterated, observed; records; the summary. */
export const results: Chapter = async (neo4j, { uri, user, password }) => {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { fetchSize: 3 })
  const session = driver.session()
  try {
    const { records, summary } = await session.run<{ n: Integer, square: Integer }>(QUERY, { last: neo4j.int(4) })
    let sum = 0
    for await (const record of session.run<{ n: Integer }>(QUERY, { last: neo4j.int(10) })) {
      sum += record.get('n').toNumber()
      if (sum > 20) break
    }
    const observed = await new Promise<unknown[]>((resolve, reject) => {
      const seen: unknown[] = []
      session.run(QUERY, { last: 2 }).subscribe({
        onKeys: keys => { seen.push(keys) },
        onNext: (record: Record) => { seen.push(record.map(value => value)) },
        onCompleted: (end: ResultSummary) => { seen.push(end.queryType); resolve(seen) },
        onError: reject
      })
    })
    const profile = await session.run('PROFILE RETURN 1 AS one')
    const [record] = records
    return {
      squares: records.map(({ keys, length }) => [keys, length]),
      entries: [...record.entries()].map(([key, value]) => `${key}=${String(value)}`),
      values: [...record].map(String),
      wrong: (() => { try { return record.get('x' as 'n') } catch (error) { return (error as Error).message } })(),
      text: summary.query.text,
      parameters: summary.query.parameters,
      system: summary.counters.containsSystemUpdates(),
      server: summary.server.address,
      database: summary.database.name,
      sum,
      observed,
      profiled: [profile.summary.hasProfile(), profile.summary.hasPlan(), profile.summary.profile !== false && profile.summary.profile.operatorType]
    }
  } finally {
    await session.close()
    await driver.close()
  }
}
