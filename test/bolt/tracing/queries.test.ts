import { failure, query, request, success } from '../../../src/testing/script/index.js'
import { eventsOf, hear, lastMessages } from '../../helpers/channel-log.js'
import { play, withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

const OK = ['start', 'end', 'asyncStart', 'asyncEnd']
const FAILED = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']
const rows = (n: number): string => `UNWIND range(1, ${n}) AS x RETURN x`
const refused = (code = 'Neo.ClientError.Statement.SyntaxError'): ReturnType<typeof failure> => failure(code, 'no')

describe('neobolt:query', () => {
  it('says of session.run what is asked, and at the end what came of it', async () => {
    const heard = await hear(['query'], async () => {
      await withServer(rowsServer(), async driver => {
        await driver.session({ database: 'movies', defaultAccessMode: 'READ' }).run(rows(3), { a: 1 }, { querySummary: 'count to three' })
      })
    })
    expect(eventsOf(heard, 'query')).toEqual(OK)
    expect(heard[0].at).toEqual({
      query: rows(3),
      querySummary: 'count to three',
      isParameterized: true,
      parameters: undefined,
      database: 'movies',
      serverAddress: '127.0.0.1',
      serverPort: expect.any(Number),
      accessMode: 'READ',
      api: 'run',
      attempt: 1,
      transactionId: undefined,
      peerAddress: undefined,
      peerPort: undefined,
      summary: undefined,
      recordCount: undefined,
      error: undefined
    })
    const [end] = lastMessages(heard, 'query')
    expect(end).toMatchObject({ recordCount: 3, database: 'neo4j', peerAddress: '127.0.0.1', peerPort: heard[0].at.serverPort, error: undefined })
    expect(end.summary).toMatchObject({ queryType: 'rw', database: { name: 'neo4j' }, query: { text: rows(3), parameters: {} } })
  })

  it('has one and the same message in all events of a query', async () => {
    const heard = await hear(['query'], async () => {
      await withServer(rowsServer(), async driver => { await driver.session().run(rows(3)) })
    })
    expect(new Set(heard.map(({ message }) => message)).size).toBe(1)
  })

  it('has ended when the program goes on behind its await', async () => {
    const seen: string[][] = []
    await hear(['query'], async heard => {
      await withServer(rowsServer(), async driver => {
        const session = driver.session({ fetchSize: 2 })
        await session.run(rows(5))
        seen.push(eventsOf(heard, 'query'))
        await session.run(rows(5)).summary()
        seen.push(eventsOf(heard, 'query').slice(OK.length))
        for await (const record of session.run(rows(5))) expect(record.length).toBe(1)
        seen.push(eventsOf(heard, 'query').slice(2 * OK.length))
        await new Promise<void>((resolve, reject) => {
          session.run(rows(5)).subscribe({ onCompleted: () => { resolve() }, onError: reject })
        })
        seen.push(eventsOf(heard, 'query').slice(3 * OK.length))
      })
    })
    expect(seen).toEqual([OK, OK, OK, OK])
  })

  it('goes on while the records are read, and ends with the last one', async () => {
    await hear(['query'], async heard => {
      await withServer(rowsServer(), async driver => {
        const session = driver.session({ fetchSize: 2 })
        let read = 0
        for await (const record of session.run(rows(7))) {
          if (++read <= 4) expect(eventsOf(heard, 'query')).toEqual(['start', 'end'])
          expect(record.get(0).toNumber()).toBe(read)
        }
        expect(lastMessages(heard, 'query')).toMatchObject([{ recordCount: 7 }])
      })
    })
  })

  it('ends without an error when its reader leaves, as soon as the server has thrown the rest away', async () => {
    await hear(['query'], async heard => {
      await withServer(rowsServer(), async driver => {
        const session = driver.session({ fetchSize: 2 })
        for await (const record of session.run(rows(100))) {
          expect(record.length).toBe(1)
          break
        }
        expect(eventsOf(heard, 'query')).toEqual(OK)
        expect(lastMessages(heard, 'query')).toMatchObject([{ recordCount: 2, error: undefined, summary: { queryType: 'rw' } }])
      })
    })
  })

  it('ends with its session if nobody has read it', async () => {
    await hear(['query'], async heard => {
      await withServer(rowsServer(), async driver => {
        const session = driver.session({ fetchSize: 2 })
        const result = session.run(rows(100))
        await result.keys()
        expect(eventsOf(heard, 'query')).toEqual(['start', 'end'])
        await session.close()
        expect(eventsOf(heard, 'query')).toEqual(OK)
      })
    })
  })

  it('does not read a result: records stay on the server until the program wants them', async () => {
    await hear(['query'], async heard => {
      const server = await withServer(rowsServer(), async (driver, server) => {
        const session = driver.session({ fetchSize: 2 })
        const result = session.run(rows(100))
        await result.keys()
        await new Promise(resolve => { setTimeout(resolve, 20) })
        expect(server.received[0].filter(({ name }) => name === 'PULL')).toHaveLength(1)
        expect(lastMessages(heard, 'query')).toEqual([])
        await session.close()
      })
      expect(server.received[0].filter(({ name }) => name === 'PULL')).toHaveLength(1)
    })
  })

  it('ends with the error that the program gets', async () => {
    const heard = await hear(['query'], async heard => {
      await withServer(({ name }) => name === 'RUN' ? refused() : undefined, async driver => {
        const error = await driver.session().run('x').then(() => undefined, error => error)
        expect(eventsOf(heard, 'query')).toEqual(FAILED)
        expect(lastMessages(heard, 'query')[0].error).toBe(error)
      })
    })
    expect(lastMessages(heard, 'query')).toMatchObject([{ error: { code: 'Neo.ClientError.Statement.SyntaxError' }, summary: undefined, recordCount: 0 }])
  })

  it.each([
    ['a closed session', async (driver: any) => { const session = driver.session(); await session.close(); await session.run('x') }],
    ['a session with ongoing work', async (driver: any) => { const session = driver.session(); void session.run(rows(1)).catch(() => {}); await session.run('x') }],
    ['a transaction that has ended', async (driver: any) => { const tx = await driver.session().beginTransaction(); await tx.rollback(); await tx.run('x') }],
    ['a parameter that can\'t be sent', async (driver: any) => { await driver.session().run('x', { f: () => {} }) }]
  ])('tells of a query that the driver refuses: %s', async (_, work) => {
    const heard = await hear(['query'], async () => {
      await withServer(rowsServer(), async driver => { await expect(work(driver)).rejects.toThrow() })
    })
    const failed = heard.filter(({ event, at }) => event === 'error' && at.query === 'x').map(({ at }) => at)
    expect(failed).toMatchObject([{ query: 'x', error: { name: 'Neo4jError' } }])
  })

  it('names the API, the try and the transaction of each query', async () => {
    let failures = 1
    const rowsOf = rowsServer()
    const heard = await hear(['query'], async () => {
      await withServer((request, connection) => {
        if (request.name === 'RUN' && request.fields[0] === 'again' && failures-- > 0) return refused('Neo.TransientError.General.X')
        return rowsOf(request, connection)
      }, async driver => {
        const session = driver.session()
        await session.run('run')
        const tx = await session.beginTransaction()
        await tx.run('tx 1')
        await tx.run('tx 2')
        await tx.commit()
        await session.executeRead(async tx => { await tx.run('read 1'); await tx.run('read 2') })
        await session.executeWrite(async tx => { await tx.run('first'); await tx.run('again') })
        await driver.executeQuery('query', {}, { routing: 'READ', querySummary: 'all' })
      })
    })
    const ends = lastMessages(heard, 'query')
    expect(ends.map(({ query, api, attempt, accessMode }) => [query, api, attempt, accessMode])).toEqual([
      ['run', 'run', 1, 'WRITE'],
      ['tx 1', 'beginTransaction', 1, 'WRITE'],
      ['tx 2', 'beginTransaction', 1, 'WRITE'],
      ['read 1', 'executeRead', 1, 'READ'],
      ['read 2', 'executeRead', 1, 'READ'],
      ['first', 'executeWrite', 1, 'WRITE'],
      ['again', 'executeWrite', 1, 'WRITE'],
      ['first', 'executeWrite', 2, 'WRITE'],
      ['again', 'executeWrite', 2, 'WRITE'],
      ['query', 'executeQuery', 1, 'READ']
    ])
    const ids = ends.map(({ transactionId }) => transactionId)
    expect(ids[0]).toBeUndefined()
    const numbered = ids.map(id => ids.indexOf(id))
    expect(numbered).toEqual([0, 1, 1, 3, 3, 5, 5, 5, 5, 9])
    expect(ends[9].querySummary).toBe('all')
  })

  it('counts the second try of an auto-commit query, which is one query all the same', async () => {
    let failures = 1
    const nothingDone = failure('Neo.TransientError.General.X', 'nothing was done', { diagnosticRecord: { _idempotent: true } })
    const rowsOf = rowsServer()
    const heard = await hear(['query', 'retry'], async () => {
      await withServer((request, connection) => request.name === 'RUN' && failures-- > 0 ? nothingDone : rowsOf(request, connection),
        async driver => { await driver.session().run(rows(2)) })
    })
    expect(heard.map(({ channel, event }) => `${channel} ${event}`))
      .toEqual(['query start', 'query end', 'retry event', 'query asyncStart', 'query asyncEnd'])
    expect(lastMessages(heard, 'query')).toMatchObject([{ attempt: 2, recordCount: 2 }])
    expect(lastMessages(heard, 'retry')).toMatchObject([{ attempt: 1, api: 'run', delayMs: 0, error: { code: 'Neo.TransientError.General.X' } }])
  })

  it('sends the same bytes whether or not anybody listens', async () => {
    const sent = async (): Promise<unknown> => {
      const server = await play([request('BEGIN'), success(), query(['n'], [[1]]), request('COMMIT'), success()], async driver => {
        await driver.executeQuery('RETURN $n', { n: 1 }, { querySummary: 'one' })
      })
      return server.received.map(requests => requests.map(({ name, fields }) => [name, fields]))
    }
    const silent = await sent()
    let traced: unknown
    await hear(['query', 'transaction', 'transactionBegin'], async () => { traced = await sent() })
    expect(traced).toEqual(silent)
    expect(silent).toHaveLength(1)
  })
})
