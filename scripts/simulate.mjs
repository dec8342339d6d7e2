// `npm run simulate`: runs the driver in a world generated from a seed, with a cluster, users and faults; see docs/simulation.md.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { HeapWatch } from './lib/heap-watch.mjs'
import { prepareSimulation } from './lib/simulation-bundle.mjs'

const usage = `usage: npm run simulate -- [--seeds 100 | --minutes 1 | --seed 17 [--trace]] [--from 1]

  --seeds          how many seeds to play
  --minutes        how long to play one seed after the other, in real time
  --seed           plays this seed alone
  --trace          prints its story, one line for each event
  --from           the first seed; default: a new one every time
  --keep-going     goes on after a seed that fails; 10 at most are shown
  --no-shrink      prints seeds that fail as they are
  --steady         the load that the rate is measured with, not the story of the seed
  --ignore         an invariant, or a part of its name, that does not matter; may be given more than once
  --only           an invariant, or a part of its name: no other matters; may be given more than once
  --driver-source  a folder with the src/ of another version of the driver`

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string' },
    trace: { type: 'boolean', default: false },
    steady: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
    ignore: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    'driver-source': { type: 'string' },
    help: { type: 'boolean', short: 'h' }
  }
})
const from = Number(values.seed ?? values.from ?? Date.now() % 1e9)
const seeds = values.seed !== undefined ? 1 : values.seeds !== undefined ? Number(values.seeds) : values.minutes !== undefined ? Infinity : 100
const minutes = values.minutes === undefined ? Infinity : Number(values.minutes)
if (values.help || !Number.isInteger(from) || !(seeds > 0 && minutes > 0)) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

const MOST_FAILURES = 10
const { play, shrink, realNow } = await prepareSimulation(values['driver-source'] && resolve(values['driver-source']))
const scene = values.steady ? 'steady' : 'seeded'
const { ignore: ignored, only } = values
const print = line => { process.stdout.write(`${line}\n`) }

async function report (result) {
  const { seed, failure } = result
  print(`\nseed ${seed} fails after ${Math.round(failure.at)} ms: ${failure.invariant}\n  ${failure.what}`)
  if (values['no-shrink']) return
  const options = { seed, scene, ignored, only }
  const shrunk = await shrink(play, options, result)
  print(`  smaller, after ${shrunk.runs} runs: ${shrunk.result.steps.length} of ${result.steps.length} steps, ${shrunk.result.faults.length} of ${result.faults.length} faults:\n`)
  await play({ ...options, without: shrunk.without, withoutSteps: shrunk.withoutSteps, onTrace: print })
  print(`\n  the whole story: npm run simulate -- --seed ${seed} --trace`)
}

const sum = { seeds: 0, failures: 0, milliseconds: 0, events: 0, queries: 0 }
const broken = new Map()
const heap = new HeapWatch()
const start = realNow()
const startOfWork = process.cpuUsage()
let shrinking = 0
let playing
// If anything ends the process early, it is a failure.
process.once('exit', () => {
  if (playing === undefined) return
  print(`broken off: seed ${playing} has ended the process`)
  process.exitCode = 1
})
for (let seed = from; seed < from + seeds && realNow() - start < minutes * 60_000; seed++) {
  playing = seed
  const result = await play({ seed, scene, ignored, only, onTrace: values.trace ? print : undefined })
  sum.seeds++
  heap.round()
  for (const key of ['milliseconds', 'events', 'queries']) sum[key] += result[key]
  if (result.failure === undefined) continue
  sum.failures++
  broken.set(result.failure.invariant, [...broken.get(result.failure.invariant) ?? [], seed])
  const before = process.cpuUsage()
  if (!values.trace) await report(result)
  const { user, system } = process.cpuUsage(before)
  shrinking += (user + system) / 1e6
  if (!values['keep-going'] || sum.failures >= MOST_FAILURES) break
}
playing = undefined
const { user, system } = process.cpuUsage(startOfWork)
const seconds = (user + system) / 1e6 - shrinking
for (const [invariant, failing] of broken) print(`broken: ${invariant}, by ${failing.length === 1 ? 'seed' : 'seeds'} ${failing.join(', ')}`)
print(`${sum.seeds} seeds from ${from}, ${sum.failures} of them fail: ${(sum.milliseconds / 3.6e6).toFixed(1)} simulated hours, ${sum.queries} queries and ` +
  `${sum.events} events in ${seconds.toFixed(1)} s of a core (${(sum.milliseconds / 6e4 / seconds).toFixed(0)} simulated minutes per second)`)
if (heap.growth !== undefined) print(`broken: memory is flat: ${heap.growth}`)
process.exit(sum.failures === 0 && heap.growth === undefined ? 0 : 1)
