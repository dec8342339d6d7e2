import type { Evidence, Invariant } from '../invariants/invariant.js'
import { INVARIANTS } from '../invariants/index.js'
import { ORDINARY } from '../world/network-conditions.js'
import { type Failure, SimulatedWorld, type WorldOptions } from '../world/simulated-world.js'
import type { DriverBundle } from './driver-under-test.js'
import { driverUnderTest } from './driver-under-test.js'
import { type Scene, type SceneParts, seededScene, steadyScene } from './scenes.js'

export interface RunOptions extends WorldOptions {
  /** The seed's own story, or a load that does not depend on it, for measuring the rate. */
  readonly scene: 'seeded' | 'steady'
}

/** What came of one seed. */
export interface RunResult {
  readonly seed: number
  /** The first broken invariant; undefined if all hold. */
  readonly failure: Failure | undefined
  /** Virtual milliseconds until the last program had ended. */
  readonly milliseconds: number
  readonly events: number
  readonly calls: number
  readonly queries: number
  /** What happened, for shrinking. */
  readonly faults: SimulatedWorld['faults']
  readonly steps: readonly string[]
}

/** How long programs may go on after everything has become calm, and drivers after they were closed, in milliseconds. */
const PATIENCE = 60 * 60_000

/** Plays the story of one seed. */
export class Run {
  readonly world: SimulatedWorld
  readonly #scene: Scene
  readonly #evidence: Evidence
  #hasEnded = false

  constructor (options: RunOptions, bundle: DriverBundle) {
    const world = this.world = new SimulatedWorld(options.scene === 'steady' ? { ...options, conditions: ORDINARY } : options)
    const parts: SceneParts = { world, driver: driverUnderTest(bundle, world.driverClock, async () => []) }
    this.#scene = options.scene === 'seeded' ? seededScene(parts) : steadyScene(parts)
    const { cluster, records, drivers, allRoute } = this.#scene
    this.#evidence = { ...parts, truth: cluster.truth, records, drivers, allRoute }
    world.scheduler.afterEach = () => { this.#check('always') }
  }

  async play (): Promise<RunResult> {
    const { world } = this
    const { scheduler } = world
    const { cluster, records, duration } = this.#scene
    cluster.start()
    const playing = this.#scene.play().then(() => { this.#hasEnded = true }, error => { world.fail('the simulation itself works', String((error as Error)?.stack ?? error)) })
    await scheduler.run(duration)
    if (world.failures.length === 0) {
      world.trace('world', 'everything becomes calm')
      this.#scene.calm()
      for (let until = scheduler.now + PATIENCE; !this.#hasEnded && world.failures.length === 0 && scheduler.now < until;) await scheduler.run(scheduler.now + 1000)
    }
    const milliseconds = scheduler.now
    if (world.failures.length === 0 && !this.#hasEnded) this.#check('atEnd')
    if (world.failures.length === 0 && !this.#hasEnded) world.fail('every program ends', 'a program has not ended')
    // Where that a program never ends does not matter, nobody waits for it.
    if (world.failures.length === 0 && this.#hasEnded) {
      await playing
      await this.#end()
    }
    return {
      seed: world.seed,
      failure: world.failures[0],
      milliseconds,
      events: scheduler.steps,
      calls: records.calls.length,
      queries: cluster.truth.transactions.reduce((sum, { queries }) => sum + queries.length, 0),
      faults: world.faults,
      steps: world.steps
    }
  }

  /** A broken promise, or an exception, that nobody has caught. */
  uncaught (error: unknown): void {
    this.world.fail('every error reaches its caller', String((error as Error)?.stack ?? error))
  }

  /** All programs have ended: drivers are closed, and then nothing may be left. */
  async #end (): Promise<void> {
    const { world } = this
    for (const driver of this.#evidence.drivers) void driver.close()
    this.#scene.cluster.stop()
    await world.scheduler.run(world.scheduler.now + PATIENCE)
    if (world.failures.length === 0) this.#check('atEnd')
  }

  #check (when: Invariant['when']): void {
    for (const { name, when: its, brokenBy } of INVARIANTS) {
      if (its !== when) continue
      const broken = brokenBy(this.#evidence)
      if (broken === undefined) continue
      this.world.fail(name, broken)
      if (this.world.failures.length > 0) return
    }
  }
}
