import type { DateTime, Driver, Neo4jError, Record } from 'neobolt'

/** The package, however a program has come by it. */
type Neo4j = typeof import('neobolt')

const ROWS = 5_000
const PARALLEL = 10
/** Longer than one chunk of Bolt and one read of a socket. */
const LONG_TEXT = 'å'.repeat(100_000)

async function runInSession (driver: Driver): Promise<unknown> {
  const session = driver.session()
  const { records, summary } = await session.run('RETURN $text AS text', { text: LONG_TEXT })
  await session.close()
  return { same: records[0].get('text') === LONG_TEXT, type: summary.queryType }
}

async function runInTransactions (driver: Driver, label: string): Promise<unknown> {
  const session = driver.session()
  try {
    const created = await session.executeWrite(async tx => {
      const { summary } = await tx.run(`UNWIND ['Ada', 'Grace'] AS name CREATE (:${label} {name: name})`)
      return summary.counters.updates().nodesCreated
    })
    const names = await session.executeRead(async tx => {
      const { records } = await tx.run(`MATCH (p:${label}) RETURN p.name AS name ORDER BY name`)
      return records.map(record => record.get('name') as string)
    })
    const removed = await driver.executeQuery(`MATCH (p:${label}) DELETE p`)
    return { created, names, removed: removed.summary.counters.updates().nodesDeleted }
  } finally {
    await session.close()
  }
}

async function stream (driver: Driver): Promise<unknown> {
  const session = driver.session({ fetchSize: 700 })
  const query = 'UNWIND range(1, $rows) AS n RETURN n, toString(n) AS text, [n, n * 0.5] AS list'
  let sum = 0
  for await (const record of session.run(query, { rows: ROWS })) sum += record.get('n').toNumber()
  let seen = 0
  for await (const _ of session.run(query, { rows: ROWS })) {
    if (++seen === 3) break
  }
  await session.close()
  return { sum, seen }
}

async function exchangeDateTime (neo4j: Neo4j, driver: Driver): Promise<unknown> {
  const sent = new neo4j.types.DateTime(2024, 7, 1, 12, 30, 15, 500_000_000, undefined, 'Europe/Stockholm')
  const { records } = await driver.executeQuery('RETURN $sent AS back, $sent + duration({months: 6}) AS winter', { sent })
  const [back, winter] = [...records[0]] as DateTime[]
  return { back: back.toString(), standard: back.toStandardDate().toISOString(), winter: winter.toString(), known: neo4j.isDateTime(back) }
}

async function observe (driver: Driver): Promise<unknown> {
  const session = driver.rxSession()
  const records = await new Promise<Record[]>((resolve, reject) => {
    const seen: Record[] = []
    session.run('UNWIND [1, 2, 3] AS n RETURN n').records().subscribe({
      next: record => { seen.push(record) },
      error: reject,
      complete: () => { resolve(seen) }
    })
  })
  await new Promise<void>((resolve, reject) => session.close().subscribe({ error: reject, complete: resolve }))
  return records.map(record => record.get('n').toNumber() as number)
}

async function runInParallel (driver: Driver): Promise<unknown> {
  const results = await Promise.all(Array.from({ length: PARALLEL }, (_, n) => driver.executeQuery('RETURN $n AS n', { n })))
  return results.map(({ records }) => records[0].get('n') as number)
}

/** What goes wrong is told by the same codes everywhere. */
async function fail (neo4j: Neo4j, driver: Driver): Promise<unknown> {
  const code = async (work: Promise<unknown>): Promise<unknown> =>
    await work.then(() => 'no error', (error: Neo4jError) => error instanceof neo4j.Neo4jError ? error.code : String(error))
  // No server listens on port 1.
  const nowhere = neo4j.driver('bolt://127.0.0.1:1', neo4j.auth.basic('nobody', ''))
  const codes = [await code(driver.executeQuery('RETRUN 1')), await code(nowhere.getServerInfo())]
  await nowhere.close()
  return codes
}

/** A query that would take minutes ends when its signal says so. */
async function abort (driver: Driver): Promise<unknown> {
  const controller = new AbortController()
  setTimeout(() => { controller.abort() }, 200)
  const query = 'UNWIND range(1, 100000000000) AS n RETURN count(n)'
  return await driver.executeQuery(query, {}, { signal: controller.signal }).then(() => 'not aborted', () => 'aborted')
}

/** Does once what every runtime has to be able to do; gives what came of it, as JSON. */
export async function tour (neo4j: Neo4j): Promise<string> {
  const { NEO4J_URI = '', NEO4J_USERNAME = '', NEO4J_PASSWORD = '' } = process.env
  const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD))
  try {
    return JSON.stringify({
      encrypted: driver.isEncrypted(),
      autoCommit: await runInSession(driver),
      transactions: await runInTransactions(driver, `Tour${process.pid}`),
      streamed: await stream(driver),
      dateTime: await exchangeDateTime(neo4j, driver),
      observed: await observe(driver),
      parallel: await runInParallel(driver),
      codes: await fail(neo4j, driver),
      signal: await abort(driver)
    })
  } finally {
    await driver.close()
  }
}
