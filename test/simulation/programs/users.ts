import type { Driver } from '../../../src/entry/rx-driver.js'
import type { Cluster } from '../cluster/cluster.js'
import type { DriverUnderTest } from '../runner/driver-under-test.js'
import type { World } from '../world/world.js'
import { Client } from './client.js'
import { openDriver, type OpenDriver } from './driver-maker.js'
import { Records } from './outcome.js'
import type { DriverPlan, Program } from './steps.js'
import { Told } from './told.js'

/** Limits below these may be too short for a query that has to begin with a search for servers. */
const ENOUGH = { connectionAcquisitionTimeout: 20_000, connectionTimeout: 3000, maxTransactionRetryTime: 10_000 }

/** How long clients may go on when everything has become calm, in milliseconds. */
const FAREWELLS = [0, 1000, 120_000]

/** A callback that has not settled in a minute is called again for those who come later: until then they may wait for it in vain. */
const CALLBACK_PATIENCE = 90_000

/** All who have wanted these connections have given up long ago. */
const PLACES_KEPT = /[1-9]\d* being opened, 0 others waiting, .*nothing is lent/

/** All users of a world, and their drivers. */
export class Users {
  readonly records = new Records()
  readonly #open: readonly OpenDriver[]
  readonly #clients: readonly Client[]
  readonly #closing: Told
  readonly #world: World
  readonly #isReliable: boolean
  #sessions = 0
  #stop = (): void => {}
  readonly #stopped = new Promise<void>(resolve => { this.#stop = resolve })

  /**
   * @param stall for how long the network may keep a message back, in milliseconds
   * @param isReliable whether the network does nothing worse
   */
  constructor (program: Program, world: World, cluster: Cluster, under: DriverUnderTest, stall: number, isReliable: boolean) {
    this.#world = world
    this.#isReliable = isReliable
    this.#open = program.drivers.map((plan, i) => openDriver(plan, i, { world, cluster, under, stall }))
    this.#clients = program.clients.map((plan, i) => new Client(plan, {
      world,
      cluster,
      under,
      of: this.#open[plan.driver],
      told: new Told(i, world, this.records, under.neo4j),
      nextSession: () => ++this.#sessions
    }))
    for (const [i, { driver }] of program.clients.entries()) if (stall === 0 && isLine(program.drivers[driver])) this.records.queues.set(i, driver)
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
    await Promise.all(this.#clients.map(async client => { await client.finish() }))
    await this.#stopped
    if (this.#isReliable) {
      await this.#world.sleep(CALLBACK_PATIENCE)
      await Promise.all(this.#open.map(async open => { await this.#probe(open) }))
    }
    await this.#close()
  }

  /** Callbacks behave well from now on, and soon everybody stops. */
  calm (): void {
    for (const { callbacks } of this.#open) callbacks.isCalm = true
    void this.#world.sleep(this.#world.random.fork('end').pick(FAREWELLS)).then(this.#stop)
  }

  /** Whatever has happened before: when all is well, a driver works. */
  async #probe ({ driver, plan: { limits, auth }, due }: OpenDriver): Promise<void> {
    const isPatient = Object.entries(ENOUGH).every(([name, least]) => limits[name as keyof typeof ENOUGH] >= least)
    if (!isPatient) return
    const within = due.function(due.acquisition + due.requests(5))
    const record = this.#closing.call({ kind: 'executeQuery', step: 0, user: auth.user, within })
    try {
      await this.#closing.settle(record, async () => await driver.executeQuery('READ', { call: record.call }, { routing: 'READ' }))
    } catch (error) {
      const { code, message } = error as { readonly code?: string, readonly message: string }
      // Its token has been replaced, or a client has closed it.
      if (code?.startsWith('Neo.ClientError.Security.') === true || message.includes('closed')) return
      const invariant = PLACES_KEPT.test(message) ? 'a connection that no caller waits for takes no place in a pool' : 'a driver works when all is well again'
      this.#world.fail(invariant, `call ${record.call} failed: ${message}`)
    }
  }

  async #close (): Promise<void> {
    await Promise.all(this.#open.map(async ({ driver, due }) => {
      const record = this.#closing.call({ kind: 'driverClose', step: 0, within: due.acquisition + due.requests(4) })
      await this.#closing.settle(record, async () => { await driver.close() }).catch(() => {})
    }))
  }
}

function isLine ({ scheme, limits, auth, bookmarks }: DriverPlan): boolean {
  return scheme === 'bolt' && limits.maxConnectionPoolSize === 1 && auth.kind === 'fixed' && bookmarks.supplier === undefined
}
