import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { useDriver } from '../use-driver.js'

const ROWS = 100_000

function heapUsed (): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

/** Results that are larger than one would hold. */
export function streamingSuite (server: LiveServer): void {
  describe('streaming', () => {
    const db = useDriver(server)

    it('reads 100,000 rows with for await, in order, with memory flat', async () => {
      const session = db.driver.session()
      const heaps: number[] = []
      let expected = 0
      for await (const record of session.run(`UNWIND range(1, ${ROWS}) AS n RETURN n, "row " + n AS text`)) {
        expected++
        if (record.get('n').toNumber() !== expected) throw new Error(`row ${expected} is out of order`)
        if (expected % 20_000 === 0) heaps.push(heapUsed())
      }
      expect(expected).toBe(ROWS)
      // Holding the 80,000 rows between first and last measurement would take some 10 MB.
      expect(heaps[heaps.length - 1] - heaps[0]).toBeLessThan(3_000_000)
      await session.close()
    })

    it('reads 100,000 rows at once', async () => {
      const { records } = await db.driver.executeQuery(`UNWIND range(1, ${ROWS}) AS n RETURN n`)
      expect([records.length, records[ROWS - 1].get('n').toNumber()]).toEqual([ROWS, ROWS])
    })

    it.each([1, 2, 7, 1000, -1])('reads all rows with a fetch size of %d', async fetchSize => {
      const session = db.driver.session({ fetchSize })
      const { records } = await session.run('UNWIND range(1, 50) AS n RETURN n')
      expect(records.map(record => record.get('n').toNumber())).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
      await session.close()
    })

    // Bolt 3 cannot ask for a part of a result.
    if (isAtLeast(server, '4.0')) {
      it('does not fetch what is not read: an endless result is left after ten rows', async () => {
        const session = db.driver.session({ fetchSize: 10 })
        let seen = 0
        for await (const _ of session.run('UNWIND range(1, 1000000000) AS n RETURN n')) {
          if (++seen === 10) break
        }
        expect(seen).toBe(10)
        await session.close()
      })
    }

    it('reads single values of several megabytes', async () => {
      const text = 'neo€bolt'.repeat(400_000)
      const [back, list] = (await db.run('RETURN $text AS text, range(1, 500000) AS list', { text }))[0].map(value => value)
      expect(back === text).toBe(true)
      expect([list.length, list[499_999].toNumber()]).toEqual([500_000, 500_000])
    })

    it('lets a slow reader take its time', async () => {
      const session = db.driver.session({ fetchSize: 5 })
      let seen = 0
      for await (const _ of session.run('UNWIND range(1, 20) AS n RETURN n')) {
        seen++
        await new Promise(resolve => setTimeout(resolve, 5))
      }
      expect(seen).toBe(20)
      await session.close()
    })
  })
}
