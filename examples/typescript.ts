// Typed results. In a project that has neobolt and typescript: npx tsc, then node, as for any other file.
import neo4j, { type Integer, type Node } from 'neobolt'

const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env

type Person = Node<Integer, { name: string, born: Integer }>

async function main (): Promise<void> {
  const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD))
  const session = driver.session({ defaultAccessMode: neo4j.session.READ })
  try {
    const result = await session.run<{ person: Person }>('MATCH (person:Person) RETURN person LIMIT $limit', { limit: neo4j.int(10) })
    for (const record of result.records) {
      const { name, born } = record.get('person').properties
      console.log(`${name}, born in ${born.toNumber()}`)
    }
  } finally {
    await session.close()
    await driver.close()
  }
}

void main()
