import type { Driver } from '../../../src/entry/rx-driver.js'
import type { Cluster } from '../cluster/cluster.js'
import type { DriverUnderTest } from '../runner/driver-under-test.js'
import type { World } from '../world/world.js'
import { Client } from './client.js'
import { openDriver, type OpenDriver } from './driver-maker.js'
import { Records } from './outcome.js'
import type { Program } from './steps.js'
import { Told } from './told.js'

/** How long clients may go on when everything has become calm, in milliseconds. */
const FAREWELLS = [0, 1000, 120_000]

/** All users of a world, and their drivers. */
export class Users {
  readonly records = new Records()
  readonly #open: readonly OpenDriver[]
  readonly #clients: readonly Client[]
  readonly #closing: Told
  readonly #world: World
  #sessions = 0
  #stop = (): void => {}
  readonly #stopped = new Promise<void>(resolve => { this.#stop = resolve })

  /** @param stall for how long the network may keep a message back, in milliseconds */
  constructor (program: Program, world: World, cluster: Cluster, under: DriverUnderTest, stall: number) {
    this.#world = world
    this.#open = program.drivers.map((plan, i) => openDriver(plan, i, { world, cluster, under, stall }))
    this.#clients = program.clients.map((plan, i) => new Client(plan, {
      world,
      cluster,
      under,
      of: this.#open[plan.driver],
      told: new Told(i, world, this.records, under.neo4j),
      nextSession: () => ++this.#sessions
    }))
    this.#closing = new Told(program.clients.length, world, this.records, under.neo4j)
  }

  get drivers (): readonly Driver[] {
    return this.#open.map(({ driver }) => driver)
  }

  /**
   * All clients do their steps, and then close their sessions and drivers. Without {@link calm} it may never end, as a client
   * may wait for something that never settles.
   */
  async play (): Promise<void> {
    await Promise.race([Promise.all(this.#clients.map(async client => { await client.play() })), this.#stopped])
    await this.#finish()
  }

  /** Callbacks behave well from now on, and soon everybody stops. */
  calm (): void {
    for (const { callbacks } of this.#open) callbacks.isCalm = true
    void this.#world.sleep(this.#world.random.fork('end').pick(FAREWELLS)).then(this.#stop)
  }

  async #finish (): Promise<void> {
    await Promise.all(this.#clients.map(async client => { await client.finish() }))
    await Promise.all(this.#open.map(async ({ driver, due }) => {
      const record = this.#closing.call({ kind: 'driverClose', step: 0, within: due.acquisition + due.requests(4) })
      await this.#closing.settle(record, async () => { await driver.close() }).catch(() => {})
    }))
  }
}
