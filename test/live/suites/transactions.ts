import neo4j, { type Record, type Session } from '../../../src/index.js'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { type DriverUse, rejection, useDriver, useLabel } from '../use-driver.js'

/** Explicit transactions, and what is sent along with a transaction. */
export function transactionsSuite (server: LiveServer): void {
  describe('explicit transactions', () => {
    const db = useDriver(server)
    const label = useLabel(db)
    const count = async (): Promise<number> => (await db.value(`MATCH (n:${label}) RETURN count(n)`)).toNumber()
    const inSession = async <T>(work: (session: Session) => Promise<T>, config = {}): Promise<T> => {
      const session = db.driver.session(config)
      try {
        return await work(session)
      } finally {
        await session.close()
      }
    }

    it('keep their changes when committed', () => inSession(async session => {
      const tx = await session.beginTransaction()
      await tx.run(`CREATE (:${label})`)
      expect(await count()).toBe(0)
      await tx.commit()
      expect([await count(), tx.isOpen()]).toEqual([1, false])
    }))

    it('drop their changes when rolled back', () => inSession(async session => {
      const tx = await session.beginTransaction()
      await tx.run(`CREATE (:${label})`)
      await tx.rollback()
      expect([await count(), tx.isOpen()]).toEqual([0, false])
    }))

    it('are rolled back by close, and close after commit does nothing', () => inSession(async session => {
      const tx = await session.beginTransaction()
      await tx.run(`CREATE (:${label})`)
      await tx.close()
      expect(await count()).toBe(0)
      const second = await session.beginTransaction()
      await second.run(`CREATE (:${label})`)
      await second.commit()
      await second.close()
      expect(await count()).toBe(1)
    }))

    it('are rolled back when their session is closed', async () => {
      await inSession(async session => {
        const tx = await session.beginTransaction()
        await tx.run(`CREATE (:${label})`)
      })
      expect(await count()).toBe(0)
    })

    it('run several queries that see each other', () => inSession(async session => {
      const tx = await session.beginTransaction()
      const queries = [1, 2, 3].map(n => tx.run(`CREATE (n:${label} {n: $n}) RETURN n.n AS n`, { n }))
      const results = await Promise.all(queries)
      expect(results.map(result => result.records[0].get('n'))).toEqual([1, 2, 3])
      expect((await tx.run(`MATCH (n:${label}) RETURN count(n) AS c`)).records[0].get('c').toNumber()).toBe(3)
      await tx.rollback()
    }))

    it('read two results in turn', () => inSession(async session => {
      const tx = await session.beginTransaction()
      const left = tx.run('UNWIND range(1, 5) AS n RETURN n')[Symbol.asyncIterator]() as AsyncIterator<Record>
      const right = tx.run('UNWIND range(11, 15) AS n RETURN n')[Symbol.asyncIterator]() as AsyncIterator<Record>
      const seen: number[] = []
      for (let step = 0; step < 5; step++) {
        seen.push((await left.next()).value.get('n').toNumber(), (await right.next()).value.get('n').toNumber())
      }
      expect(seen).toEqual([1, 11, 2, 12, 3, 13, 4, 14, 5, 15])
      await tx.commit()
    }, { fetchSize: 2 }))

    it.each(['run', 'commit', 'rollback'] as const)('refuse %s after they have ended, and tell how they did', call => inSession(async session => {
      const committed = await session.beginTransaction()
      await committed.commit()
      expect((await rejection(committed[call]('RETURN 1'))).message).toMatch(/already been committed/)
      const rolledBack = await session.beginTransaction()
      await rolledBack.rollback()
      expect((await rejection(rolledBack[call]('RETURN 1'))).message).toMatch(/already been rolled back/)
    }))

    it('are lost with their first failure, and say so', () => inSession(async session => {
      const tx = await session.beginTransaction()
      await tx.run(`CREATE (:${label})`)
      expect((await rejection(tx.run('WRONG'))).code).toBe('Neo.ClientError.Statement.SyntaxError')
      expect((await rejection(tx.run('RETURN 1'))).message).toMatch(/error|fail/i)
      expect(tx.isOpen()).toBe(false)
      expect((await session.run('RETURN 1')).records).toHaveLength(1)
      expect(await count()).toBe(0)
    }))

    it('keep the session to themselves', () => inSession(async session => {
      const tx = await session.beginTransaction()
      expect((await rejection(session.run('RETURN 1'))).message).toMatch(/ongoing work|open transaction/)
      expect((await rejection((async () => await session.beginTransaction())())).message).toMatch(/transaction/)
      expect((await rejection(session.executeWrite(work => work.run('RETURN 1')))).message).toMatch(/transaction/)
      await tx.rollback()
      expect((await session.run('RETURN 1')).records).toHaveLength(1)
    }))

    it('can be disposed of with the session by await using', async () => {
      const session = db.driver.session()
      const tx = await session.beginTransaction()
      await tx.run(`CREATE (:${label})`)
      await tx[Symbol.asyncDispose]()
      await session[Symbol.asyncDispose]()
      expect(await count()).toBe(0)
    })
  })

  describe('the configuration of a transaction', () => {
    const db = useDriver(server)
    const label = useLabel(db)
    describeMetadata(db, server)
    describeTimeout(db, label)
    describeAccessMode(db, server, label)
  })
}

