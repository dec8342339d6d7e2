// Loads a driver in a process that has loaded nothing else, and asks one query. Prints the figures as JSON.
const [modulePath, uri, username, password] = process.argv.slice(2)

function stopwatch () {
  const cpuBefore = process.cpuUsage()
  const wallBefore = process.hrtime.bigint()
  return () => {
    const { user, system } = process.cpuUsage(cpuBefore)
    return { cpu: user + system, wall: Number(process.hrtime.bigint() - wallBefore) / 1e3 }
  }
}

async function main () {
  global.gc()
  const heapBefore = process.memoryUsage().heapUsed
  const loading = stopwatch()
  const neo4j = require(modulePath)
  const load = loading()
  global.gc()
  load.heap = (process.memoryUsage().heapUsed - heapBefore) / 1024

  const asking = stopwatch()
  const driver = neo4j.driver(uri, neo4j.auth.basic(username, password))
  const session = driver.session()
  const { records } = await session.run('RETURN $i AS i', { i: neo4j.int(7) })
  const first = asking()
  first.value = records[0].get('i').toNumber()
  await session.close()
  await driver.close()
  console.log(JSON.stringify({ load, first }))
}

main().catch((error) => {
  console.error(error.stack)
  process.exitCode = 1
})
