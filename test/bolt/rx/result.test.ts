import { EMPTY, map, take, type Observable } from 'rxjs'
import { choice, failure, query, record, request, type Script, success } from '../../../src/testing/script/index.js'
import { aWhile, drivers, neobolt, play, sent, watch } from './stage.js'

const threeNumbers = query(['n'], [[1], [2], [3]])
/** Six records, two at a time. */
const sixInThree: Script = [
  request('RUN'), request('PULL', { n: 2 }), success({ fields: ['n'] }), record([1]), record([2]), success({ has_more: true }),
  request('PULL', { n: 2 }), record([3]), record([4]), success({ has_more: true }),
  request('PULL', { n: 2 }), record([5]), record([6]), success({ type: 'r' })
]
const numbers = (records: Observable<any>): Observable<unknown> => records.pipe(map(record => record.get('n').toNumber()))

describe.each(drivers)('a reactive result of %s', (_name, connect) => {
  it('sends nothing before somebody subscribes', async () => {
    await play(connect, [], async (driver, server) => {
      const session = driver.rxSession()
      const result = session.run('RETURN 1')
      result.keys()
      result.records()
      result.consume()
      session.beginTransaction()
      session.executeRead(() => EMPTY)
      await aWhile()
      expect(server.received).toEqual([])
    })
  })

  it('gives keys, records and summary of a query that runs once', async () => {
    await play(connect, threeNumbers, async (driver, server) => {
      const result = driver.rxSession().run('UNWIND [1, 2, 3] AS n RETURN n')
      expect(await watch(result.keys())).toEqual(['next n', 'complete'])
      expect(await watch(result.keys())).toEqual(['next n', 'complete'])
      expect(await watch(numbers(result.records()))).toEqual(['next 1', 'next 2', 'next 3', 'complete'])
      expect(await watch(result.consume().pipe(map(summary => summary.queryType)))).toEqual(['next r', 'complete'])
      expect(sent(server)).toEqual(['RUN', 'PULL'])
    })
  })

  it('gives its records to one subscriber only', async () => {
    await play(connect, threeNumbers, async driver => {
      const result = driver.rxSession().run('RETURN 1')
      await watch(result.records())
      expect(await watch(result.records())).toEqual(['error Streaming has already started/consumed with a previous records or summary subscription.'])
    })
  })

  it('has its records thrown away by the reader that asks for the summary first', async () => {
    const script = [request('RUN'), choice(
      [request('DISCARD', { n: -1 }), success({ fields: ['n'] }), success({ type: 'r' })],
      [request('PULL'), success({ fields: ['n'] }), record([1]), success({ has_more: true }), request('DISCARD', { n: -1 }), success({ type: 'r' })]
    )]
    await play(connect, script, async driver => {
      const result = driver.rxSession({ fetchSize: 1 }).run('RETURN 1')
      expect(await watch(result.consume().pipe(map(summary => summary.queryType)))).toEqual(['next r', 'complete'])
      expect(await watch(result.records())).toEqual([expect.stringContaining('error Streaming has already started')])
    })
  })

  it('asks for more records as it hands them on', async () => {
    await play(connect, sixInThree, async driver => {
      expect(await watch(numbers(driver.rxSession({ fetchSize: 2 }).run('RETURN 1').records())))
        .toEqual(['next 1', 'next 2', 'next 3', 'next 4', 'next 5', 'next 6', 'complete'])
    })
  })

  it.each(['keys', 'records', 'consume'] as const)('tells a failure of the query by %s', async stream => {
    await play(connect, [request('RUN'), failure('Neo.ClientError.Statement.SyntaxError', 'no such thing')], async driver => {
      expect(await watch(driver.rxSession().run('RETRUN 1')[stream]())).toEqual(['error no such thing'])
    })
  })

  it('tells a failure halfway by its records, and by the summary as well', async () => {
    const script = [
      request('RUN'), request('PULL'), success({ fields: ['n'] }), record([1]), failure('Neo.ClientError.Statement.ArithmeticError', 'too much')
    ]
    await play(connect, script, async driver => {
      const result = driver.rxSession().run('RETURN 1')
      expect(await watch(numbers(result.records()))).toEqual(['next 1', 'error too much'])
      expect(await watch(result.consume())).toEqual(['error too much'])
    })
  })

  it('tells a wrong query by its streams', async () => {
    await play(connect, [], async driver => {
      const result = driver.rxSession().run(undefined as unknown as string)
      expect(await watch(result.records())).toEqual([expect.stringMatching(/^error .*Cypher query/)])
    })
  })
})

describe('a reactive result whose subscriber goes', () => {
  it('has the rest thrown away, and frees the session', async () => {
    const script = [
      request('RUN'), request('PULL', { n: 2 }), success({ fields: ['n'] }), record([1]), record([2]), success({ has_more: true }),
      request('DISCARD', { n: -1 }), success({ type: 'r' }), threeNumbers
    ]
    await play(neobolt, script, async driver => {
      const session = driver.rxSession({ fetchSize: 2 })
      const first = session.run('RETURN 1')
      expect(await watch(numbers(first.records().pipe(take(1))))).toEqual(['next 1', 'complete'])
      expect(await watch(first.consume().pipe(map(summary => summary.queryType)))).toEqual(['next r', 'complete'])
      expect(await watch(numbers(session.run('RETURN 2').records()))).toHaveLength(4)
    })
  })
})

describe('a paused reactive result', () => {
  it('asks the server for nothing', async () => {
    await play(neobolt, sixInThree, async (driver, server) => {
      const result = driver.rxSession({ fetchSize: 2 }).run('RETURN 1')
      const seen: unknown[] = []
      result.pause()
      const end = new Promise<void>(resolve => numbers(result.records()).subscribe({ next: n => { seen.push(n) }, complete: resolve }))
      await server.waitFor('PULL')
      await aWhile()
      expect([seen, sent(server)]).toEqual([[], ['RUN', 'PULL']])

      await result.push()
      expect(seen).toEqual([1])
      await Promise.all([result.push(), result.push()])
      expect(seen).toEqual([1, 2, 3])
      await aWhile()
      expect(sent(server).length).toBeLessThan(4)

      await result.resume()
      await end
      expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    })
  })

  it('can be paused by its subscriber, and resumed again and again', async () => {
    await play(neobolt, sixInThree, async driver => {
      const result = driver.rxSession({ fetchSize: 2 }).run('RETURN 1')
      const seen: unknown[] = []
      await new Promise<void>(resolve => numbers(result.records()).subscribe({
        next: n => {
          seen.push(n)
          result.pause()
          setImmediate(() => { void result.resume() })
        },
        complete: resolve
      }))
      expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    })
  })
})
