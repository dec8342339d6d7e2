import type { RxSession } from 'neobolt'
import { concat, from, lastValueFrom, map, mergeMap, toArray } from 'rxjs'
import type { Chapter } from './place.js'

/** «Control results with reactive sessions»: results, transaction functions and explicit transactions as observables. */
export const reactive: Chapter = async (neo4j, { uri, user, password, label }) => {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password))
  const session: RxSession = driver.rxSession({ database: 'neo4j' })
  try {
    const created = session.executeWrite(tx => from(['Alice', 'Bob']).pipe(
      mergeMap(name => tx.run(`CREATE (p:${label} {name: $name})`, { name }).consume(), 1),
      map(summary => summary.counters.updates().nodesCreated)))
    const names = session.executeRead(tx => tx.run(`MATCH (p:${label}) RETURN p.name AS name ORDER BY name`).records().pipe(
      map(record => String(record.get('name')))))
    const numbers = session.run('UNWIND [1, 2, 3] AS n RETURN n')
    const byHand = session.beginTransaction().pipe(mergeMap(tx => concat(
      tx.run('RETURN 1 AS one').keys(),
      tx.run('RETURN 2 AS two').records().pipe(map(record => record.get('two').toNumber())),
      tx.commit())))
    return {
      created: await lastValueFrom(created.pipe(toArray())),
      names: await lastValueFrom(names.pipe(toArray())),
      keys: await lastValueFrom(numbers.keys()),
      numbers: await lastValueFrom(numbers.records().pipe(map(record => record.get('n').toNumber()), toArray())),
      type: (await lastValueFrom(numbers.consume())).queryType,
      byHand: await lastValueFrom(byHand.pipe(toArray())),
      bookmarks: session.lastBookmarks().length
    }
  } finally {
    await lastValueFrom(concat(session.close(), ['closed']))
    await driver.close()
  }
}
