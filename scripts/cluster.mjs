// `npm run cluster`: tests whether the driver survives failures. Starts a Neo4j causal cluster, lets programs write and read while
// its leader is restarted and killed, compares the confirmed writes with the content of the database, and stops everything.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import restartsModule from '../test/cluster/restarts.cjs'
import roles from '../test/cluster/roles.cjs'
import workloadModule from '../test/cluster/workload.cjs'
import clusterModule from '../test/live/server/cluster.cjs'
import { printAudit, printServers, problemsOf, progressLine } from './lib/cluster-report.mjs'
import { LiveLine } from './lib/live-line.mjs'

const usage = `usage: npm run cluster -- [--all] [--writers 12] [--readers 6]

  --all      every member is restarted in turn, then the leader is killed twice (5 minutes); otherwise the
             leader is restarted once and killed once
  --writers  programs that write at any time
  --readers  programs that read at any time`

/** Seconds of undisturbed work before and after the failures. */
const QUIET = 5
const REFRESH_MS = 500
const PROBLEMS_SHOWN = 20

function readOptions () {
  const { values } = parseArgs({
    options: { all: { type: 'boolean', default: false }, writers: { type: 'string', default: '12' }, readers: { type: 'string', default: '6' }, help: { type: 'boolean' } }
  })
  const [writers, readers] = [values.writers, values.readers].map(Number)
  if (values.help || !(Number.isInteger(writers) && writers > 0 && Number.isInteger(readers) && readers >= 0)) {
    console.log(usage)
    process.exit(values.help ? 0 : 2)
  }
  return { all: values.all, writers, readers }
}

/** Shows the progress of the work until the returned function is called. */
function watch (line, ledger, cluster, neo4j) {
  const begin = performance.now()
  let leader
  let isOver = false
  const timer = setInterval(() => { line.update(progressLine(ledger, leader, performance.now() - begin)) }, REFRESH_MS)
  const follow = async () => {
    while (!isOver) {
      leader = [...await roles.rolesOf(neo4j, cluster.cores)].find(([, role]) => role === 'LEADER')?.[0].name
      await sleep(REFRESH_MS)
    }
  }
  const following = follow()
  return async () => {
    isOver = true
    clearInterval(timer)
    line.end()
    await following
  }
}

async function disturb (restarts, cluster, neo4j, { all }) {
  await restarts.rolling(all ? cluster.members : [await roles.leaderAmong(neo4j, cluster.cores)])
  for (let i = 0; i < (all ? 2 : 1); i++) await restarts.killLeader()
}

async function run (cluster, neo4j, options) {
  const driver = neo4j.driver(cluster.uri, neo4j.auth.none())
  try {
    await workloadModule.Workload.prepare(driver)
    const line = new LiveLine()
    const workload = new workloadModule.Workload(driver, options)
    const restarts = new restartsModule.Restarts(neo4j, cluster, workload, text => line.say(text))
    const stopWatching = watch(line, workload.ledger, cluster, neo4j)
    try {
      await sleep(QUIET * 1000)
      await disturb(restarts, cluster, neo4j, options)
      await sleep(QUIET * 1000)
    } finally {
      await Promise.all([stopWatching(), workload.stop()])
    }
    const audit = await workload.audit()
    printServers(cluster.members, workload.ledger.servers)
    printAudit(audit, restarts.longestElection)
    return problemsOf(audit)
  } finally {
    await driver.close()
  }
}

const options = readOptions()
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] })
const neo4j = createRequire(import.meta.url)('neobolt')

let cluster
try {
  console.log('starting three cores and a read replica: a minute or two')
  cluster = await clusterModule.startCluster({ tableTtl: 30, log: text => console.log(text) })
  const problems = await run(cluster, neo4j, options)
  console.log(problems.length === 0 ? '\nnothing lost, nothing doubled, nothing stale' : `\nPROBLEMS\n${problems.slice(0, PROBLEMS_SHOWN).join('\n')}`)
  process.exitCode = problems.length === 0 ? 0 : 1
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await cluster?.stop()
}
