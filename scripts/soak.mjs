// `npm run soak`: minutes or hours of ordinary work and failures with a real server that crashes now and then.
// Prints the process's memory and resources over time, and fails if they grow, if a write is lost or duplicated, or if a call
// ends with anything but a result or an expected error.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Ledger } from './lib/soak-ledger.mjs'
import { tasks } from './lib/soak-tasks.mjs'

const self = fileURLToPath(import.meta.url)
const root = join(dirname(self), '..')
const usage = `usage: npm run soak -- [--minutes 2] [--server 5.26] [--restarts 1] [--workers 12]

  --minutes   how long to work
  --server    version of the Neo4j that is started for it
  --restarts  how often it is killed and started again, spread over the time
  --workers   how many tasks are under way at any time`

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    server: { type: 'string', default: '5.26' },
    restarts: { type: 'string', default: '1' },
    workers: { type: 'string', default: '12' },
    help: { type: 'boolean', short: 'h' }
  }
})
const [minutes, restarts, workers] = [values.minutes, values.restarts, values.workers].map(Number)
if (values.help || !(minutes > 0 && restarts >= 0 && workers > 0)) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}
if (globalThis.gc === undefined) {
  // Heap sizes are meaningless without a garbage collection before each measurement.
  process.exit(spawnSync(process.execPath, ['--expose-gc', self, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1)
}
if (!existsSync(join(root, 'dist/cjs/index.js'))) {
  console.error('dist/ is missing: npm run build')
  process.exit(2)
}

const require = createRequire(import.meta.url)
const neo4j = require('../dist/cjs/index.js')
const { startServer } = require('../test/live/server/launch.cjs')

const server = await startServer(values.server, { log: line => console.log(line) })
const ledger = new Ledger()
const context = {
  neo4j,
  uri: server.uri,
  token: neo4j.auth.basic(server.username, server.password),
  ledger,
  driver: neo4j.driver(server.uri, neo4j.auth.basic(server.username, server.password), {
    maxConnectionPoolSize: 8, maxConnectionLifetime: 2_000, connectionAcquisitionTimeout: 20_000, connectionTimeout: 10_000
  })
}
const begin = Date.now()
const end = begin + minutes * 60_000
const isOver = () => Date.now() >= end

async function work (number) {
  for (let i = number; !isOver(); i++) {
    const [name, task] = tasks[i % tasks.length]
    await ledger.run(name, async () => await task(context))
  }
}

async function restartNowAndThen () {
  for (let i = 1; i <= restarts; i++) {
    const moment = begin + i * (end - begin) / (restarts + 1)
    await new Promise(resolve => { setTimeout(resolve, Math.max(0, moment - Date.now())) })
    console.log('server killed')
    await server.kill()
    await server.start()
    console.log('server back')
  }
}

async function watch () {
  while (!isOver()) {
    await new Promise(resolve => { setTimeout(resolve, Math.min(5_000, minutes * 6_000)) })
    ledger.look((Date.now() - begin) / 1000)
  }
}

const problems = []
process.on('unhandledRejection', error => { problems.push(`unhandled rejection: ${error?.stack ?? error}`) })
process.on('uncaughtException', error => { problems.push(`uncaught exception: ${error?.stack ?? error}`) })

await Promise.all([restartNowAndThen(), watch(), ...Array.from({ length: workers }, (_, number) => work(number))])
problems.push(...await ledger.checkWrites(context), ...ledger.unexpected, ...ledger.growth())
await context.driver.close()
await server.stop()
await new Promise(resolve => { setTimeout(resolve, 1_500) })
const left = process.getActiveResourcesInfo().filter(kind => /TCP|TLS/.test(kind))
if (left.length > 0) problems.push(`left behind after close(): ${left.join(', ')}`)
console.log(ledger.summary())
console.log(problems.length === 0 ? 'nothing lost, nothing leaked' : `PROBLEMS\n${problems.slice(0, 20).join('\n')}`)
process.exitCode = problems.length === 0 ? 0 : 1
