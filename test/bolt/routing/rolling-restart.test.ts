import { failure } from '../../../src/testing/script/index.js'
import type { Driver } from '../../../src/driver/driver.js'
import { AcceleratedClock } from '../../helpers/accelerated-clock.js'
import type { Cluster, Member } from './cluster.js'
import { passing, useClusters } from './use-cluster.js'

const WORKERS = 12
const DATABASES = ['neo4j', 'movies']

/** Reads and writes until it is told to end; counts what its users were told was done. */
class Workload {
  readonly written: string[] = []
  reads = 0
  readonly failures: unknown[] = []
  readonly #ends: Array<Promise<void>>
  #goesOn = true

  constructor (driver: Driver) {
    this.#ends = Array.from({ length: WORKERS }, async (_, worker) => { await this.#work(driver, worker) })
  }

  /** Resolves when as many more writes have succeeded, or the work has stopped. */
  async progress (more: number = WORKERS): Promise<void> {
    const goal = this.written.length + more
    while (this.written.length < goal && this.#goesOn) await passing(5)
  }

  async end (): Promise<void> {
    this.#goesOn = false
    await Promise.all(this.#ends)
  }

  async #work (driver: Driver, worker: number): Promise<void> {
    const session = driver.session({ database: DATABASES[worker % 2] })
    for (let i = 0; this.#goesOn; i++) {
      const id = `${worker}-${i}`
      try {
        await session.executeWrite(async tx => {
          await tx.run('RETURN 1')
          await tx.run(`WRITE ${id}`)
        })
        this.written.push(id)
        await session.executeRead(async tx => await tx.run('RETURN 1'))
        this.reads++
      } catch (error) {
        this.failures.push(error)
        await passing(1)
      }
    }
    await session.close()
  }
}

describe('a rolling restart of a cluster of five', () => {
  const { cluster: start, connect } = useClusters()

  /** As an orderly server: leads nothing any more, begins nothing new, lets what is open end, and goes. */
  async function restart (cluster: Cluster, member: Member, leaving: Set<Member>, workload: Workload): Promise<void> {
    for (const [database, leader] of cluster.leaders) {
      if (leader === member) cluster.leaders.set(database, cluster.members.find(other => other !== member && other.isUp))
    }
    leaving.add(member)
    await workload.progress()
    await member.stop()
    await workload.progress()
    await member.start()
    leaving.delete(member)
    await workload.progress()
  }

  it('is not noticed by transaction functions: all succeed, none writes twice, and nothing is left over', async () => {
    const cluster = await start(5)
    const leaving = new Set<Member>()
    cluster.ttl = 2
    cluster.leaders.set('movies', cluster.members[1])
    cluster.interfere = ({ name }, member) => leaving.has(member) && (name === 'BEGIN' || name === 'ROUTE')
      ? failure('Neo.TransientError.General.DatabaseUnavailable', 'The server is shutting down')
      : undefined
    const driver = connect(cluster, { clock: new AcceleratedClock(100) })
    const workload = new Workload(driver)
    await workload.progress()
    for (let round = 0; round < 2; round++) {
      for (const member of cluster.members) {
        await restart(cluster, member, leaving, workload)
      }
    }
    await workload.end()
    await driver.close()
    await passing(50)

    expect(workload.failures).toEqual([])
    expect(workload.reads).toBe(workload.written.length)
    expect([...cluster.committed].sort()).toEqual([...workload.written].sort())
    expect(cluster.openConnections).toBe(0)
  }, 60_000)

  it('that is none, but a power failure of one after the other, costs only the commits whose outcome is unknown', async () => {
    const cluster = await start(5)
    cluster.leaders.set('movies', cluster.members[1])
    const driver = connect(cluster, { clock: new AcceleratedClock(100) })
    const workload = new Workload(driver)
    for (const member of cluster.members) {
      await workload.progress()
      await member.stop()
      for (const [database, leader] of cluster.leaders) {
        if (leader === member) cluster.leaders.set(database, cluster.members.find(other => other.isUp))
      }
      await workload.progress()
      await member.start()
    }
    await workload.end()
    await driver.close()

    for (const error of workload.failures) {
      expect(error).toMatchObject({ code: 'SessionExpired', retryable: false, message: expect.stringMatching(/not known whether the transaction was committed/) })
    }
    expect(new Set(cluster.committed).size).toBe(cluster.committed.length)
    expect(cluster.committed).toEqual(expect.arrayContaining(workload.written))
    expect(cluster.committed.length).toBeLessThanOrEqual(workload.written.length + workload.failures.length)
  }, 60_000)
})
