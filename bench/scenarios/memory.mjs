// What is kept, and the most that is held at a time: idle sessions, results, large rows.
import { setTimeout as sleep } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { datasets } from '../datasets.mjs'

const QUERY = datasets.one.query
const SESSIONS = 500
const KEPT_ROWS = 50_000
const LARGE_ROWS = 24

/** Bytes after garbage collection; the pauses let sockets and finalizers settle. */
async function settledMemory () {
  for (let i = 0; i < 4; i++) {
    await sleep(30)
    globalThis.gc()
  }
  return { heap: getHeapStatistics().used_heap_size, buffers: process.memoryUsage().arrayBuffers }
}

/** KB for each of the things that `open` gives. */
async function memoryPer (open) {
  const before = await settledMemory()
  const held = await open()
  const after = await settledMemory()
  const per = (key) => (after[key] - before[key]) / 1024 / held.length
  return { heap: per('heap'), buffers: per('buffers'), held }
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
    const open = (driver, count) => openIdle(driver, count, { i: neo4j.int(7) })
    const warmUp = newDriver() // of its own, so that none of its connections is used again
    await open(warmUp, 100)
    await warmUp.close()
    const driver = newDriver()
    const { heap, buffers, held } = await memoryPer(() => open(driver, SESSIONS))
    report({ heap, buffers })
    await driver.close()
    return held.length
  },
  async bareRun ({ report }, openBare) {
    const openAll = (count) => Promise.all(Array.from({ length: count }, openBare))
    const warm = await openAll(100)
    const { heap, buffers, held } = await memoryPer(() => openAll(SESSIONS))
    report({ heap, buffers })
    for (const client of [...warm, ...held]) client.close()
  }
}

/** Heap of a result that is awaited and kept, by the row. */
function kept (dataset, target) {
  return {
    name: `kept-${dataset}`,
    title: `heap of a row that is kept: ${dataset}`,
    unit: 'record',
    judge: 'heap',
    target,
    async run ({ driver, neo4j, report, scaled }) {
      const session = driver.session()
      const rows = async (n) => (await session.run(datasets[dataset].query, { n: neo4j.int(n) })).records
      await rows(1000)
      const { heap, held } = await memoryPer(() => rows(scaled(KEPT_ROWS)))
      report({ heap })
      await session.close()
      return held.length
    }
  }
}

/** How far the memory of the process goes beyond what it was before: rows of 8 MiB, four to a fetch, read one by one. */
const largeRows = {
  name: 'large-rows',
  title: '8 MiB rows, fetchSize 4, for await: peak',
  unit: 'peak',
  onReplayOnly: true,
  judge: 'peak',
  /** A fetch of four, a row that is being read, and a read buffer: 48 MB. */
  atMost: { peak: 48 },
  async run ({ driver, neo4j, report }) {
    const session = driver.session({ fetchSize: 4 })
    const before = process.resourceUsage().maxRSS / 1024
    let bytes = 0
    for await (const record of session.run(datasets.bytes.query, { n: neo4j.int(LARGE_ROWS) })) {
      bytes += record.get(0).length
      await sleep(5)
    }
    report({ peak: process.resourceUsage().maxRSS / 1024 - before })
    await session.close()
    return bytes
  }
}

export const memory = [idleSessions, kept('integers', 2), kept('nodes', 2), largeRows]
