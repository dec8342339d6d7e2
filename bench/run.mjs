// npm run bench: compares neobolt with neo4j-driver. See docs/performance.md for how to read the table.
import { execFileSync, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadGraph, removeGraph } from './real-graph.mjs'
import { printProfile } from './profile.mjs'
import { writeCharts } from './chart.mjs'
import { runClient } from './run-client.mjs'
import { printHeader, printScenario, summarise, writeJson } from './report.mjs'
import { scenarioNamed, scenarios } from './scenarios/index.mjs'

const here = (file) => fileURLToPath(new URL(file, import.meta.url))

const usage = `npm run bench -- [options]
  --only a,b        scenarios whose name starts with one of these (default: all)
  --runs N          processes per driver and scenario (default 5, with --quick 3)
  --quick           a third of the work
  --ours file       another build in place of dist/cjs/index.js
  --compare file    another build of ours in place of neo4j-driver; says what differs by more than the noise
  --nodes a,b       Node binaries to run both sides with, one table each (default: the Node that runs this)
  --driver name     only one side: ours or official
  --bolt 5.8        the version that the replay server agrees to (5.1 to 5.8)
  --real URI        a real Neo4j, or a cluster by neo4j://, instead of the replay server (NEO4J_USERNAME, NEO4J_PASSWORD)
  --json file       where the figures go (default bench/results/<time>.json)
  --profile name    CPU profile of one scenario (of ours, or of --driver)
  --chart file      no measuring: draws the figures of that JSON file for README.md and docs/performance.md
  --list            names of the scenarios`

function readOptions () {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' }, runs: { type: 'string' }, quick: { type: 'boolean', default: false },
      ours: { type: 'string', default: here('../dist/cjs/index.js') }, compare: { type: 'string' }, nodes: { type: 'string' }, driver: { type: 'string' }, bolt: { type: 'string', default: '5.8' }, real: { type: 'string' },
      json: { type: 'string' }, chart: { type: 'string' }, profile: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean' }
    }
  })
  if (values.driver !== undefined && values.driver !== 'ours' && values.driver !== 'official') {
    throw new Error(`--driver is ours or official, not ${values.driver}`)
  }
  const runs = Number(values.runs ?? (values.quick ? 3 : 5))
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs is a whole number from 1 on, not ${values.runs}`)
  if (!/^5\.[1-8]$/.test(values.bolt)) throw new Error(`--bolt is one of 5.1 to 5.8, not ${values.bolt}: the rows are encoded as those versions want them`)
  return { ...values, runs, nodes: values.nodes?.split(',') ?? [process.execPath], scale: values.quick ? 0.3 : 1 }
}

function selected ({ only, real }) {
  const prefixes = only?.split(',')
  const chosen = scenarios.filter(({ name, onReplayOnly, onRealOnly }) =>
    (prefixes === undefined || prefixes.some((prefix) => name.startsWith(prefix))) && !(real ? onReplayOnly : onRealOnly))
  if (chosen.length === 0) throw new Error(`no scenario ${real ? 'for a real server' : 'for the replay server'} matches --only ${only}; --list shows their names`)
  return chosen
}

function startServer (version) {
  const server = fork(here('./replay-server.mjs'), [version])
  return new Promise((resolve, reject) => {
    server.once('message', ({ port }) => resolve({ uri: `bolt://127.0.0.1:${port}`, stop: () => server.disconnect() }))
    server.once('exit', (code) => reject(new Error(`the replay server ended with exit code ${code}`)))
  })
}

function checkSame (name, results) {
  const seen = new Set(results.map(({ checksum }) => checksum))
  if (seen.size > 1) throw new Error(`${name}: the checksums differ: ${[...seen].join(' and ')}`)
}

async function measureScenario (scenario, job, sides, runs) {
  const drivers = scenario.onlyOurs ? sides.filter((side) => side === 'ours') : sides
  const results = Object.fromEntries(drivers.map((driver) => [driver, []]))
  for (let round = 0; round < runs; round++) {
    const order = round % 2 === 0 ? drivers : [...drivers].reverse()
    for (const driver of order) results[driver].push(await runClient({ ...job, scenario: scenario.name, driver }))
  }
  checkSame(scenario.name, Object.values(results).flat())
  const floors = {}
  if (!job.real && !job.compared) {
    for (const floor of scenario.floors ?? []) floors[floor] = await runClient({ ...job, scenario: scenario.name, driver: floor })
  }
  return summarise(scenario, results, floors)
}

async function profileScenario (job) {
  scenarioNamed(job.scenario)
  printProfile(job, await runClient(job))
}

function jobOf (options, uri) {
  return {
    uri,
    scale: options.scale,
    real: Boolean(options.real),
    compared: options.compare !== undefined,
    modules: { official: options.compare === undefined ? 'neo4j-driver' : resolve(options.compare), ours: resolve(options.ours) },
    username: process.env.NEO4J_USERNAME ?? 'neo4j',
    password: process.env.NEO4J_PASSWORD ?? 'password'
  }
}

function assertBuilt (file, remedy) {
  if (!existsSync(file)) throw new Error(`${file} is missing: ${remedy}`)
}

const versionOf = (node) => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()

/** All chosen scenarios with one Node, a line each as soon as it is measured. */
async function table (options, job, drivers) {
  printHeader(options, drivers, versionOf(job.node))
  const rows = []
  for (const scenario of selected(options)) {
    const row = await measureScenario(scenario, job, drivers, options.runs)
    rows.push({ ...row, node: versionOf(job.node) })
    printScenario(row, options)
  }
  console.log()
  return rows
}

async function main () {
  const options = readOptions()
  if (options.help) return console.log(usage)
  if (options.list) return scenarios.forEach(({ name, title }) => console.log(`${name.padEnd(24)} ${title}`))
  if (options.chart) return writeCharts(options.chart)
  const drivers = options.driver === undefined ? ['official', 'ours'] : [options.driver]
  if (drivers.includes('ours')) assertBuilt(options.ours, 'npm run build first, or measure only the other side with --driver official')
  if (options.compare !== undefined) assertBuilt(options.compare, '--compare names the dist/cjs/index.js of another build')
  const server = options.real ? { uri: options.real, stop () {} } : await startServer(options.bolt)
  const job = jobOf(options, server.uri)
  try {
    if (job.real) await loadGraph(job)
    if (options.profile) return await profileScenario({ ...job, scenario: options.profile, driver: options.driver ?? 'ours', profile: true })
    const rows = []
    for (const node of options.nodes) rows.push(...await table(options, { ...job, node }, drivers))
    writeJson(options, rows)
  } finally {
    if (job.real) await removeGraph(job)
    server.stop()
  }
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
