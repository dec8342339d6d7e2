// Asks a query in a process that has decoded no record before; the connection is open. Prints the figures as JSON.
const [modulePath, uri, username, password, query, rows] = process.argv.slice(2)

async function main () {
  const neo4j = require(modulePath)
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password))
  await driver.verifyConnectivity()
  const parameters = { n: neo4j.int(Number(rows)) }
  const before = process.cpuUsage()
  const session = driver.session()
  const { records } = await session.run(query, parameters)
  let present = 0
  for (const record of records) if (record.get(0) !== null) present++
  await session.close()
  const { user, system } = process.cpuUsage(before)
  await driver.close()
  console.log(JSON.stringify({ cpu: (user + system) / records.length, present }))
}

main().catch((error) => {
  console.error(error.stack)
  process.exitCode = 1
})
