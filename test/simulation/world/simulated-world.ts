import type { NetworkConditions } from './network-conditions.js'
import { SimulatedNetwork } from './network.js'
import { SeededRandom } from './random.js'
import { Scheduler, type CountingClock } from './scheduler.js'
import type { World } from './world.js'

/** A broken invariant. */
export interface Failure {
  readonly invariant: string
  readonly what: string
  /** Virtual milliseconds. */
  readonly at: number
}

export interface WorldOptions {
  readonly seed: number
  /** Called with every line of the story. */
  readonly onTrace?: (line: string) => void
  /** Instead of conditions that are drawn. */
  readonly conditions?: NetworkConditions
  /** Names of invariants, or parts of them, that do not matter: to find out what else is broken. */
  readonly ignored?: readonly string[]
  /** Names of invariants, or parts of them: no other matters. */
  readonly only?: readonly string[]
  /** The faults that are left out, by their numbers. */
  readonly without?: ReadonlySet<number>
  /** The steps that are left out, as `client.step`. */
  readonly withoutSteps?: ReadonlySet<string>
}

/** Everything that a seed stands for. */
export class SimulatedWorld implements World {
  readonly seed: number
  readonly random: SeededRandom
  readonly scheduler: Scheduler
  /** Of servers and programs. */
  readonly clock: CountingClock
  /** Of the driver. */
  readonly driverClock: CountingClock
  /** `Math.random` of the driver. */
  readonly driverRandom: SeededRandom
  readonly network: SimulatedNetwork
  readonly isTraced: boolean
  readonly failures: Failure[] = []
  /** What has happened, by number: the ones that shrinking may leave out. */
  readonly faults: Array<{ readonly number: number, readonly what: string }> = []
  /** The steps that programs have made, as `client.step`. */
  readonly steps: string[] = []
  /** Those that programs gave to the driver. */
  readonly signals: AbortSignal[] = []
  readonly #options: WorldOptions
  readonly #chances: SeededRandom
  #faultCount = 0

  constructor (options: WorldOptions) {
    this.#options = options
    this.seed = options.seed
    this.random = new SeededRandom(options.seed)
    this.#chances = this.random.fork('faults')
    this.isTraced = options.onTrace !== undefined
    this.scheduler = new Scheduler(this.random.fork('scheduler'))
    this.scheduler.onError = error => { this.fail('no uncaught exception', describe(error)) }
    this.clock = this.scheduler.clock()
    this.driverClock = this.scheduler.clock()
    this.driverRandom = this.random.fork('driver')
    const { scheduler, trace, fault } = this
    this.network = new SimulatedNetwork({ scheduler, trace, fault, random: this.random.fork('network'), conditions: options.conditions })
  }

  trace = (who: string, what: string): void => {
    this.#options.onTrace?.(`${this.scheduler.now.toFixed(0).padStart(9)} ms  ${who.padEnd(12)} ${what}`)
  }

  sleep = async (milliseconds: number): Promise<void> => {
    await new Promise<void>(resolve => { this.clock.setTimeout(resolve, milliseconds) })
  }

  abortController = (): AbortController => {
    const controller = new AbortController()
    this.signals.push(controller.signal)
    return controller
  }

  faultAt = (at: number, what: string, happen: () => void): void => {
    if (!this.#mayHappen(what)) return
    this.scheduler.at(at, () => {
      this.trace('fault', what)
      happen()
    })
  }

  fault = (what: string, probability: number): boolean => {
    if (!this.#chances.chance(probability) || !this.#mayHappen(what)) return false
    this.trace('fault', what)
    return true
  }

  step = (client: number, step: number, what: string): boolean => {
    const name = `${client}.${step}`
    if (this.#options.withoutSteps?.has(name) === true) return false
    this.steps.push(name)
    this.trace(`client ${client}`, `step ${step}: ${what}`)
    return true
  }

  fail = (invariant: string, what: string): void => {
    this.trace('BROKEN', `${invariant}: ${what}`)
    const { ignored, only } = this.#options
    if (ignored?.some(name => invariant.includes(name)) === true || only?.some(name => invariant.includes(name)) === false) return
    this.failures.push({ invariant, what, at: this.scheduler.now })
    this.scheduler.stop()
  }

  #mayHappen (what: string): boolean {
    const number = ++this.#faultCount
    if (this.#options.without?.has(number) === true) return false
    this.faults.push({ number, what })
    return true
  }
}

function describe (error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error)
}
