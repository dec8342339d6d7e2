import { channel } from 'node:diagnostics_channel'
import { failure, query } from '../../../src/testing/script/index.js'
import { CHANNELS } from '../../../src/tracing/names.js'
import { eventsOf, hear, lastMessages } from '../../helpers/channel-log.js'
import { play, withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

const OK = ['start', 'end', 'asyncStart', 'asyncEnd']
const transient = failure('Neo.TransientError.General.X', 'not now')

/** A server that refuses the first queries. */
function failingServer (times: number, answer = transient): ReturnType<typeof rowsServer> {
  const rows = rowsServer()
  let left = times
  return (request, connection) => request.name === 'RUN' && left-- > 0 ? answer : rows(request, connection)
}

describe('neobolt:transaction', () => {
  it('is a transaction function with all its tries', async () => {
    const heard = await hear(['transaction', 'query', 'retry'], async () => {
      await withServer(failingServer(2), async driver => {
        const session = driver.session({ database: 'movies' })
        const value = await session.executeWrite(async tx => { await tx.run('x'); return 'secret of the program' }, { querySummary: 'write x' })
        expect(value).toBe('secret of the program')
      })
    })
    expect(eventsOf(heard, 'transaction')).toEqual(OK)
    expect(heard[0]).toMatchObject({ channel: 'transaction', event: 'start', at: { attempt: 1, database: 'movies' } })
    const [{ transactionId, ...end }] = lastMessages(heard, 'transaction')
    expect(end).toEqual({
      querySummary: 'write x',
      database: 'movies',
      serverAddress: '127.0.0.1',
      serverPort: expect.any(Number),
      accessMode: 'WRITE',
      api: 'executeWrite',
      attempt: 3,
      error: undefined
    })
    expect(lastMessages(heard, 'query').map(message => [message.transactionId, message.attempt])).toEqual([1, 2, 3].map(attempt => [transactionId, attempt]))
    expect(lastMessages(heard, 'query').map(({ querySummary }) => querySummary)).toEqual(Array(3).fill('write x'))
  })

  it('ends with what the function has thrown', async () => {
    const reason = Object.freeze({ mine: true })
    const heard = await hear(['transaction'], async () => {
      await withServer(rowsServer(), async driver => {
        await expect(driver.session().executeRead(() => { throw reason as never })).rejects.toBe(reason)
      })
    })
    expect(eventsOf(heard, 'transaction')).toEqual(['start', 'end', 'error', 'asyncStart', 'asyncEnd'])
    expect(lastMessages(heard, 'transaction')[0].error).toBe(reason)
  })

  it('is published for executeQuery, and not for transactions that the program ends itself', async () => {
    const heard = await hear(['transaction'], async () => {
      await withServer(rowsServer(), async driver => {
        const tx = await driver.session().beginTransaction()
        await tx.run('x')
        await tx.commit()
        await driver.executeQuery('x')
      })
    })
    expect(lastMessages(heard, 'transaction')).toMatchObject([{ api: 'executeQuery', attempt: 1 }])
  })
})

describe('neobolt:retry', () => {
  it('says which try has failed, why, and how long the pause is', async () => {
    const heard = await hear(['retry', 'transaction'], async () => {
      await withServer(failingServer(2), async driver => { await driver.executeQuery('x') })
    })
    const [{ transactionId }] = lastMessages(heard, 'transaction')
    const events = lastMessages(heard, 'retry')
    expect(events).toMatchObject([1, 2].map(attempt => ({
      attempt, transactionId, api: 'executeQuery', accessMode: 'WRITE', serverAddress: '127.0.0.1', error: { code: 'Neo.TransientError.General.X', message: 'not now' }
    })))
    expect(events[0].delayMs).toBeGreaterThanOrEqual(800)
    expect(events[0].delayMs).toBeLessThanOrEqual(1200)
    expect(events[1].delayMs).toBeGreaterThanOrEqual(1600)
  })

  it('says nothing of a failure that is not followed by another try', async () => {
    const heard = await hear(['retry'], async () => {
      await withServer(failingServer(1, failure('Neo.ClientError.Statement.SyntaxError', 'no')), async driver => {
        await expect(driver.executeQuery('x')).rejects.toThrow('no')
      })
    })
    expect(heard).toEqual([])
  })
})

describe('neobolt:transaction:begin', () => {
  const adding = async (metadata: Record<string, unknown>, work: () => Promise<void>): Promise<void> => {
    const listener = (message: any): void => { Object.assign(message.metadata, metadata) }
    channel(CHANNELS.transactionBegin).subscribe(listener)
    try {
      await work()
    } finally {
      channel(CHANNELS.transactionBegin).unsubscribe(listener)
    }
  }
  const metadataSent = (requests: ReadonlyArray<{ name: string, fields: readonly unknown[] }>): unknown[] => requests
    .filter(({ name }) => name === 'BEGIN' || name === 'RUN')
    .map(({ name, fields }) => (fields[name === 'RUN' ? 2 : 0] as { tx_metadata?: object } | undefined)?.tx_metadata)

  it('lets its listeners add strings to the metadata, beside those of the program', async () => {
    const own = Object.freeze({ user: 'ada' })
    await adding({ traceparent: '00-1-2-01', user: 'mallory', number: 5 }, async () => {
      const server = await withServer(rowsServer(), async driver => {
        await driver.session().run('x', {}, { metadata: own })
        await driver.executeQuery('x')
        const tx = await driver.session().beginTransaction()
        await tx.run('x')
        await tx.rollback()
      })
      const added = { traceparent: '00-1-2-01', user: 'mallory' }
      expect(metadataSent(server.received[0])).toEqual([{ ...added, user: 'ada' }, added, undefined, added, undefined])
    })
  })

  it('changes nothing if they add nothing', async () => {
    const heard = await hear(['transactionBegin'], async () => {
      await play([query(['n'])], async driver => { await driver.session().run('x', {}, { metadata: { a: 1 } }) })
    })
    expect(heard).toHaveLength(1)
    expect(heard[0].at).toEqual({ database: undefined, serverAddress: '127.0.0.1', serverPort: expect.any(Number), accessMode: 'WRITE', metadata: {} })
  })

  it('comes with each try', async () => {
    const heard = await hear(['transactionBegin'], async () => {
      await withServer(failingServer(1), async driver => { await driver.executeQuery('x') })
    })
    expect(heard).toHaveLength(2)
  })
})
