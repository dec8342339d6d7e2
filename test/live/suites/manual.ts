import { randomBytes } from 'node:crypto'
import officialPackage from 'neo4j-driver'
import neobolt from '../../../src/index.js'
import { connect } from '../../manual/connect.js'
import { dataTypes } from '../../manual/data-types.js'
import type { Chapter, Neo4j } from '../../manual/place.js'
import { query } from '../../manual/query.js'
import { reactive } from '../../manual/reactive.js'
import { results } from '../../manual/results.js'
import { routingAndBookmarks } from '../../manual/routing-and-bookmarks.js'
import { transactions } from '../../manual/transactions.js'
import { type LiveServer } from '../live-server.js'
import { useDriver } from '../use-driver.js'

/** The programs of the manual's chapters give the same with both packages. */
export function manualSuite (server: LiveServer): void {
  describe('the manual\'s chapter', () => {
    const db = useDriver(server)

    async function outcome (chapter: Chapter, neo4j: Neo4j): Promise<unknown> {
      const label = `Manual${randomBytes(6).toString('hex')}`
      try {
        const { uri, routingUri, username, password } = server
        return JSON.parse(JSON.stringify(await chapter(neo4j, { uri, routingUri, user: username, password, label })).replaceAll(label, 'Label'))
      } finally {
        await db.run(`MATCH (n:${label}) DETACH DELETE n`)
      }
    }

    it.each([
      ['«connect»', connect],
      ['«query»', query],
      ['«transactions»', transactions],
      ['«results»', results],
      ['«routing and bookmarks»', routingAndBookmarks],
      ['«data types»', dataTypes],
      ['«reactive»', reactive]
    ])('%s gives the same as with neo4j-driver', async (_, chapter) => {
      const expected = await outcome(chapter, officialPackage as unknown as Neo4j)
      expect(await outcome(chapter, neobolt)).toEqual(expected)
    })
  })
}
