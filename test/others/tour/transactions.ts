import { refusal } from './outcome.js'
import type { Place, Step } from './place.js'

const count = async (place: Place): Promise<unknown> => await place.value('MATCH (n:Tx) RETURN count(n)')
const clear = async (place: Place): Promise<void> => { await place.run('MATCH (n:Tx) DELETE n') }

/** Transactions of both kinds, and their repetition. */
export const transactions: Step[] = [
  {
    name: 'commit() keeps what was written',
    run: async place => {
      const session = place.session()
      const tx = await session.beginTransaction()
      await tx.run('CREATE (:Tx)')
      await tx.run('CREATE (:Tx)')
      const seen = (await tx.run('MATCH (n:Tx) RETURN count(n)')).records[0].get(0) as unknown
      await tx.commit()
      await session.close()
      return [seen, await count(place), await clear(place)]
    },
    expected: [2n, 2n, undefined]
  },
  {
    name: 'rollback() forgets it',
    run: async place => {
      const session = place.session()
      const tx = await session.beginTransaction()
      await tx.run('CREATE (:Tx)')
      await tx.rollback()
      await session.close()
      return [await count(place), await clear(place)]
    },
    expected: [0n, undefined]
  },
  {
    name: 'a session that is closed rolls its transaction back',
    run: async place => {
      const session = place.session()
      const tx = await session.beginTransaction()
      await tx.run('CREATE (:Tx)')
      await session.close()
      return [await count(place), await clear(place)]
    },
    expected: [0n, undefined]
  },
  {
    name: 'an error ends a transaction, and nothing of it is kept',
    run: async place => {
      const session = place.session()
      const tx = await session.beginTransaction()
      await tx.run('CREATE (:Tx)')
      const failed = await tx.run('RETRUN 1').then(() => 'no error', () => 'an error')
      const open = tx.isOpen()
      await session.close()
      return [failed, open, await count(place), await clear(place)]
    },
    expected: ['an error', false, 0n, undefined]
  },
  {
    name: 'two results of a transaction, read in turns',
    run: async place => {
      const session = place.session({ fetchSize: 2 })
      const tx = await session.beginTransaction()
      const results = [tx.run('UNWIND range(1, 5) AS n RETURN n'), tx.run('UNWIND range(11, 15) AS n RETURN n')].map(result => result[Symbol.asyncIterator]())
      const seen: unknown[] = []
      for (let i = 0; i < 5; i++) {
        for (const result of results) {
          const next = await result.next()
          seen.push(next.done === true ? 'the end' : next.value.get('n'))
        }
      }
      await tx.commit()
      await session.close()
      return seen
    },
    expected: [1n, 11n, 2n, 12n, 3n, 13n, 4n, 14n, 5n, 15n]
  },
  {
    name: 'executeWrite() and executeRead()',
    run: async place => {
      const session = place.session()
      await session.executeWrite(async tx => await tx.run('CREATE (:Tx)'))
      const seen = await session.executeRead(async tx => (await tx.run('MATCH (n:Tx) RETURN count(n)')).records[0].get(0) as unknown)
      await session.close()
      return [seen, await clear(place)]
    },
    expected: [1n, undefined]
  },
  {
    name: 'executeQuery()',
    run: async ({ driver, server: { database } }) => {
      const { keys, records, summary } = await driver.executeQuery('RETURN 1 AS one', {}, { database })
      return [keys, records.length, summary.query.text]
    },
    expected: [['one'], 1, 'RETURN 1 AS one']
  },
  {
    name: 'work that fails with a transient error is repeated, and written once',
    run: async place => {
      const session = place.session()
      let tries = 0
      await session.executeWrite(async tx => {
        if (++tries < 3) throw new place.neo4j.Neo4jError('try again', 'Some.TransientError.Of.Test', '', '')
        await tx.run('CREATE (:Tx)')
      })
      await session.close()
      return [tries, await count(place), await clear(place)]
    },
    expected: [3, 1n, undefined]
  },
  {
    name: 'a bookmark of one session is taken by another',
    run: async place => {
      const writer = place.session()
      await writer.executeWrite(async tx => await tx.run('CREATE (:Tx)'))
      const bookmarks = writer.lastBookmarks()
      await writer.close()
      return [bookmarks.length, await place.value('MATCH (n:Tx) RETURN count(n)', {}, { bookmarks }), await clear(place)]
    },
    expected: [1, 1n, undefined]
  },
  {
    name: 'a query that only reads, in a session for reading',
    run: async place => {
      await place.run('CREATE (:Tx)')
      return [await place.value('MATCH (n:Tx) RETURN count(n)', {}, { defaultAccessMode: 'READ' }), await clear(place)]
    },
    expected: [1n, undefined]
  },
  {
    name: 'six writers of one node lose nothing, and do nothing twice',
    run: async place => {
      await place.run('CREATE (:Tx {n: 0})')
      await Promise.all(Array.from({ length: 6 }, async () => {
        const session = place.session()
        await session.executeWrite(async tx => await tx.run('MATCH (n:Tx) SET n.n = n.n + 1'))
        await session.close()
      }))
      return [await place.value('MATCH (n:Tx) RETURN n.n'), await clear(place)]
    },
    expected: [6n, undefined]
  }
]

/** For servers that let both go on, and refuse the one that commits last. Neo4j has the second one wait. */
export const conflicts: Step[] = [
  {
    name: 'the loser of a conflict is told that it may try again',
    run: async place => {
      await place.run('CREATE (:Tx {n: 0})')
      const sessions = [place.session(), place.session()]
      const [first, second] = await Promise.all(sessions.map(async session => await session.beginTransaction()))
      await first.run('MATCH (n:Tx) SET n.n = 10')
      try {
        await second.run('MATCH (n:Tx) SET n.n = 20')
        await first.commit()
        await second.commit()
        return 'no conflict'
      } finally {
        await Promise.all(sessions.map(async session => { await session.close() }))
        await clear(place)
      }
    },
    expected: { ...refusal('Neo.TransientError.Transaction.DeadlockDetected'), retriable: true }
  }
]
