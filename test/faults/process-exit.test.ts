import { until } from './lab.js'
import { ModelServer } from './model-server.js'
import { type Ending, Programs } from './programs.js'

jest.setTimeout(60_000)

let server: ModelServer
let programs: Programs

beforeAll(() => { programs = new Programs() })
afterAll(() => { programs.remove() })
beforeEach(async () => { server = await ModelServer.listen() })
afterEach(async () => { await server.close() })

/** Runs a program that must end by itself, without complaints. */
async function run (program: string, flags: string[] = []): Promise<string> {
  const ending: Ending = await programs.run(program, server.uri, flags)
  expect(ending).toMatchObject({ code: 0, stderr: '' })
  await until(() => server.connections.size === 0, 'the end of all connections')
  return ending.stdout.trim()
}

const QUERY = `
  const driver = neo4j.driver(uri, token)
  const { records } = await driver.executeQuery('ROWS', { n: 3 })
  await driver.close()
  console.log(records.length)`

it('a program ends by itself once the driver is closed', async () => {
  expect(await run(QUERY)).toBe('3')
})

it.each([
  ['--frozen-intrinsics'],
  ['--disable-proto=throw'],
  ['--disallow-code-generation-from-strings']
])('the driver works with %s', async flag => {
  expect(await run(QUERY, [flag])).toBe('3')
})

it('no timer of a closed driver holds the process: not those of the pool, of retries or of sockets', async () => {
  server.options.answer = name => name === 'HELLO' || name === 'LOGON' ? undefined : 'silence'
  const begin = Date.now()
  const answer = await run(`
    const driver = neo4j.driver(uri, token, { maxConnectionPoolSize: 2, connectionAcquisitionTimeout: 100000, connectionTimeout: 100000 })
    const sessions = [1, 2, 3, 4].map(() => driver.session())
    const work = sessions.map(session => session.run('WRITE', { id: 1 }).then(() => 'done', error => error.message))
    setTimeout(async () => {
      await driver.close()
      const ends = await Promise.all(work)
      console.log(ends.filter(end => end.includes('the driver was closed')).length)
    }, 300)`)
  expect(answer).toBe('4')
  expect(Date.now() - begin).toBeLessThan(20_000)
})

it('closing the driver ends the pause between two retries', async () => {
  const { port } = server
  await server.close()
  const answer = await programs.run(`
    const driver = neo4j.driver(uri, token, { maxTransactionRetryTime: 3600000 })
    const begin = Date.now()
    const work = driver.executeQuery('ROWS', { n: 1 }).then(() => 'done', error => error.code)
    setTimeout(() => { void driver.close() }, 4000)
    await work.then(console.log)
    console.log(Date.now() - begin < 5500)`, `bolt://127.0.0.1:${port}`)
  expect(answer).toMatchObject({ code: 0, stderr: '', stdout: 'ServiceUnavailable\ntrue\n' })
})

it('fifty queries that are cut off by close() all get an error, and nothing else does', async () => {
  expect(await run(`
    const driver = neo4j.driver(uri, token, { maxConnectionPoolSize: 7 })
    const ends = Array.from({ length: 50 }, async () => {
      const session = driver.session()
      try {
        return (await session.run('ROWS', { n: 1000 })).records.length
      } catch (error) {
        return error.message.includes('the driver was closed') ? 'closed' : error.stack
      } finally {
        await session.close()
      }
    })
    setImmediate(() => driver.close())
    const kinds = new Set(await Promise.all(ends))
    kinds.delete(1000)
    console.log([...kinds].join())`)).toBe('closed')
})

it('results that are not awaited cause no unhandled rejection, whatever becomes of them', async () => {
  expect(await run(`
    const driver = neo4j.driver(uri, token)
    const session = driver.session()
    session.run('FAIL')
    driver.session().run('FAIL')
    driver.session().beginTransaction().run('FAIL')
    driver.session().beginTransaction()
    await new Promise(resolve => setTimeout(resolve, 100))
    await driver.close()
    driver.session().run('ROWS', { n: 1 })
    console.log('quiet')`)).toBe('quiet')
})

it('a token that cannot be sent is an error of that call only', async () => {
  expect(await run(`
    const driver = neo4j.driver(uri, neo4j.auth.custom('p', 'c', 'r', 's', { secret: () => 1 }))
    await driver.verifyConnectivity().catch(error => { console.log(error instanceof neo4j.Neo4jError || error.name) })
    await driver.close()`)).toBe('true')
})

it('two copies of the driver, and two drivers of each, do not disturb each other', async () => {
  expect(await run(`
    for (const name of Object.keys(require.cache)) delete require.cache[name]
    const other = require(path)
    const drivers = [neo4j, neo4j, other, other].map(copy => copy.driver(uri, token))
    const lengths = await Promise.all(drivers.map(async (driver, n) => (await driver.executeQuery('ROWS', { n })).records.length))
    const error = await drivers[2].executeQuery('FAIL').catch(error => error)
    await drivers[0].close()
    lengths.push((await drivers[1].executeQuery('ROWS', { n: 9 })).records.length)
    await Promise.all(drivers.map(driver => driver.close()))
    console.log(lengths.join(), neo4j.isRetryableError(error), error.code)`
  )).toBe('0,1,2,3,9 false Neo.ClientError.Statement.SyntaxError')
})

it('worker threads have drivers of their own, and end when those are closed', async () => {
  expect(await run(`
    const { Worker } = require('node:worker_threads')
    const code = \`
      const { parentPort, workerData: { path, uri } } = require('node:worker_threads')
      const neo4j = require(path)
      const driver = neo4j.driver(uri, neo4j.auth.basic('neo4j', 'right'))
      driver.executeQuery('ROWS', { n: 5 }).then(async ({ records }) => {
        parentPort.postMessage(records.length)
        await driver.close()
      })\`
    const ends = await Promise.all([1, 2, 3].map(() => new Promise(resolve => {
      const worker = new Worker(code, { eval: true, workerData: { path, uri } })
      let said
      worker.on('message', message => { said = message }).on('exit', exit => resolve([said, exit]))
    })))
    console.log(JSON.stringify(ends))`)).toBe('[[5,0],[5,0],[5,0]]')
})
