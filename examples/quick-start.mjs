// NEO4J_URI=bolt://localhost:7687 NEO4J_USERNAME=neo4j NEO4J_PASSWORD=… node examples/quick-start.mjs
import neo4j from 'neobolt'

const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD), { disableLosslessIntegers: true })

try {
  const { records } = await driver.executeQuery('RETURN $name AS name, date("2024-02-29") AS day, point({x: 1, y: 2}) AS place', { name: 'Ada' })
  const { name, day, place } = records[0].toObject()
  console.log(`${name} was at ${place.x}, ${place.y} on ${day}`)
} finally {
  await driver.close()
}
