// A CPU profile of the measured part of one scenario: the functions that the time is spent in, by self time.
import { Session } from 'node:inspector/promises'

const SHOWN = 30
const SAMPLING_US = 200

function place ({ functionName, url, lineNumber }) {
  const file = url.replace(/^.*\/(node_modules|dist|bench)\//, '$1/')
  return `${functionName || '(anonymous)'}  ${file === '' ? '' : `${file}:${lineNumber + 1}`}`
}

/** Profiles between `start` and `stop`, as often as wanted, in the process that it lives in. */
export class Profiler {
  #session = new Session()
  #times = new Map()

  async start () {
    this.#session.connect()
    await this.#session.post('Profiler.enable')
    await this.#session.post('Profiler.setSamplingInterval', { interval: SAMPLING_US })
    await this.#session.post('Profiler.start')
  }

  async stop () {
    const { profile } = await this.#session.post('Profiler.stop')
    this.#session.disconnect()
    const placeOf = new Map(profile.nodes.map((node) => [node.id, place(node.callFrame)]))
    profile.samples.forEach((id, i) => {
      const where = placeOf.get(id)
      if (/^\((idle|root)\)/.test(where)) return
      this.#times.set(where, (this.#times.get(where) ?? 0) + profile.timeDeltas[i] / 1000)
    })
  }

  /** Pairs of function and self time in ms, longest first. */
  selfTimes () {
    return [...this.#times].sort(([, a], [, b]) => b - a)
  }
}

export function printProfile ({ scenario, driver }, { cpu, profile }) {
  if (profile.length === 0) throw new Error(`${scenario} has no part that a profile could show: it measures memory, processes or round trips`)
  const total = profile.reduce((sum, [, time]) => sum + time, 0)
  console.log(`${scenario} with ${driver}: ${total.toFixed(0)} ms in the measured part, ${cpu.toPrecision(3)} µs of CPU per unit while profiled\n`)
  for (const [where, time] of profile.slice(0, SHOWN)) {
    console.log(`${(time / total * 100).toFixed(1).padStart(5)} %  ${time.toFixed(1).padStart(8)} ms  ${where}`)
  }
}
