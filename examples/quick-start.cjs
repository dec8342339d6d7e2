// NEO4J_URI=bolt://localhost:7687 NEO4J_USERNAME=neo4j NEO4J_PASSWORD=… node examples/quick-start.cjs
const neo4j = require('neobolt')

const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env

async function main () {
  const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD))
  try {
    const { records, summary } = await driver.executeQuery('UNWIND range(1, 3) AS n RETURN n, n * n AS square')
    for (const record of records) {
      console.log(`${record.get('n')} squared is ${record.get('square')}`)
    }
    console.log(`${summary.server?.agent} answered in ${summary.resultConsumedAfter} ms`)
  } finally {
    await driver.close()
  }
}

main().catch(error => {
  console.error(error)
  process.exitCode = 1
})
