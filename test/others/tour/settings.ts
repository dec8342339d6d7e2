import { plain, refusal } from './outcome.js'
import type { Step } from './place.js'

/** What sessions and transactions ask of the server beside the query. */
export const settings: Step[] = [
  {
    name: 'a session for reading cannot write',
    run: async place => await place.value('CREATE (n:Setting) RETURN 1', {}, { defaultAccessMode: 'READ' }),
    expected: refusal('Neo.ClientError.Statement.AccessMode')
  },
  {
    name: 'executeRead() cannot write',
    run: async place => {
      const session = place.session()
      try {
        return await session.executeRead(async tx => (await tx.run('CREATE (n:Setting) RETURN 1')).records.length)
      } finally {
        await session.close()
      }
    },
    expected: refusal('Neo.ClientError.Statement.AccessMode')
  },
  {
    name: 'a user that does not exist cannot be impersonated',
    run: async place => await place.value('RETURN 7', {}, { impersonatedUser: 'nobody' }),
    expected: refusal('Neo.ClientError.Statement.ArgumentError')
  },
  {
    name: 'a database that does not exist is an error',
    run: async place => await place.value('RETURN 7', {}, { database: 'nosuch' }),
    expected: refusal('Neo.ClientError.Database.DatabaseNotFound')
  },
  {
    name: 'an auto-commit query gives a bookmark',
    run: async place => {
      const session = place.session()
      await session.run('MERGE (n:Setting)')
      await session.close()
      return session.lastBookmarks().length
    },
    expected: 1
  }
]

/** For servers that do not know timeouts: Neo4j ends such a query, sooner or later. */
export const ignoredTimeout: Step = {
  name: 'a query that takes longer than its timeout is not ended',
  run: async place => {
    const session = place.session()
    const { records } = await session.run('UNWIND range(1, 300) AS a UNWIND range(1, 300) AS b WITH a * b AS c WHERE c > 3 RETURN count(c)', {}, { timeout: 1 })
    await session.close()
    return plain(records[0].get(0))
  },
  expected: 89_995n
}
