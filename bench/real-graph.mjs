// The small graph that the scenarios read on a real server; it goes in before them and out after them.
import neo4j from 'neo4j-driver'

const load = `UNWIND range(1, 2000) AS i
  CREATE (:BenchPerson:Resident {id: i, name: 'Person number ' + i, email: 'person' + i + '@example.org', age: 18 + i % 70,
    score: i * 0.37, active: i % 2 = 0, city: 'Copenhagen', created: 1700000000000 + i * 1009})`
const link = `MATCH (p:BenchPerson) WITH p ORDER BY p.id WITH collect(p) AS ps
  UNWIND range(0, size(ps) - 3) AS i UNWIND [1, 2] AS step WITH ps[i] AS a, ps[i + step] AS b, i
  CREATE (a)-[:BENCH_KNOWS {since: 1990 + i % 35, weight: i * 0.11, note: 'met ' + i, mutual: true}]->(b)`
const remove = 'MATCH (p:BenchPerson) DETACH DELETE p'
const removeWrites = 'MATCH (n:BenchWrite) DELETE n'

async function execute ({ uri, username, password }, queries) {
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password))
  try {
    for (const query of queries) await driver.executeQuery(query)
  } finally {
    await driver.close()
  }
}

export const loadGraph = (job) => execute(job, [remove, load, link])
export const removeGraph = (job) => execute(job, [remove, removeWrites])
