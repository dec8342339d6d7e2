import type { BookmarkManager } from 'neobolt'
import type { Chapter } from './place.js'

/** «Coordinate parallel transactions»: a cluster's address, access modes, bookmarks by hand and by a manager. */
export const routingAndBookmarks: Chapter = async (neo4j, { routingUri, user, password, label }) => {
  const driver = neo4j.driver(routingUri, neo4j.auth.basic(user, password), { resolver: address => [address] })
  try {
    await driver.verifyConnectivity()
    const writer = driver.session()
    await writer.executeWrite(tx => tx.run(`CREATE (:${label} {n: 1})`))
    const bookmarks = writer.lastBookmarks()
    const reader = driver.session({ defaultAccessMode: neo4j.session.READ, bookmarks })
    const seen = await reader.executeRead(async tx => (await tx.run(`MATCH (x:${label}) RETURN x.n AS n`)).records.map(record => record.get('n')))
    await Promise.all([writer.close(), reader.close()])

    const heard: number[] = []
    const manager: BookmarkManager = neo4j.bookmarkManager({
      initialBookmarks: bookmarks,
      bookmarksConsumer: async all => { heard.push([...all].length) }
    })
    for (let n = 2; n < 4; n++) {
      const session = driver.session({ bookmarkManager: manager })
      await session.executeWrite(tx => tx.run(`CREATE (:${label} {n: $n})`, { n }))
      await session.close()
    }
    const eager = await driver.executeQuery(`MATCH (x:${label}) RETURN count(x) AS n`, {}, { bookmarkManager: manager, routing: 'READ' })
    return { bookmarks: bookmarks.length, seen, heard, known: [...await manager.getBookmarks()].length, counted: eager.records[0].get('n') }
  } finally {
    await driver.close()
  }
}
