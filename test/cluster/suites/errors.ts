import { rejection } from '../../live/use-driver.js'
import { type TestCluster, servedBy, useDrivers } from '../test-cluster.js'

/** More transactions than there are. */
const FAR = 1_000_000

/** The errors of docs/clusters.md. */
export function errorsSuite (cluster: TestCluster): void {
  describe('the error', () => {
    useDrivers(cluster)

    it('of a query that writes in a session of mode READ says so', async () => {
      const session = cluster.connect().session({ defaultAccessMode: 'READ' })
      const error = await rejection(session.run('CREATE (:Wrong)'))
      expect(error).toMatchObject({
        code: expect.stringMatching(/^Neo\.ClientError\.(Cluster\.NotALeader|General\.ForbiddenOnReadOnlyDatabase)$/),
        retriable: false,
        message: expect.stringMatching(/^A query that writes was run in access mode READ/)
      })
      await session.close()
    })

    it('of executeRead whose work writes comes at once', async () => {
      const session = cluster.connect().session()
      let attempts = 0
      const error = await rejection(session.executeRead(async tx => {
        attempts++
        await tx.run('CREATE (:Wrong)')
      }))
      expect([attempts, error.message]).toEqual([1, expect.stringMatching(/^A query that writes was run in access mode READ/)])
      await session.close()
    })

    it('of a bookmark of the future is the server\'s, and transient', async () => {
      const driver = cluster.connect({ maxTransactionRetryTime: 0 })
      const writer = driver.session()
      await writer.run('CREATE (:Bookmarked)')
      const [bookmark] = writer.lastBookmarks()
      const future = bookmark.replace(/\d+$/, last => String(Number(last) + FAR))
      const reader = driver.session({ bookmarks: [future] })
      const error = await rejection(reader.executeRead(async tx => await tx.run('RETURN 1')))
      expect(error).toMatchObject({ code: expect.stringMatching(/^Neo\.TransientError\.Transaction\./), retriable: true, message: expect.stringMatching(/version/) })
      await Promise.all([writer.close(), reader.close()])
    })

    it('of a first router that is a replica says that it can\'t route, at once', async () => {
      const driver = cluster.connect({}, `neo4j://${cluster.replica.address}`)
      const error = await rejection(driver.executeQuery('RETURN 1'))
      expect(error).toMatchObject({ code: 'ServiceUnavailable', retriable: false, message: expect.stringContaining(`${cluster.replica.address} can't perform routing`) })
      expect((await rejection(driver.verifyConnectivity())).message).toBe(error.message)
    })

    it('of a first router that is down names its address', async () => {
      const driver = cluster.connect({ maxTransactionRetryTime: 0 }, 'neo4j://127.0.0.1:1')
      const error = await rejection(servedBy(driver, 'READ'))
      expect(error).toMatchObject({ code: 'ServiceUnavailable', retriable: true, message: expect.stringMatching(/No routing servers available.*127\.0\.0\.1:1: Failed to connect/) })
    })
  })
}
