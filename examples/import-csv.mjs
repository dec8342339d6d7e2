// Imports a CSV file of a million people, generated while it is read, with 5,000 rows per transaction.
// NEO4J_URI=bolt://localhost:7687 NEO4J_PASSWORD=… node examples/import-csv.mjs [first row, to continue an earlier run]
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import neo4j from 'neobolt'

const ROWS = 1_000_000
const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env
const first = Number(process.argv[2] ?? 0)

/** Stands for `createReadStream('people.csv')`. */
function * csvFile () {
  yield 'id,name,age,score\n'
  for (let id = 0; id < ROWS; id++) yield `${id},Person ${id},${18 + id % 70},${id % 1000 / 10}\n`
}

/** The lines as objects, from row `first`. Use a CSV parser for files with quoted values. */
async function * people (input) {
  let row = -2
  for await (const line of createInterface({ input })) {
    if (++row < first) continue
    const [id, name, age, score] = line.split(',')
    // A bigint becomes an integer in the database, a number becomes a float.
    yield { id: BigInt(id), name, age: BigInt(age), score: Number(score) }
  }
}

function show ({ rows, rowsPerSecond }) {
  const heap = process.memoryUsage().heapUsed / 1e6
  process.stdout.write(`\r${rows.toLocaleString('en')} of ${(ROWS - first).toLocaleString('en')} rows, ${Math.round(rowsPerSecond).toLocaleString('en')} a second, heap ${heap.toFixed(0)} MB   `)
}

const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD))
try {
  const { rows, batches, counters } = await driver.executeBatches(
    'UNWIND $rows AS row CREATE (p:ImportedPerson) SET p = row', people(Readable.from(csvFile())), { batchSize: 5000, concurrency: 2, onProgress: show })
  console.log(`\n${rows} rows in ${batches} transactions, ${counters.nodesCreated ?? 0} nodes. MATCH (p:ImportedPerson) finds them.`)
} catch (error) {
  if (error.batchOutcome === undefined) throw error
  console.error(`\n${error.message}\nGo on with: node examples/import-csv.mjs ${first + error.batchOutcome.committedUpTo}`)
  process.exitCode = 1
} finally {
  await driver.close()
}
