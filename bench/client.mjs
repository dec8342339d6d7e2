// One scenario with one driver in a process of its own; the figures go to the parent over the IPC channel.
import { createRequire } from 'node:module'
import { scenarioNamed } from './scenarios/index.mjs'

const require = createRequire(import.meta.url)

/** Adds up the CPU and wall time of the measured parts only. */
class Meter {
  units = 0
  cpu = 0
  wall = 0
  #profiler

  constructor (profiler) {
    this.#profiler = profiler
  }

  measure = async (units, work) => {
    globalThis.gc?.()
    await this.#profiler?.start()
    const cpuBefore = process.cpuUsage()
    const wallBefore = process.hrtime.bigint()
    await work()
    const { user, system } = process.cpuUsage(cpuBefore)
    this.wall += Number(process.hrtime.bigint() - wallBefore) / 1e3
    this.cpu += user + system
    this.units += units
    await this.#profiler?.stop()
  }

  /** Figures per unit: µs of CPU, µs on the clock; and units per second. */
  figures () {
    if (this.units === 0) return {}
    return { cpu: this.cpu / this.units, wall: this.wall / this.units, rate: this.units / this.wall * 1e6, cpuSeconds: this.cpu / 1e6 }
  }
}

async function runDriver (job, scenario, context) {
  if (scenario.loadsDriver) return scenario.run(context)
  const neo4j = require(context.modulePath)
  const uri = scenario.scheme === undefined ? job.uri : job.uri.replace(/^bolt/, scenario.scheme)
  const driver = neo4j.driver(uri, neo4j.auth.basic(job.username, job.password), scenario.config)
  try {
    return await scenario.run({ ...context, neo4j, driver })
  } finally {
    await driver.close()
  }
}

async function runFloor (job, scenario, context) {
  const { floors } = await import('./floors.mjs')
  await floors[job.driver](scenario, context)
}

async function runJob (job) {
  const scenario = scenarioNamed(job.scenario)
  const profiler = job.profile ? new (await import('./profile.mjs')).Profiler() : undefined
  const meter = new Meter(profiler)
  const extra = {}
  const context = {
    ...job,
    require,
    modulePath: job.modules[job.driver],
    scaled: (n) => Math.max(1, Math.round(n * job.scale)),
    measure: meter.measure,
    report: (figures) => Object.assign(extra, figures)
  }
  const checksum = job.driver in job.modules ? await runDriver(job, scenario, context) : await runFloor(job, scenario, context)
  return { checksum: JSON.stringify(checksum ?? null), ...meter.figures(), rss: process.resourceUsage().maxRSS / 1024, ...extra, profile: profiler?.selfTimes() }
}

if (process.send !== undefined) {
  try {
    const result = await runJob(JSON.parse(process.argv[2]))
    process.send({ result }, () => process.disconnect())
  } catch (error) {
    process.send({ error: error.stack }, () => process.exit(1))
  }
}
