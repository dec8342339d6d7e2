import type { EagerResult, Integer, Node } from 'neobolt'
import type { Chapter } from './place.js'

interface PersonShape { name: string, age: Integer }

/** «Query the database»: `executeQuery` with parameters, result transformers, routing and errors. */
export const query: Chapter = async (neo4j, { uri, user, password, label }) => {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password))
  try {
    const created = await driver.executeQuery(
      `UNWIND $people AS person CREATE (p:${label}) SET p = person`,
      { people: [{ name: 'Alice', age: neo4j.int(42) }, { name: 'Bob', age: neo4j.int(7) }] },
      { database: 'neo4j' }
    )
    const { records, keys, summary } = await driver.executeQuery<EagerResult<PersonShape>>(
      `MATCH (p:${label}) RETURN p.name AS name, p.age AS age ORDER BY name`, {}, { database: 'neo4j', routing: neo4j.routing.READ })
    const names = await driver.executeQuery(`MATCH (p:${label}) RETURN p ORDER BY p.name`, {}, {
      resultTransformer: neo4j.resultTransformers.mapped({
        map: record => (record.get('p') as Node<Integer, PersonShape>).properties.name,
        collect: found => found.join(' and ')
      })
    })
    const first = await driver.executeQuery('UNWIND [1, 2] AS n RETURN n', {}, { resultTransformer: neo4j.resultTransformers.first<{ n: Integer }>() })
    const removed = await driver.executeQuery(`MATCH (p:${label} {name: $name}) DETACH DELETE p`, { name: 'Bob' }, {
      resultTransformer: neo4j.resultTransformers.summary(),
      transactionConfig: { timeout: 5_000, metadata: { chapter: 'query' } }
    })
    return {
      created: created.summary.counters.updates(),
      rows: records.map(record => [record.get('name'), record.get('age').add(1).toString(), record.has('age')]),
      objects: records.map(record => Object.keys(record.toObject())),
      keys,
      type: summary.queryType,
      names,
      first: first?.get('n').toNumber(),
      removed: removed.counters.containsUpdates(),
      error: await driver.executeQuery('RETRUN 1').catch(error => [error.name, error.code, neo4j.isRetryableError(error)])
    }
  } finally {
    await driver.close()
  }
}
