import neo4j, { type Config, type Driver } from '../../src/index.js'
import { type RoutingProvider } from '../../src/routing/routing-provider.js'
import { type LocalCluster, type Member, startCluster } from '../live/server/cluster.cjs'
import { leaderAmong } from './roles.cjs'

/** Seconds: longer than an election, so that a leader is not found by chance; short enough to be waited for. */
export const TABLE_TTL = 30

/** The cluster of all suites, three cores and a read replica, and the drivers of the test that runs. */
export class TestCluster {
  #cluster: LocalCluster | undefined
  readonly #drivers: Driver[] = []

  async start (): Promise<void> {
    this.#cluster = await startCluster({ tableTtl: TABLE_TTL, log: line => process.stderr.write(line + '\n') })
  }

  async stop (): Promise<void> {
    await this.closeDrivers()
    await this.#cluster?.stop()
  }

  get local (): LocalCluster {
    if (this.#cluster === undefined) throw new Error('The cluster is not running')
    return this.#cluster
  }

  get replica (): Member {
    return this.local.replicas[0]
  }

  /** A driver that lives as long as the test; `uri` is that of a core unless given. */
  connect (config?: Config, uri: string = this.local.uri): Driver {
    const driver = neo4j.driver(uri, neo4j.auth.none(), config)
    this.#drivers.push(driver)
    return driver
  }

  async closeDrivers (): Promise<void> {
    await Promise.all(this.#drivers.splice(0).map(async driver => { await driver.close() }))
  }

  /** The leader, as the members themselves say. */
  async leader (): Promise<Member> {
    return await leaderAmong(neo4j, this.local.cores)
  }

  /** The addresses of all that serve reads while there is a leader. */
  async readers (): Promise<string[]> {
    const leader = await this.leader()
    return this.local.members.filter(member => member !== leader).map(({ address }) => address).sort()
  }
}

/** A suite's own drivers are closed after each of its tests. */
export function useDrivers (cluster: TestCluster): void {
  afterEach(async () => { await cluster.closeDrivers() })
}

/** What routing knows, which users can't see. */
export function providerOf (driver: Driver): RoutingProvider {
  return driver._core.provider as RoutingProvider
}

/** The address of the server that an `executeQuery` went to. */
export async function servedBy (driver: Driver, routing: 'READ' | 'WRITE', query: string = 'RETURN 1'): Promise<string> {
  const { summary } = await driver.executeQuery(query, {}, { routing })
  return String(summary.server.address)
}

/** How often each address is in the list. */
export function counted (addresses: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const address of addresses) counts[address] = (counts[address] ?? 0) + 1
  return counts
}

/** Waits until `condition` holds. @throws Error if it does not within `seconds` */
export async function eventually (what: string, seconds: number, condition: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise(resolve => { setTimeout(resolve, 100) })
  }
}
