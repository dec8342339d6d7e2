// `npm run quickstart`: builds the driver, starts a Neo4j server (or uses NEO4J_URI), loads a small graph and queries it.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatePairs, generatePeople } from './lib/quickstart-graph.mjs'
import { openServer } from './lib/quickstart-server.mjs'
import { printTable, Progress } from './lib/progress.mjs'

const PEOPLE = 3_000
const FRIENDSHIPS = 9_000
const BATCH = 500
/** Marks the data that this program creates, so that it can remove exactly that data from a database that is not its own. */
const LABEL = 'NeoboltQuickstart'

const progress = new Progress()
const steps = []

/** Runs one step with a progress line; its result and duration are added to the final table. */
async function step (name, work) {
  progress.begin(name)
  const begin = performance.now()
  const answer = await work()
  const milliseconds = performance.now() - begin
  progress.end(milliseconds)
  steps.push([name, answer.text, `${milliseconds.toFixed(0)} ms`])
  return answer.value
}

async function load (session) {
  const people = generatePeople(PEOPLE)
  for (let from = 0; from < PEOPLE; from += BATCH) {
    const rows = people.slice(from, from + BATCH)
    await session.executeWrite(tx => tx.run(`UNWIND $rows AS row CREATE (p:${LABEL}) SET p = row`, { rows }))
    progress.update(`${from + rows.length} of ${PEOPLE} people`)
  }
  const pairs = generatePairs(FRIENDSHIPS, PEOPLE)
  for (let from = 0; from < pairs.length; from += BATCH) {
    await session.executeWrite(tx => tx.run(
      `MATCH (p:${LABEL}) WITH p ORDER BY p.number WITH collect(p) AS people
       UNWIND $pairs AS pair
       WITH people[toInteger(pair[0])] AS a, people[toInteger(pair[1])] AS b
       CREATE (a)-[:KNOWS]->(b)`, { pairs: pairs.slice(from, from + BATCH) }))
    progress.update(`${Math.min(from + BATCH, pairs.length)} of ${pairs.length} friendships`)
  }
  return { text: `${PEOPLE} nodes, ${pairs.length} relationships` }
}

/** Auto-commit: one query whose records are awaited. */
async function countCities (session) {
  const { records } = await session.run(`MATCH (p:${LABEL}) RETURN p.city AS city, count(*) AS people ORDER BY people DESC, city`)
  const [first] = records
  return { text: `${records.length} cities, most people in ${first.get('city')}: ${first.get('people')}` }
}

/** A transaction function: it is retried after transient errors. */
async function findBestConnected (session) {
  const value = await session.executeRead(async tx => {
    const { records } = await tx.run(
      `MATCH (p:${LABEL})-[:KNOWS]-(friend) RETURN p.name AS name, p.city AS city, count(friend) AS friends ORDER BY friends DESC, name LIMIT 5`)
    return records.map(record => record.toObject())
  })
  return { value, text: `${value[0].name} knows ${value[0].friends} people` }
}

/** The shortest way to a result: session, transaction and retries are implicit. */
async function suggestFriends (driver, name) {
  const { records, summary } = await driver.executeQuery(
    `MATCH (p:${LABEL} {name: $name})-[:KNOWS]-()-[:KNOWS]-(other)
     WHERE other <> p AND NOT (p)-[:KNOWS]-(other)
     RETURN DISTINCT other.name AS name`, { name }, { routing: 'READ' })
  return { text: `${records.length} people to meet (server: ${summary.resultAvailableAfter} ms)` }
}

/** A large result, read record by record: memory use stays flat whatever its size. */
async function streamAll (session) {
  let rows = 0
  for await (const record of session.run(`MATCH (a:${LABEL})-[:KNOWS]->(b) RETURN a.name AS from, b.name AS to`)) {
    rows += record.length === 2 ? 1 : 0
    if (rows % 1_000 === 0) progress.update(`${rows} rows`)
  }
  return { text: `${rows} rows` }
}

async function cleanUp (driver) {
  const { summary } = await driver.executeQuery(`MATCH (p:${LABEL}) DETACH DELETE p`)
  return { text: `${summary.counters.updates().nodesDeleted} nodes removed` }
}

async function askQuestions (neo4j, server) {
  const driver = neo4j.driver(server.uri, neo4j.auth.basic(server.username, server.password))
  const session = driver.session()
  try {
    const info = await step('connect', async () => {
      const value = await driver.getServerInfo()
      return { value, text: `${value.agent} at ${value.address}` }
    })
    await step('load with executeWrite', () => load(session))
    await step('count with session.run', () => countCities(session))
    const best = await step('rank with executeRead', () => findBestConnected(session))
    await step('suggest with executeQuery', () => suggestFriends(driver, best[0].name))
    await step('stream with for await', () => streamAll(session))
    await step('clean up', () => cleanUp(driver))
    return { info, best }
  } finally {
    await session.close()
    await driver.close()
  }
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
await step('build', async () => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] })
  return { text: 'dist/' }
})
const neo4j = createRequire(import.meta.url)('neobolt')

let server
try {
  server = await step('server', async () => {
    const value = await openServer(line => progress.update(line))
    return { value, text: value.description }
  })
  const { best } = await askQuestions(neo4j, server)
  printTable(['best connected', 'city', 'friends'], best.map(({ name, city, friends }) => [name, city, String(friends)]))
  await server.close()
  printTable(['step', 'what it did', 'time'], steps)
} catch (error) {
  progress.fail()
  await server?.close()
  console.error(error.message)
  process.exitCode = 1
}
