import neo4j from '../../../src/index.js'
import { type LiveServer } from '../live-server.js'
import { useDriver } from '../use-driver.js'

const QUERY = 'RETURN 42 AS small, 9007199254740991 AS safe, 9223372036854775807 AS big, [1, {n: 2}] AS nested, date("2024-02-29") AS date, $sent AS sent'

/** The three ways in which integers reach the user. */
export function integersSuite (server: LiveServer): void {
  describe('integers', () => {
    describe('by default', () => {
      const db = useDriver(server)

      it('are lossless Integer objects', async () => {
        const [record] = await db.run(QUERY, { sent: neo4j.int('-9223372036854775808') })
        expect(neo4j.isInt(record.get('small'))).toBe(true)
        expect(record.get('small').toNumber()).toBe(42)
        expect(record.get('big').toString()).toBe('9223372036854775807')
        expect(record.get('sent').toString()).toBe('-9223372036854775808')
        expect(record.get('nested')).toEqual([neo4j.int(1), { n: neo4j.int(2) }])
        expect(record.get('date').year).toEqual(neo4j.int(2024))
      })

      it('may be sent as bigint, and a plain number is a float', async () => {
        const [record] = await db.run('RETURN $big + 1 AS big, $float AS float, toString($float) AS text', { big: 9007199254740992n, float: 3 })
        expect(record.get('big').toString()).toBe('9007199254740993')
        expect([record.get('float'), record.get('text')]).toEqual([3, '3.0'])
      })
    })

    describe('with disableLosslessIntegers', () => {
      const db = useDriver(server, { disableLosslessIntegers: true })

      it('are plain numbers, infinite beyond 2^53', async () => {
        const [record] = await db.run(QUERY, { sent: neo4j.int(7) })
        expect(record.toObject()).toMatchObject({ small: 42, safe: Number.MAX_SAFE_INTEGER, big: Infinity, nested: [1, { n: 2 }], sent: 7 })
        expect(record.get('date').year).toBe(2024)
      })

      it('reach counters and ids, too', async () => {
        const { records, summary } = await db.driver.executeQuery('CREATE (n:LiveIntegers) WITH n, id(n) AS id DELETE n RETURN id')
        expect(typeof records[0].get('id')).toBe('number')
        expect(summary.counters.updates()).toMatchObject({ nodesCreated: 1, nodesDeleted: 1 })
      })
    })

    describe('with useBigInt', () => {
      const db = useDriver(server, { useBigInt: true })

      it('are bigint, exact at every size', async () => {
        const [record] = await db.run(QUERY, { sent: -9223372036854775808n })
        expect(record.toObject()).toMatchObject({ small: 42n, safe: 9007199254740991n, big: 9223372036854775807n, nested: [1n, { n: 2n }], sent: -9223372036854775808n })
        expect(record.get('date').year).toBe(2024n)
      })
    })
  })
}
