import neo4j from '../../../src/index.js'
import type { BatchOutcome } from '../../../src/index.js'
import { FaultProxy } from '../../faults/proxy.js'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

const ROWS = 30_000
const NUMBERS = `UNWIND range(1, ${ROWS}) AS n RETURN n, n * 0.5 AS half, CASE n % 10 WHEN 0 THEN null ELSE n % 2 = 0 END AS even, 'row ' + toString(n) AS text`

/** Columns out, batches in. */
export function bulkSuite (server: LiveServer): void {
  describe('columns', () => {
    const db = useDriver(server)
    const label = useLabel(db)

    it('have the types of their values', async () => {
      await using session = db.driver.session()
      const { keys, length, columns, nulls, summary } = await session.run(NUMBERS).columns()
      expect([keys, length, summary.queryType]).toEqual([['n', 'half', 'even', 'text'], ROWS, 'r'])
      expect([columns.n, columns.half, columns.even, columns.text].map(column => (column as object).constructor)).toEqual([BigInt64Array, Float64Array, Uint8Array, Array])
      for (let i = 0; i < ROWS; i++) {
        const n = i + 1
        const isRight = columns.n[i] === BigInt(n) && columns.half[i] === n / 2 && columns.even[i] === (n % 10 !== 0 && n % 2 === 0 ? 1 : 0) && columns.text[i] === `row ${n}`
        if (!isRight) throw new Error(`row ${i} is another`)
      }
      expect(Object.keys(nulls)).toEqual(['even'])
      expect([...nulls.even?.subarray(0, 2) ?? []]).toEqual([0b11111111, 0b11111101])
    })

    it('hold the same as records', async () => {
      const query = `CREATE (p:${label} {a: 1, b: 'x'}) WITH p UNWIND [1, null, -9223372036854775807, 3000000000] AS i RETURN i, p, [i, 0.5] AS list, p.missing AS missing`
      const read = { bookmarkManager: null }
      const { records } = await db.driver.executeQuery(query, {}, read)
      const { columns, nulls } = await db.driver.executeQuery(query, {}, { ...read, resultTransformer: neo4j.resultTransformers.columns() })
      expect([columns.list, columns.missing]).toEqual([records.map(record => record.get('list')), records.map(() => null)])
      expect((columns.p as Array<{ properties: object }>).map(({ properties }) => properties)).toEqual(records.map(record => record.get('p').properties))
      expect(columns.i).toEqual(BigInt64Array.from(records, record => record.get('i')?.toBigInt() ?? 0n))
      expect(nulls.i).toEqual(Uint8Array.of(0b1101))
    })

    it('are read in batches of any size, whatever the fetch size', async () => {
      for (const [rows, fetchSize] of [[1000, 1000], [4096, 1000], [333, 5000], [20_000, -1]]) {
        await using session = db.driver.session({ fetchSize })
        let next = 1n
        for await (const { columns: { n }, length } of session.run(NUMBERS).columnBatches({ rows, types: { n: 'bigint' } })) {
          for (let i = 0; i < length; i++) if (n[i] !== next++) throw new Error(`row ${next} is out of order`)
          expect(length === rows || next === BigInt(ROWS + 1)).toBe(true)
        }
        expect(next).toBe(BigInt(ROWS + 1))
      }
    })

    it('that do not fit leave the session as it was before', async () => {
      await using session = db.driver.session({ fetchSize: 10 })
      const query = 'UNWIND [1, 2, 2.5] + range(1, 100) AS x RETURN x'
      await expect(session.run(query).columns()).rejects.toThrow("Column 'x' mixes integers and floats: row 2 has a float, those before it have integers.")
      const { columns } = await session.run(query).columns({ types: { x: 'float64' } })
      expect([...columns.x.subarray(0, 4)]).toEqual([1, 2, 2.5, 1])
    })
  })

  describe('batches', () => {
    const db = useDriver(server)
    const label = useLabel(db)
    const count = async (where = 'true'): Promise<number> => (await db.value(`MATCH (n:${label}) WHERE ${where} RETURN count(DISTINCT n.id)`)).toNumber()

    function * people (from: number, to: number): Generator<{ id: bigint, name: string }> {
      for (let id = from; id < to; id++) yield { id: BigInt(id), name: `Person ${id}` }
    }

    it('write many rows, in lanes', async () => {
      const progress: number[] = []
      const outcome = await db.driver.executeBatches(`UNWIND $rows AS row CREATE (n:${label}) SET n = row`, people(0, 20_000), {
        batchSize: 1000, concurrency: 3, laneKey: ({ id }) => id % 100n, onProgress: ({ rows }) => progress.push(rows)
      })
      expect(outcome).toMatchObject({ rows: 20_000, failed: [], committedUpTo: 20_000, counters: { nodesCreated: 20_000, propertiesSet: 40_000 } })
      expect(progress.at(-1)).toBe(20_000)
      expect(await count()).toBe(20_000)
    })

    it('are gone on with where a lost connection has ended them, until every row is written', async () => {
      let first = 0
      const proxy = await FaultProxy.start(Number(/:(\d+)$/.exec(server.uri)?.[1]))
      // In the middle of a batch, or behind its commit: each connection a bit later.
      proxy.plan = number => number > 12 ? undefined : { faults: [{ kind: 'cut', direction: number % 2 === 0 ? 'toServer' : 'toClient', at: 700 + number * 411 }] }
      await withDriver(proxy.uri, credentials(server), { maxTransactionRetryTime: 10_000 }, async driver => {
        for (let call = 0; first < 500; call++) {
          const outcome = await driver.executeBatches(`UNWIND $rows AS row MERGE (n:${label} {id: row.id})`, people(first, 500), { batchSize: 20, concurrency: 2 })
            .catch((error: { batchOutcome: BatchOutcome }) => error.batchOutcome)
          first += outcome.committedUpTo
          expect([first, await count(`n.id < ${first}`)]).toEqual([first, first])
          expect(call).toBeLessThan(20)
        }
      })
      expect(proxy.struck).toBeGreaterThan(0)
      await proxy.close()
      expect(await count()).toBe(500)
    })

    it('of which one fails are told', async () => {
      const rows = [1, 2, 0, 4, 5, 6]
      const outcome = await db.driver.executeBatches(`UNWIND $rows AS x CREATE (n:${label} {id: 10 / toInteger(x)})`, rows, { batchSize: 2, onError: 'continue' })
      expect(outcome).toMatchObject({ rows: 4, batches: 2, committedUpTo: 2, failed: [{ from: 2, to: 4, error: { code: 'Neo.ClientError.Statement.ArithmeticError' } }] })
    })

    if (isAtLeast(server, '4.4')) {
      it('of the server, in a transaction, fail with what to do instead', async () => {
        const query = `UNWIND range(1, 10) AS i CALL { WITH i CREATE (n:${label} {id: i}) } IN TRANSACTIONS OF 5 ROWS`
        const error = await rejection(db.driver.executeQuery(query))
        expect(error.message).toMatch(/^This query commits its own transactions, so it cannot be part of a transaction: use session.run\(\)/)
        await db.run(query)
        expect(await count()).toBe(10)
      })
    }
  })
}
