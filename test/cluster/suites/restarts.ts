import neo4j from '../../../src/index.js'
import { Restarts } from '../restarts.cjs'
import { TABLE_TTL, type TestCluster, eventually, providerOf, servedBy, useDrivers } from '../test-cluster.js'
import { Workload } from '../workload.cjs'

const DEADLINE_MS = 10 * 60_000
/** What a call may take longer than an election: a pause between two tries of at most 4.8 s, and the work itself. */
const MARGIN_MS = 10_000

/** Members go and come back while programs read and write. */
export function restartsSuite (cluster: TestCluster): void {
  describe('a rolling restart, and two crashes of the leader', () => {
    useDrivers(cluster)

    it('lose no write, do none twice, hide none from reads, and fail no work but commits in doubt', async () => {
      const driver = cluster.connect()
      await Workload.prepare(driver)
      const workload = new Workload(driver)
      const restarts = new Restarts(neo4j, cluster.local, workload, line => process.stderr.write(line + '\n'))
      try {
        await restarts.rolling()
        await restarts.killLeader()
        await restarts.killLeader()
      } finally {
        await workload.stop()
      }
      const audit = await workload.audit()
      process.stderr.write(`${audit.writes} writes, ${audit.reads} reads; ${audit.inDoubt} commits in doubt, of which ${audit.inDoubtCommitted} were committed; ` +
        `longest election ${restarts.longestElection} ms, longest call ${audit.longestCall.milliseconds} ms (${audit.longestCall.what})\n`)

      expect(audit).toMatchObject({ lost: [], doubled: [], neverBegun: [], stale: [], failures: [] })
      expect(audit.longestCall.milliseconds).toBeLessThan(restarts.longestElection + MARGIN_MS)

      // Every call has given its connection back, and everyone does again what they did before.
      const provider = providerOf(driver)
      const { address: leader } = await cluster.leader()
      const readers = await cluster.readers()
      await eventually('reads by all readers', TABLE_TTL + 10, async () => {
        await Promise.all(readers.map(async () => await servedBy(driver, 'READ')))
        return provider.routingTable()?.readers.length === readers.length
      })
      expect(await servedBy(driver, 'WRITE', 'CREATE (:Write {id: "last"})')).toBe(leader)
      const table = provider.routingTable()
      expect(table?.routers.map(String).sort()).toEqual(cluster.local.cores.map(({ address }) => address).sort())
      expect(table?.readers.map(String).sort()).toEqual(readers)
      expect(table?.writers.map(String)).toEqual([leader])
      expect(cluster.local.members.map(({ address }) => provider.poolMetrics(address).inUse)).toEqual([0, 0, 0, 0])
      expect(provider.sizes).toEqual({ tables: 1, servers: 4 })
    }, DEADLINE_MS)
  })
}
