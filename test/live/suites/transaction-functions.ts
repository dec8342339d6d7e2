import neo4j, { type ManagedTransaction, type Session } from '../../../src/index.js'
import { type LiveServer } from '../live-server.js'
import { credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

const transient = (): Error => new neo4j.Neo4jError('try again', 'Neo.TransientError.General.Made', '50N42', 'made by a test')

/** `executeRead` and `executeWrite`. */
export function transactionFunctionsSuite (server: LiveServer): void {
  describe('transaction functions', () => {
    const db = useDriver(server)
    const label = useLabel(db)
    let session: Session
    beforeEach(() => { session = db.driver.session() })
    afterEach(() => session.close())
    const count = async (): Promise<number> => (await db.value(`MATCH (n:${label}) RETURN count(n)`)).toNumber()

    it('commit and pass on what the work returns', async () => {
      const answer = await session.executeWrite(async tx => {
        await tx.run(`CREATE (:${label})`)
        return 'done'
      })
      expect([answer, await count()]).toEqual(['done', 1])
      expect(await session.executeRead(async tx => (await tx.run(`MATCH (n:${label}) RETURN count(n) AS c`)).records[0].get('c').toNumber())).toBe(1)
    })

    it('roll back and pass on what the work throws', async () => {
      const failure = new Error('mine')
      const error = await rejection(session.executeWrite(async tx => {
        await tx.run(`CREATE (:${label})`)
        throw failure
      }))
      expect(error).toBe(failure)
      expect(await count()).toBe(0)
    })

    it('run the work again after a transient error, in a new transaction', async () => {
      const attempts: ManagedTransaction[] = []
      await session.executeWrite(async tx => {
        attempts.push(tx)
        await tx.run(`CREATE (:${label})`)
        if (attempts.length < 3) throw transient()
      })
      expect([new Set(attempts).size, await count()]).toEqual([3, 1])
    })

    it('do not run the work again after an error of the client', async () => {
      let attempts = 0
      const error = await rejection(session.executeWrite(async tx => {
        attempts++
        await tx.run('WRONG')
      }))
      expect([attempts, error.code]).toEqual([1, 'Neo.ClientError.Statement.SyntaxError'])
    })

    it('give up after maxTransactionRetryTime with the last error', async () => {
      await withDriver(server.uri, credentials(server), { maxTransactionRetryTime: 10 }, async driver => {
        let attempts = 0
        const error = await rejection(driver.session().executeRead(async () => {
          attempts++
          await new Promise(resolve => setTimeout(resolve, 20))
          throw transient()
        }))
        expect(error.code).toBe('Neo.TransientError.General.Made')
        expect(attempts).toBeLessThanOrEqual(2)
      })
    })

    it('survive a real deadlock: both of two crossing writers succeed', async () => {
      await db.run(`CREATE (:${label} {name: 'a', n: 0}), (:${label} {name: 'b', n: 0})`)
      const increment = `MATCH (x:${label} {name: $name}) SET x.n = x.n + 1`
      let met = 0
      let meet: () => void = () => {}
      const both = new Promise<void>(resolve => { meet = resolve })
      const write = async (names: string[]): Promise<number> => {
        const own = db.driver.session()
        let attempts = 0
        await own.executeWrite(async tx => {
          attempts++
          await tx.run(increment, { name: names[0] })
          if (++met === 2) meet()
          await both
          await tx.run(increment, { name: names[1] })
        })
        await own.close()
        return attempts
      }
      const attempts = await Promise.all([write(['a', 'b']), write(['b', 'a'])])
      expect(Math.max(...attempts)).toBeGreaterThan(1)
      expect((await db.value(`MATCH (x:${label}) RETURN collect(x.n)`)).map(String)).toEqual(['2', '2'])
    })

    it('do not let the work use the transaction when it is over', async () => {
      let kept: ManagedTransaction | undefined
      await session.executeRead(async tx => { kept = tx })
      expect((await rejection((kept as ManagedTransaction).run('RETURN 1'))).message).toMatch(/commit|closed/)
    })

    it('close every result that the work left unread', async () => {
      const result = await session.executeRead(async tx => {
        const unread = tx.run('UNWIND range(1, 10) AS n RETURN n')
        await unread.keys()
        return 'left'
      })
      expect(result).toBe('left')
      expect((await session.run('RETURN 1')).records).toHaveLength(1)
    })
  })
}
