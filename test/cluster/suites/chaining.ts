import { type Driver, type Session } from '../../../src/index.js'
import { type TestCluster, useDrivers } from '../test-cluster.js'

const PAIRS = 200
/** Of the control; the replica asks for new transactions every 200 ms. */
const MOST_PAIRS = 600

const CREATE = 'CREATE (:Chained {id: $id})'
const FIND = 'MATCH (n:Chained {id: $id}) RETURN n'

async function isFound (session: Session, id: string): Promise<boolean> {
  const { records } = await session.executeRead(async tx => await tx.run(FIND, { id }))
  return records.length === 1
}

async function inSession<T> (driver: Driver, config: object, work: (session: Session) => Promise<T>): Promise<T> {
  const session = driver.session(config)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

/** Reads see the writes before them, wherever they go. */
export function chainingSuite (cluster: TestCluster): void {
  describe('causal chaining', () => {
    useDrivers(cluster)

    /** How many of so many writes the read behind each did not see. */
    async function missed (name: string, count: number, pair: (driver: Driver, id: string) => Promise<boolean>): Promise<number> {
      const driver = cluster.connect()
      let misses = 0
      for (let i = 0; i < count; i++) if (!await pair(driver, `${name}-${i}`)) misses++
      return misses
    }

    it('by one session: every read sees the write before', async () => {
      expect(await missed('session', PAIRS, async (driver, id) => await inSession(driver, {}, async session => {
        await session.executeWrite(async tx => await tx.run(CREATE, { id }))
        return await isFound(session, id)
      }))).toBe(0)
    })

    it('by bookmarks from one session to another: every read sees the write before', async () => {
      expect(await missed('bookmarks', PAIRS, async (driver, id) => {
        const bookmarks = await inSession(driver, {}, async session => {
          await session.run(CREATE, { id })
          return session.lastBookmarks()
        })
        return await inSession(driver, { bookmarks }, async session => await isFound(session, id))
      })).toBe(0)
    })

    it('by executeQuery: every read sees the write before', async () => {
      expect(await missed('executeQuery', PAIRS, async (driver, id) => {
        await driver.executeQuery(CREATE, { id })
        return (await driver.executeQuery(FIND, { id }, { routing: 'READ' })).records.length === 1
      })).toBe(0)
    })

    it('is needed: without it, some reads do not see the write before', async () => {
      const driver = cluster.connect()
      let misses = 0
      for (let i = 0; i < MOST_PAIRS && misses === 0; i++) {
        const id = `unchained-${i}`
        await driver.executeQuery(CREATE, { id }, { bookmarkManager: null })
        const { records } = await driver.executeQuery(FIND, { id }, { routing: 'READ', bookmarkManager: null })
        if (records.length === 0) misses++
      }
      expect(misses).toBeGreaterThan(0)
    })
  })
}
