import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** The graph of docs/getting-started.md: each page begins with it, whatever the pages before have done. */
const SAMPLE = `
  CREATE (ada:Person {name: 'Ada', born: 1990}), (bo:Person {name: 'Bo', born: 1985}), (cleo:Person {name: 'Cleo', born: 2001}),
    (ada)-[:KNOWS {since: date('2020-02-29')}]->(bo), (bo)-[:KNOWS {since: date('2023-07-01')}]->(cleo)`

const PROGRAM = `
  const neo4j = require(process.argv[1])
  const { NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, SAMPLE } = process.env
  const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD))
  async function load () {
    const { records } = await driver.executeQuery('SHOW CONSTRAINTS YIELD name RETURN name')
    for (const record of records) await driver.executeQuery('DROP CONSTRAINT ' + record.get('name'))
    const indexes = await driver.executeQuery("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")
    for (const record of indexes.records) await driver.executeQuery('DROP INDEX ' + record.get('name'))
    await driver.executeQuery('MATCH (n) DETACH DELETE n')
    await driver.executeQuery(SAMPLE)
  }
  load().finally(() => driver.close())`

/** Empties the database of the tests and loads the sample; `env` has the NEO4J_… variables of the server. */
export function loadSample (packageFolder: string, env: NodeJS.ProcessEnv): void {
  execFileSync(process.execPath, ['-e', PROGRAM, join(packageFolder, 'dist/cjs/index.js')], { env: { ...env, SAMPLE }, timeout: 60_000, stdio: ['ignore', 'inherit', 'inherit'] })
}
