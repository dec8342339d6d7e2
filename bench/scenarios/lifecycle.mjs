// What a driver costs before and between queries: loading, the first result, idle sessions.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { datasets } from '../datasets.mjs'
import { median } from '../report.mjs'

const PROCESSES = 5
const script = fileURLToPath(new URL('../fresh.cjs', import.meta.url))
const runFile = promisify(execFile)

/** Figures of `part` (load or first), each the median of some fresh processes. */
function fresh (part, spec) {
  return {
    unit: 'process',
    loadsDriver: true,
    ...spec,
    async run ({ require, modulePath, uri, username, password, report }) {
      const runs = []
      for (let i = 0; i < PROCESSES; i++) {
        const { stdout } = await runFile(process.execPath, ['--expose-gc', script, require.resolve(modulePath), uri, username, password])
        runs.push(JSON.parse(stdout))
      }
      const figures = Object.keys(runs[0][part]).map((key) => [key, median(runs.map((run) => run[part][key]))])
      report({ ...Object.fromEntries(figures), rss: undefined })
      return runs[0].first.value
    }
  }
}

const QUERY = datasets.one.query
const SESSIONS = 500

/** Heap after garbage collection; the pauses let sockets and finalizers settle. */
async function settledHeap () {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30))
    globalThis.gc()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heapUsed, arrayBuffers }
}

async function heapPer (count, open) {
  const before = await settledHeap()
  const held = await open(count)
  const after = await settledHeap()
  return {
    heap: (after.heapUsed - before.heapUsed) / 1024 / held.length,
    buffers: (after.arrayBuffers - before.arrayBuffers) / 1024 / held.length,
    held
  }
}

/** Sessions that each have run a query, and as many connections idle in the pool: transactions held at the same time open them. */
async function openIdle (driver, count, parameters) {
  const sessions = Array.from({ length: count }, () => driver.session())
  const transactions = await Promise.all(sessions.map((session) => session.beginTransaction()))
  await Promise.all(transactions.map((transaction) => transaction.commit()))
  await Promise.all(sessions.map((session) => session.run(QUERY, parameters)))
  return sessions
}

const idleSessions = {
  name: 'idle-sessions',
  title: 'an open idle session and its connection',
  unit: 'session',
  onReplayOnly: true,
  judge: 'heap',
  atMost: { heap: 8 },
  shown: ['buffers'],
  floors: ['bytes'],
  loadsDriver: true,
  async run ({ require, modulePath, uri, username, password, report }) {
    const neo4j = require(modulePath)
    const newDriver = () => neo4j.driver(uri, neo4j.auth.basic(username, password), { maxConnectionPoolSize: SESSIONS })
    const openWith = (driver) => (count) => openIdle(driver, count, { i: neo4j.int(7) })
    const warmUp = newDriver() // of its own, so that none of its connections is used again
    await openWith(warmUp)(100)
    await warmUp.close()
    const driver = newDriver()
    const { heap, buffers, held } = await heapPer(SESSIONS, openWith(driver))
    report({ heap, buffers })
    await driver.close()
    return held.length
  },
  async bareRun ({ report }, openBare) {
    const openAll = (count) => Promise.all(Array.from({ length: count }, openBare))
    const warm = await openAll(100)
    const { heap, buffers, held } = await heapPer(SESSIONS, openAll)
    report({ heap, buffers })
    for (const client of [...warm, ...held]) client.close()
  }
}

export const lifecycle = [
  fresh('load', { name: 'load', title: 'loading', onReplayOnly: true, judge: 'cpu', target: 4 }),
  fresh('load', { name: 'load-heap', title: 'heap after loading', onReplayOnly: true, judge: 'heap', target: 3 }),
  fresh('first', { name: 'first-result', title: 'first result from nothing', judge: 'cpu', target: 2 }),
  idleSessions
]
