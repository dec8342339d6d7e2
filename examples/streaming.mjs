// Reads a million rows without keeping them in memory: the driver requests the next thousand only when these are read.
import neo4j from 'neobolt'

const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD), { fetchSize: 1000 })
const session = driver.session({ defaultAccessMode: neo4j.session.READ })

try {
  let sum = 0
  for await (const record of session.run('UNWIND range(1, 1000000) AS n RETURN n')) {
    sum += record.get('n').toNumber()
  }
  console.log(`The sum is ${sum}, and the heap holds ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB`)
} finally {
  await session.close()
  await driver.close()
}
