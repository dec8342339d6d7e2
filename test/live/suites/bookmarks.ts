import neo4j from '../../../src/index.js'
import { type LiveServer } from '../live-server.js'
import { rejection, useDriver, useLabel } from '../use-driver.js'

/** Bookmarks chain sessions; the bookmark manager does it by itself. */
export function bookmarksSuite (server: LiveServer): void {
  describe('bookmarks', () => {
    const db = useDriver(server)
    const label = useLabel(db)
    const create = `CREATE (:${label})`

    it('are made by auto-commit, explicit transactions and transaction functions', async () => {
      const session = db.driver.session()
      expect(session.lastBookmarks()).toEqual([])
      const seen: string[][] = []
      await session.run(create)
      seen.push(session.lastBookmarks())
      const tx = await session.beginTransaction()
      await tx.run(create)
      await tx.commit()
      seen.push(session.lastBookmarks())
      await session.executeWrite(work => work.run(create))
      seen.push(session.lastBookmarks())
      expect(new Set(seen.flat()).size).toBe(3)
      await session.close()
    })

    it('are kept as they were when a transaction is rolled back', async () => {
      const session = db.driver.session()
      await session.run(create)
      const before = session.lastBookmarks()
      const tx = await session.beginTransaction()
      await tx.run(create)
      await tx.rollback()
      expect(session.lastBookmarks()).toEqual(before)
      await session.close()
    })

    it('let another session see what was written', async () => {
      const writer = db.driver.session()
      await writer.run(create)
      const reader = db.driver.session({ bookmarks: writer.lastBookmarks(), defaultAccessMode: neo4j.session.READ })
      expect(reader.lastBookmarks()).toEqual(writer.lastBookmarks())
      expect((await reader.run(`MATCH (n:${label}) RETURN n`)).records).toHaveLength(1)
      await Promise.all([writer.close(), reader.close()])
    })

    it('that are none are refused by the server', async () => {
      const session = db.driver.session({ bookmarks: ['no bookmark'] })
      const error = await rejection(session.run('RETURN 1'))
      expect(error.code).toMatch(/^Neo\.ClientError\.Transaction\.InvalidBookmark/)
      await session.close()
    })

    it('go through a bookmark manager, which hears of every new one', async () => {
      const heard: string[][] = []
      const bookmarkManager = neo4j.bookmarkManager({ initialBookmarks: [], bookmarksConsumer: async bookmarks => { heard.push([...bookmarks]) } })
      const writer = db.driver.session({ bookmarkManager })
      await writer.executeWrite(tx => tx.run(create))
      const reader = db.driver.session({ bookmarkManager })
      const found = await reader.executeRead(async tx => (await tx.run(`MATCH (n:${label}) RETURN n`)).records)
      expect(found).toHaveLength(1)
      expect(heard[0]).toEqual(writer.lastBookmarks())
      expect(await bookmarkManager.getBookmarks()).toEqual(reader.lastBookmarks())
      await Promise.all([writer.close(), reader.close()])
    })

    it('of executeQuery go through the manager of the driver', async () => {
      await db.driver.executeQuery(create)
      const [bookmark] = await db.driver.executeQueryBookmarkManager.getBookmarks()
      expect(typeof bookmark).toBe('string')
      await db.driver.executeQuery(create)
      expect(await db.driver.executeQueryBookmarkManager.getBookmarks()).not.toContain(bookmark)
      const { records } = await db.driver.executeQuery(`MATCH (n:${label}) RETURN n`, {}, { routing: 'READ' })
      expect(records).toHaveLength(2)
    })
  })
}
