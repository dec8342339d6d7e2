// What is paid in a process that has just been started: loading, the first result, the first thousand rows.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { datasets } from '../datasets.mjs'
import { median } from '../report.mjs'

/** For each of the runs, of which there are five by default: 40 altogether. */
const PROCESSES = 8
const ROWS = 1000
const script = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const runFile = promisify(execFile)

/** What a script prints in so many processes, one after the other. */
async function processes (file, args) {
  const runs = []
  for (let i = 0; i < PROCESSES; i++) {
    const { stdout } = await runFile(process.execPath, ['--expose-gc', file, ...args])
    runs.push(JSON.parse(stdout))
  }
  return runs
}

function medians (runs) {
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]))
}

/** The entry `neobolt/lite`; other drivers and older builds have but one. */
function liteOf (file) {
  const lite = join(dirname(file), 'lite.js')
  return existsSync(lite) ? lite : file
}

/** Figures of a part of fresh.cjs. */
function fresh (partOf, { entry = (file) => file, ...spec }) {
  return {
    unit: 'process',
    loadsDriver: true,
    ...spec,
    async run ({ require, modulePath, uri, username, password, report }) {
      const runs = await processes(script('fresh.cjs'), [entry(require.resolve(modulePath)), uri, username, password])
      report({ ...medians(runs.map(partOf)), rss: undefined })
      return runs[0].first.value
    }
  }
}

function firstRows (dataset, target) {
  return {
    name: `first-rows-${dataset}`,
    title: `first 1,000 rows of a process: ${dataset}`,
    unit: 'record',
    judge: 'cpu',
    target,
    loadsDriver: true,
    async run ({ require, modulePath, uri, username, password, report }) {
      const runs = await processes(script('first-rows.cjs'), [require.resolve(modulePath), uri, username, password, datasets[dataset].query, ROWS])
      report({ ...medians(runs), rss: undefined })
      return runs[0].present
    }
  }
}

const loading = ({ load }) => load
const asking = ({ first: { cpu, wall } }) => ({ cpu, wall })
const both = ({ load, first }) => ({ cpu: load.cpu + first.cpu, wall: load.wall + first.wall })

export const freshProcesses = [
  fresh(loading, { name: 'load', title: 'loading', onReplayOnly: true, judge: 'cpu', target: 4 }),
  fresh(loading, { name: 'load-heap', title: 'heap after loading', onReplayOnly: true, judge: 'heap', target: 3 }),
  fresh(asking, { name: 'first-result', title: 'first result of a loaded driver', judge: 'cpu', target: 2 }),
  fresh(both, { name: 'cold-start', title: 'loading, connecting, first result', judge: 'cpu', target: 2.2 }),
  fresh(both, { name: 'cold-start-lite', title: 'the same with neobolt/lite', judge: 'cpu', target: 2.5, entry: liteOf }),
  firstRows('integers', 3),
  firstRows('mixed', 3),
  firstRows('nodes', 3),
  firstRows('relationships', 3),
  firstRows('temporal', 4)
]