function describeMetadata (db: DriverUse, server: LiveServer): void {
  // Nothing in the Community edition of 3.5 tells a transaction's metadata.
  if (!isAtLeast(server, '4.0')) return
  const call = 'CALL tx.getMetaData() YIELD metadata RETURN metadata'
  const metadata = { app: 'live', run: neo4j.int(7) }

  it('reaches the server as metadata from every kind of query', async () => {
    const session = db.driver.session()
    const tx = await session.beginTransaction({ metadata })
    const seen = [(await tx.run(call)).records[0]]
    await tx.commit()
    seen.push((await session.run(call, {}, { metadata })).records[0])
    seen.push(await session.executeRead(async work => (await work.run(call)).records[0], { metadata }))
    seen.push((await db.driver.executeQuery(call, {}, { transactionConfig: { metadata } })).records[0])
    for (const record of seen) expect(record.get('metadata')).toMatchObject(metadata)
    await session.close()
  })
}

function describeTimeout (db: DriverUse, label: string): void {
  it('ends a transaction that waits longer than its timeout', async () => {
    await db.run(`CREATE (:${label})`)
    const holder = db.driver.session()
    const waiter = db.driver.session()
    const holding = await holder.beginTransaction()
    await holding.run(`MATCH (n:${label}) SET n.x = 1`)
    const error = await rejection(waiter.run(`MATCH (n:${label}) SET n.x = 2`, {}, { timeout: 500 }))
    // The name has changed over the years.
    expect(error.code).toMatch(/TransactionTimedOut|TransactionTimedOutClientConfiguration|LockClientStopped|Transaction\.Terminated/)
    await holding.rollback()
    expect((await waiter.run('RETURN 1')).records).toHaveLength(1)
    await Promise.all([holder.close(), waiter.close()])
  })

  it.each([-1, 'soon'])('refuses the timeout %p', async timeout => {
    const session = db.driver.session()
    await expect(rejection((async () => await session.run('RETURN 1', {}, { timeout: timeout as number }))())).resolves.toMatchObject({ message: expect.stringMatching(/timeout|neg|number/i) })
    await session.close()
  })
}

function describeAccessMode (db: DriverUse, server: LiveServer, label: string): void {
  // 3.5 does not look at the access mode outside of a cluster.
  if (!isAtLeast(server, '4.0')) return

  it('refuses a write in a session or transaction for reading', async () => {
    const session = db.driver.session({ defaultAccessMode: neo4j.session.READ })
    expect((await rejection(session.run(`CREATE (:${label})`))).code).toBe('Neo.ClientError.Statement.AccessMode')
    expect((await rejection(session.executeRead(tx => tx.run(`CREATE (:${label})`)))).code).toBe('Neo.ClientError.Statement.AccessMode')
    const routed = db.driver.executeQuery(`CREATE (:${label})`, {}, { routing: neo4j.routing.READ })
    expect((await rejection(routed)).code).toBe('Neo.ClientError.Statement.AccessMode')
    await session.executeWrite(tx => tx.run(`CREATE (:${label})`))
    await session.close()
  })
}
