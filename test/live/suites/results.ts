import neo4j, { type Record, type ResultSummary } from '../../../src/index.js'
import { type LiveServer } from '../live-server.js'
import { credentials, rejection, useDriver, withDriver } from '../use-driver.js'

const THREE = 'UNWIND range(1, 3) AS n RETURN n, n * n AS square'
const numbers = (records: Record[]): number[] => records.map(record => record.get('n').toNumber())

/** The ways to read a result, and what a record offers. */
export function resultsSuite (server: LiveServer): void {
  describe('results', () => {
    const db = useDriver(server)

    it('can be awaited: records and summary together', async () => {
      const session = db.driver.session()
      const { records, summary } = await session.run(THREE)
      expect(numbers(records)).toEqual([1, 2, 3])
      expect(summary.query.text).toBe(THREE)
      await session.close()
    })

    it('can be iterated, left early, and the session goes on', async () => {
      const session = db.driver.session({ fetchSize: 2 })
      const seen: number[] = []
      for await (const record of session.run('UNWIND range(1, 1000) AS n RETURN n')) {
        seen.push(record.get('n').toNumber())
        if (seen.length === 3) break
      }
      expect(seen).toEqual([1, 2, 3])
      expect(numbers((await session.run(THREE)).records)).toEqual([1, 2, 3])
      await session.close()
    })

    it('can be peeked at without taking a record', async () => {
      const session = db.driver.session()
      const iterator = session.run(THREE)[Symbol.asyncIterator]() as any
      expect((await iterator.peek()).value.get('n').toNumber()).toBe(1)
      expect((await iterator.next()).value.get('n').toNumber()).toBe(1)
      expect((await iterator.next()).value.get('n').toNumber()).toBe(2)
      await iterator.return()
      await session.close()
    })

    it('can be subscribed to: keys, then records, then the summary', async () => {
      const session = db.driver.session()
      const events: string[] = []
      const summary = await new Promise<ResultSummary>((resolve, reject) => {
        session.run(THREE).subscribe({
          onKeys: keys => events.push(keys.join()),
          onNext: record => events.push(String(record.get('n'))),
          onCompleted: resolve,
          onError: reject
        })
      })
      expect(events).toEqual(['n,square', '1', '2', '3'])
      expect(summary.queryType).toBe('r')
      await session.close()
    })

    it('tell their keys before and after the records', async () => {
      const session = db.driver.session()
      const result = session.run(THREE)
      expect(await result.keys()).toEqual(['n', 'square'])
      expect((await result).records[2].keys).toEqual(['n', 'square'])
      await session.close()
    })

    it('of which only the summary is asked for drop their records', async () => {
      const session = db.driver.session({ fetchSize: 1 })
      const result = session.run(THREE)
      const summary = await result.summary()
      expect(summary.counters.containsUpdates()).toBe(false)
      expect(result.isOpen()).toBe(false)
      await session.close()
    })

    it('that were read cannot be iterated again', async () => {
      const session = db.driver.session()
      const result = session.run(THREE)
      await result
      const error = await rejection((async () => { for await (const _ of result) { /* not reached */ } })())
      expect(error.message).toMatch(/already|consumed/i)
      await session.close()
    })

    it('with no rows have keys and no records', async () => {
      const session = db.driver.session()
      const result = session.run('UNWIND [] AS nothing RETURN nothing')
      expect(await result.keys()).toEqual(['nothing'])
      expect((await result).records).toEqual([])
      await session.close()
    })

    it('give records that can be read by key and index, and turned into objects', async () => {
      const [record] = await db.run('RETURN 1 AS a, "x" AS b')
      expect([record.get('b'), record.get(1), record.has('a'), record.has('c'), record.length]).toEqual(['x', 'x', true, false, 2])
      expect(record.toObject()).toEqual({ a: neo4j.int(1), b: 'x' })
      expect([...record.entries()]).toEqual([['a', neo4j.int(1)], ['b', 'x']])
      expect(record.map((value, key) => `${String(key)}=${value}`)).toEqual(['a=1', 'b=x'])
      expect(() => record.get('c')).toThrow(/c/)
      expect(() => record.get(7)).toThrow(/7/)
    })

    it('of executeQuery are eager: keys, records, summary', async () => {
      const { keys, records, summary } = await db.driver.executeQuery(THREE)
      expect([keys, numbers(records), summary.query.text]).toEqual([['n', 'square'], [1, 2, 3], THREE])
    })

    it('of executeQuery pass through a transformer', async () => {
      const { resultTransformers } = neo4j
      const squares = await db.driver.executeQuery(THREE, {}, {
        resultTransformer: resultTransformers.mappedResultTransformer({ map: record => record.get('square').toNumber(), collect: values => values })
      })
      const first = await db.driver.executeQuery(THREE, {}, { resultTransformer: resultTransformers.first() })
      const summary = await db.driver.executeQuery(THREE, {}, { resultTransformer: resultTransformers.summary() })
      expect([squares, first?.get('n').toNumber(), summary.queryType]).toEqual([[1, 4, 9], 1, 'r'])
    })

    it('have the session to themselves until they have come', async () => {
      const session = db.driver.session({ fetchSize: 1 })
      const first = session.run(THREE)
      expect((await rejection(session.run(THREE))).message).toMatch(/ongoing work|open transaction/)
      expect(numbers((await first).records)).toEqual([1, 2, 3])
      expect(numbers((await session.run(THREE)).records)).toEqual([1, 2, 3])
      await session.close()
    })

    it('left unread are given up when their session is closed', async () => {
      await withDriver(server.uri, credentials(server), { maxConnectionPoolSize: 1 }, async driver => {
        const session = driver.session({ fetchSize: 1 })
        const unread = session.run('UNWIND range(1, 100000) AS n RETURN n')
        await unread.keys()
        await session.close()
        expect((await driver.executeQuery('RETURN 1')).records).toHaveLength(1)
      })
    })
  })
}
