import { concat, map, mergeMap, of, take, throwError } from 'rxjs'
import { type RxSession } from '../../../src/index.js'
import { failure, optional, query, request, success } from '../../../src/testing/script/index.js'
import { aWhile, drivers, neobolt, play, sent, watch } from './stage.js'

const begin = [request('BEGIN'), success({})]
const commit = [request('COMMIT'), success({ bookmark: 'bm:1' })]
const rollback = [request('ROLLBACK'), success({})]
const oneNumber = query(['n'], [[1]])

describe.each(drivers)('reactive transactions of %s', (_name, connect) => {
  it('begin, run and commit when they are subscribed to', async () => {
    await play(connect, [begin, oneNumber, commit], async driver => {
      const session = driver.rxSession()
      const work = session.beginTransaction().pipe(mergeMap(tx => concat(
        of(tx.isOpen()), tx.run('RETURN 1').records().pipe(map(record => record.get('n').toNumber())), tx.commit(), of('done'))))
      expect(await watch(work)).toEqual(['next true', 'next 1', 'next done', 'complete'])
      expect(session.lastBookmarks()).toEqual(['bm:1'])
    })
  })

  it.each(['rollback', 'close'] as const)('are rolled back by %s', async how => {
    await play(connect, [begin, rollback], async driver => {
      expect(await watch(driver.rxSession().beginTransaction().pipe(mergeMap(tx => tx[how]())))).toEqual(['complete'])
    })
  })

  it('tell a failure to begin', async () => {
    await play(connect, [request('BEGIN'), failure('Neo.ClientError.Database.DatabaseNotFound', 'no such database')], async driver => {
      expect(await watch(driver.rxSession({ database: 'x' }).beginTransaction())).toEqual(['error no such database'])
    })
  })

  it.each([['executeRead', 'r'], ['executeWrite', undefined]] as const)('%s emits what its work emits, commits and completes', async (method, mode) => {
    const script = [request('BEGIN', mode === undefined ? {} : { mode }), success({}), oneNumber, commit]
    await play(connect, script, async (driver, server) => {
      const seen = await watch(driver.rxSession()[method](tx => tx.run('RETURN 1').records().pipe(
        map(record => `${String(record.get('n'))} before ${sent(server).includes('COMMIT') ? 'nothing' : 'COMMIT'}`))))
      expect(seen).toEqual(['next 1 before COMMIT', 'complete'])
    })
  })

  it('roll back when the work fails, and tell why', async () => {
    await play(connect, [begin, oneNumber, rollback], async driver => {
      const seen = await watch(driver.rxSession().executeWrite(tx => tx.run('RETURN 1').records().pipe(
        mergeMap(() => throwError(() => new Error('not today'))))))
      expect(seen).toEqual(['error not today'])
    })
  })

  it('roll back when the work throws', async () => {
    await play(connect, [begin, rollback], async driver => {
      expect(await watch(driver.rxSession().executeWrite(() => { throw new Error('at once') }))).toEqual(['error at once'])
    })
  })

  it('do their work again after an error that may pass', async () => {
    const script = [begin, request('RUN'), failure('Neo.TransientError.Transaction.DeadlockDetected', 'again'), begin, oneNumber, commit]
    await play(connect, script, async driver => {
      const seen = await watch(driver.rxSession().executeWrite(tx => concat(of('try'), tx.run('RETURN 1').records().pipe(map(() => 'record')))))
      expect(seen).toEqual(['next try', 'next try', 'next record', 'complete'])
    })
  })

  it('refuse a wrong config at once', async () => {
    await play(connect, [], async driver => {
      const session = driver.rxSession()
      const wrong = { timeout: -1 }
      expect(() => session.beginTransaction(wrong)).toThrow('Transaction timeout should not be negative')
      expect(() => session.executeRead(() => of(1), wrong)).toThrow('Transaction timeout should not be negative')
    })
  })
})

describe('a subscriber that goes', () => {
  it('has a transaction rolled back that had not begun yet', async () => {
    await play(neobolt, [begin, rollback], async (driver, server) => {
      driver.rxSession().beginTransaction().subscribe().unsubscribe()
      await server.waitFor('ROLLBACK')
    })
  })

  it('has the work of a transaction function rolled back, not repeated', async () => {
    await play(neobolt, [begin, oneNumber, rollback], async (driver, server) => {
      await watch(driver.rxSession().executeWrite(tx => tx.run('RETURN 1').records()).pipe(take(1)))
      await server.waitFor('ROLLBACK')
      await aWhile()
      expect(sent(server)).toEqual(['BEGIN', 'RUN', 'PULL', 'ROLLBACK'])
    })
  })
})

describe('a reactive session', () => {
  const ways: Array<[string, (session: RxSession) => Promise<unknown>]> = [
    ['close()', async session => { expect(await watch(session.close())).toEqual(['complete']) }],
    ['the end of its block', async session => { await session[Symbol.asyncDispose]() }]
  ]

  it.each(ways)('ends its transaction and gives the connection back at %s', async (_, end) => {
    await play(neobolt, [begin, optional(rollback), oneNumber], async (driver, server) => {
      const session = driver.rxSession()
      await watch(session.beginTransaction())
      await end(session)
      expect(await watch(session.run('RETURN 1').records())).toEqual(['error Cannot run query in a closed session.'])
      await watch(driver.rxSession().run('RETURN 1').records())
      expect(server.connections).toHaveLength(1)
    })
  })
})
