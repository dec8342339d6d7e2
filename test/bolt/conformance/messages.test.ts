import { failure, query, record, request, type Script, success } from '../../../src/testing/script/index.js'
import { play } from '../../helpers/play.js'

const more = success({ has_more: true })
const begin: Script = [request('BEGIN'), success()]
const commit: Script = [request('COMMIT'), success()]

describe('records that are collected', () => {
  it('come in one portion after the first', async () => {
    await play([
      request('RUN'), request('PULL', { n: 2n }), success({ fields: ['n'] }), record([1]), record([2]), more,
      request('PULL', { n: -1n }), record([3]), record([4]), record([5]), success()
    ], async driver => {
      const { records } = await driver.session({ fetchSize: 2 }).run('RETURN 1')
      expect(records.map(([n]) => Number(n))).toEqual([1, 2, 3, 4, 5])
    })
  })

  it('come in portions while they are read one by one', async () => {
    await play([
      request('RUN'), request('PULL', { n: 2n }), success({ fields: ['n'] }), record([1]), record([2]), more,
      request('PULL', { n: 2n }), record([3]), success()
    ], async driver => {
      const values = []
      for await (const [n] of driver.session({ fetchSize: 2 }).run('RETURN 1')) values.push(Number(n))
      expect(values).toEqual([1, 2, 3])
    })
  })
})

describe('the number of a query', () => {
  it('is left out for the last query of a transaction', async () => {
    await play([
      begin,
      request('RUN'), request('PULL', { n: 1n }), success({ fields: ['n'], qid: 0 }), record([1]), more,
      request('PULL', { n: -1n }), record([2]), success(),
      commit
    ], async driver => {
      await using tx = await driver.session({ fetchSize: 1 }).beginTransaction()
      expect((await tx.run('RETURN 1')).records).toHaveLength(2)
      await tx.commit()
    })
  })

  it('is sent for those before it', async () => {
    await play([
      begin,
      request('RUN'), request('PULL', { n: 1n }), success({ fields: ['n'], qid: 0 }), record([1]), more,
      request('RUN'), request('PULL', { n: 1n }), success({ fields: ['n'], qid: 1 }), record([1]), success(),
      request('PULL', { n: -1n, qid: 0n }), record([2]), success(),
      commit
    ], async driver => {
      await using tx = await driver.session({ fetchSize: 1 }).beginTransaction()
      const first = tx.run('RETURN 1')
      await first.keys()
      await tx.run('RETURN 2')
      expect((await first).records).toHaveLength(2)
      await tx.commit()
    })
  })
})

describe('a summary without records', () => {
  it('has the status of the records that there were, also if it was asked for before there was a connection', async () => {
    await play(query(['n'], [[1]]), async driver => {
      const { gqlStatusObjects: [status] } = await driver.session().run('RETURN 1').summary()
      expect(status.gqlStatus).toBe('00000')
    }, { version: '5.4' })
  })

  it('does not come with a type that no query has', async () => {
    await play([query([], [], { type: 'wr' }), query(['n'])], async driver => {
      await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({
        code: 'ProtocolError',
        message: "Server returned invalid query type. Expected one of [undefined, null, \"r\", \"w\", \"rw\", \"s\"] but got 'wr'"
      })
      await driver.session().run('RETURN 2')
    })
  })
})

describe('the keys of a result', () => {
  it('are known also if an error follows them at once', async () => {
    await play([request('RUN'), request('PULL'), success({ fields: ['n'] }), failure('Neo.ClientError.Statement.ArithmeticError', '/ by zero')], async driver => {
      const result = driver.session().run('RETURN 1/0 AS n')
      expect(await result.keys()).toEqual(['n'])
      await expect(result).rejects.toThrow('/ by zero')
      expect(await result.keys()).toEqual(['n'])
    })
  })
})

describe('a result of a transaction', () => {
  it.each(['commit', 'rollback'] as const)('is not open any more after its %s; what had arrived stays to be read', async end => {
    await play([begin, query(['n'], [[1]]), request(end === 'commit' ? 'COMMIT' : 'ROLLBACK'), success()], async driver => {
      const tx = await driver.session().beginTransaction()
      const result = tx.run('RETURN 1')
      await result.keys()
      await tx[end]()
      expect(result.isOpen()).toBe(false)
      const iterator = result[Symbol.asyncIterator]()
      expect(await iterator.next()).toMatchObject({ done: false })
      expect((await iterator.next()).done).toBe(true)
      await expect(result[Symbol.asyncIterator]().next()).rejects.toThrow('Result is already consumed')
    })
  })
})
