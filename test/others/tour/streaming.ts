import type { Step } from './place.js'

const ROWS = (count: number): string => `UNWIND range(1, ${count}) AS n RETURN n, 'row ' + toString(n) AS text`

/** Large results, as a whole and in parts. */
export const streaming: Step[] = [
  {
    name: 'reads 20,000 rows at once',
    run: async place => {
      const records = await place.run(ROWS(20_000))
      return [records.length, records[19_999].get('n'), records[19_999].get('text')]
    },
    expected: [20_000, 20_000n, 'row 20000']
  },
  {
    name: 'reads 5,000 rows with for await, in their order',
    run: async place => {
      const session = place.session({ fetchSize: 300 })
      let inOrder = 0
      for await (const record of session.run(ROWS(5000))) {
        if ((record.get('n') as { toNumber: () => number }).toNumber() === inOrder + 1) inOrder++
      }
      await session.close()
      return inOrder
    },
    expected: 5000
  },
  ...[1, 7, -1].map((fetchSize): Step => ({
    name: `reads 50 rows with a fetch size of ${fetchSize}`,
    run: async place => (await place.run(ROWS(50), {}, { fetchSize })).length,
    expected: 50
  })),
  {
    name: 'leaves a result after ten rows, and goes on with the session',
    run: async place => {
      const session = place.session({ fetchSize: 5 })
      let seen = 0
      for await (const record of session.run(ROWS(1000))) {
        if (record.length === 2 && ++seen === 10) break
      }
      const { records } = await session.run('RETURN 3')
      await session.close()
      return [seen, records[0].get(0)]
    },
    expected: [10, 3n]
  },
  {
    name: 'subscribe() gets keys, rows and the end',
    run: async place => {
      const session = place.session()
      const seen: unknown[] = []
      await new Promise<void>((resolve, reject) => {
        session.run(ROWS(3)).subscribe({
          onKeys: keys => { seen.push(keys) }, onNext: record => { seen.push(record.get('text')) }, onCompleted: () => { resolve() }, onError: reject
        })
      })
      await session.close()
      return seen
    },
    expected: [['n', 'text'], 'row 1', 'row 2', 'row 3']
  },
  {
    name: 'a result without rows',
    run: async place => {
      const session = place.session()
      const { records, summary } = await session.run('MATCH (n:NoSuchLabel) RETURN n')
      await session.close()
      return [records.length, summary.counters.containsUpdates(), summary.gqlStatusObjects.length > 0]
    },
    expected: [0, false, true]
  },
  {
    name: 'twenty queries at a time',
    run: async place => await Promise.all(Array.from({ length: 20 }, async (_, i) => await place.value(`RETURN ${i}`))),
    expected: Array.from({ length: 20 }, (_, i) => BigInt(i))
  }
]

/** Not for servers that crash on it. */
export const largeValues: Step[] = [
  { name: 'a text of 2 MB, sent and returned', run: async place => String(await place.value('RETURN $text', { text: 'x'.repeat(2_000_000) })).length, expected: 2_000_000 },
  { name: 'a list of 100,000 integers', run: async place => (await place.value('RETURN range(1, 100000)') as unknown[]).length, expected: 100_000 }
]
