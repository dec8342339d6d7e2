import type { Driver } from '../../../src/entry/rx-driver.js'
import type { ManagedTransaction } from '../../../src/session/managed-transaction.js'
import type { CallRecord, Records, RowsRecord } from '../programs/outcome.js'
import type { Random, World } from '../world/world.js'

/** What the rate is measured with: clients that do one thing after the other, with pauses, as a web application does. */
export interface SteadyLoad {
  readonly clients: number
  readonly duration: number
  /** Milliseconds between two calls of a client, at most; half of it on average. */
  readonly pause: number
}

/** Resolves when all clients have done their last call. */
export async function playSteadily (world: World, driver: Driver, records: Records, load: SteadyLoad): Promise<void> {
  await Promise.all(Array.from({ length: load.clients }, (_, client) => new SteadyClient(world, driver, records, client).play(load)))
}

class SteadyClient {
  readonly #world: World
  readonly #driver: Driver
  readonly #records: Records
  readonly #client: number
  readonly #random: Random

  constructor (world: World, driver: Driver, records: Records, client: number) {
    this.#world = world
    this.#driver = driver
    this.#records = records
    this.#client = client
    this.#random = world.random.fork(`steady ${client}`)
  }

  async play ({ duration, pause }: SteadyLoad): Promise<void> {
    const { clock, sleep } = this.#world
    for (let step = 0; ; step++) {
      await sleep(this.#random.int(pause))
      if (clock.now() >= duration) return
      const writes = this.#random.chance(0.4)
      if (!this.#world.step(this.#client, step, writes ? 'writes, and reads it' : 'reads rows')) continue
      if (writes) await this.#writeAndRead(step)
      else await this.#readRows(step)
    }
  }

  async #writeAndRead (step: number): Promise<void> {
    const session = this.#driver.session({ database: 'neo4j' })
    const write = this.#begin(step, 'executeWrite')
    const id = `w${write.call}`
    this.#records.writes.set(id, { id, call: write.call, promised: 'nothing', promisedAt: undefined, isIdempotent: false })
    const isWritten = await this.#settle(write, () => session.executeWrite(async (tx: ManagedTransaction) => { await tx.run('WRITE', { id, call: write.call }) }))
    const told = this.#records.writes.get(id)!
    if (isWritten) [told.promised, told.promisedAt] = ['committed', this.#world.clock.now()]
    const read = this.#begin(step, 'executeRead', isWritten ? [id] : [])
    await this.#settle(read, async () => {
      const { records: [record] } = await session.executeRead((tx: ManagedTransaction) => tx.run('READ', { call: read.call }))
      read.sight = { member: record.get('member'), database: record.get('database'), position: Number(record.get('position')), user: record.get('user') }
    })
    await session.close()
  }

  async #readRows (step: number): Promise<void> {
    const expected = this.#random.int(30)
    const call = this.#begin(step, 'executeQuery')
    const rows: RowsRecord = { expected, received: 0, inOrder: true, isComplete: false }
    call.rows = rows
    await this.#settle(call, async () => {
      const { records } = await this.#driver.executeQuery(`ROWS ${expected}`, { call: call.call }, { database: 'neo4j', routing: 'READ' })
      rows.inOrder = records.every((record, i) => Number(record.get('row')) === i && Number(record.get('call')) === call.call)
      rows.received = records.length
      rows.isComplete = true
    })
  }

  #begin (step: number, kind: CallRecord['kind'], mustSee: readonly string[] = []): CallRecord {
    const { calls } = this.#records
    const call: CallRecord = {
      call: calls.length + 1, parent: undefined, client: this.#client, step, kind, session: undefined, user: 'alice', impersonatedUser: undefined, database: 'neo4j',
      begunAt: this.#world.clock.now(), dueAt: Infinity, settledAt: undefined, abortedAt: undefined, outcome: { kind: 'pending' }, rows: undefined, sight: undefined, mustSee
    }
    calls.push(call)
    return call
  }

  async #settle (call: CallRecord, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work()
      call.outcome = { kind: 'value' }
    } catch (error) {
      const { name, code, message } = error as Error & { code?: string }
      call.outcome = { kind: 'error', error: { name, code, message, retriable: false, outcome: undefined, phase: undefined, isTyped: name === 'Neo4jError' } }
      this.#world.trace(`client ${this.#client}`, `call ${call.call} failed: ${code} ${message}`)
    }
    call.settledAt = this.#world.clock.now()
    return call.outcome.kind === 'value'
  }
}
