// Transfers money between two accounts: both updates happen, or neither.
import neo4j from 'neobolt'

const { NEO4J_URI = 'bolt://localhost:7687', NEO4J_USERNAME = 'neo4j', NEO4J_PASSWORD = '' } = process.env
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD))
const session = driver.session()

/** The function may run again after a deadlock or a change of leader, so it must have no side effects outside the database. */
async function transfer (tx, amount) {
  const { records } = await tx.run('MATCH (a:ExampleAccount {owner: "Ada"}) SET a.money = a.money - $amount RETURN a.money AS left', { amount })
  if (records[0].get('left') < 0) throw new Error('Ada has not enough money: nothing is changed')
  await tx.run('MATCH (b:ExampleAccount {owner: "Bo"}) SET b.money = b.money + $amount', { amount })
}

try {
  await session.executeWrite(tx => tx.run('CREATE (:ExampleAccount {owner: "Ada", money: 100.0}), (:ExampleAccount {owner: "Bo", money: 0.0})'))
  await session.executeWrite(tx => transfer(tx, 70))
  await session.executeWrite(tx => transfer(tx, 70)).catch(error => console.log(error.message))
  const { records } = await session.executeRead(tx => tx.run('MATCH (a:ExampleAccount) RETURN a.owner AS owner, a.money AS money ORDER BY owner'))
  for (const record of records) console.log(record.toObject())
} finally {
  await session.executeWrite(tx => tx.run('MATCH (a:ExampleAccount) WHERE a.owner IN ["Ada", "Bo"] DELETE a'))
  await session.close()
  await driver.close()
}
