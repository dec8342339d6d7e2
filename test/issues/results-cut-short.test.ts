import { lastValueFrom, map, type Observable, toArray } from 'rxjs'
import neo4j from '../../src/index.js'
import { resultTransformers } from '../../src/session/result-transformers.js'
import type { Session } from '../../src/session/session.js'
import { BoltServer, failure, ignored, query, record, request, success, until } from '../../src/testing/script/index.js'
import { namesOn, play } from '../helpers/play.js'
import { outcomeOf, type ReadOutcome, rowReaders } from '../helpers/readers.js'
import { rowsServer } from '../helpers/rows-server.js'
import { valueOf } from '../helpers/streaming.js'
import type { Result } from '../../src/session/result.js'
import type { Driver } from '../../src/driver/driver.js'
import { RxSession } from '../../src/rx/session.js'
import type { Record } from '../../src/types/record.js'

const FETCH_SIZE = 10
const rowsUpTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
const text = (n: number): string => `UNWIND range(1, ${n}) AS x RETURN x`

async function playRows (work: (driver: Driver) => Promise<void>, { cold = false } = {}): Promise<ReturnType<typeof play>> {
  return await play(rowsServer(), async driver => {
    if (!cold) await driver.executeQuery('RETURN 1')
    await work(driver)
  }, { config: { fetchSize: FETCH_SIZE } })
}

const forgotten = (session: Session, n: number): Promise<Result> => wrap(async () => {
  try {
    return { result: session.run(text(n)) }
  } finally {
    await session.close()
  }
})

/** A result is a promise: async functions may give it only in something else. */
async function wrap (work: () => Promise<{ result: Result }>): Promise<any> {
  return await work()
}

describe.each(Object.keys(rowReaders))('a result that is read by %s', reader => {
  const read = async (result: Result): Promise<ReadOutcome> => await outcomeOf(rowReaders[reader](result))

  for (const cold of [false, true]) {
    describe(cold ? 'on a cold driver' : 'on a warm driver', () => {
      it.each([0, 1, FETCH_SIZE])('after its session was closed gives all its %i rows, which had come', async n => {
        await playRows(async driver => {
          const { result } = await forgotten(driver.session(), n) as unknown as { result: Result }
          expect(await read(result)).toEqual({ rows: rowsUpTo(n) })
        }, { cold })
      })

      it.each([FETCH_SIZE + 1, 50])('after its session was closed says so, as not all of its %i rows had come', async n => {
        await playRows(async driver => {
          const { result } = await forgotten(driver.session(), n) as unknown as { result: Result }
          expect(await read(result)).toEqual({ error: expect.stringMatching(/incomplete: the session was closed before all of them were read.*Await the result/) })
        }, { cold })
      })
    })
  }

  it('begun before its session is closed gives all or an error', async () => {
    for (const n of [FETCH_SIZE, FETCH_SIZE + 1, 50]) {
      await playRows(async driver => {
        const session = driver.session()
        const reading = read(session.run(text(n)))
        await session.close()
        const outcome = await reading
        if (reader === 'for await' && n > FETCH_SIZE) {
          expect(outcome).toEqual({ error: expect.stringMatching(/the session was closed/) })
        } else {
          expect(outcome).toEqual({ rows: rowsUpTo(n) })
        }
      })
    }
  })

  it('after its transaction was committed', async () => {
    for (const n of [FETCH_SIZE, FETCH_SIZE + 1]) {
      await playRows(async driver => {
        const session = driver.session()
        const tx = session.beginTransaction()
        const result = tx.run(text(n))
        await tx.commit()
        expect(await read(result)).toEqual(n > FETCH_SIZE ? { error: expect.stringMatching(/the transaction was committed/) } : { rows: rowsUpTo(n) })
        await session.close()
      })
    }
  })

  it('that a transaction function gave unread', async () => {
    for (const n of [FETCH_SIZE, FETCH_SIZE + 1]) {
      await playRows(async driver => {
        const session = driver.session()
        const { result } = await session.executeRead(tx => ({ result: tx.run(text(n)) }))
        expect(await read(result)).toEqual(n > FETCH_SIZE ? { error: expect.stringMatching(/the transaction was committed/) } : { rows: rowsUpTo(n) })
        await session.close()
      })
    }
  })

  it('after summary()', async () => {
    for (const n of [FETCH_SIZE, FETCH_SIZE + 1]) {
      await playRows(async driver => {
        const session = driver.session()
        const result = session.run(text(n))
        await result.summary()
        const outcome = await read(result)
        if ('rows' in outcome) expect(outcome).toEqual({ rows: rowsUpTo(n) })
        else expect(outcome.error).toMatch(reader === 'for await' ? /already consumed/ : /summary\(\) was called/)
        await session.close()
      })
    }
  })
})

describe('close() inside of for await', () => {
  it.each([FETCH_SIZE, FETCH_SIZE + 1, 50])('never ends the loop early without an error, of %i rows', async n => {
    await playRows(async driver => {
      const session = driver.session()
      const outcome = await outcomeOf((async () => {
        const rows: number[] = []
        for await (const row of session.run(text(n))) {
          rows.push(valueOf(row))
          if (rows.length === 1) await session.close()
        }
        return rows
      })())
      expect(outcome).toEqual(n > FETCH_SIZE ? { error: expect.stringMatching(/the session was closed before all of them were read/) } : { rows: rowsUpTo(n) })
    })
  })
})

describe('close() of a session in mode READ', () => {
  it('interrupts its query at once, and says so', async () => {
    for (const reader of Object.values(rowReaders)) {
      let answer!: () => void
      const late = new Promise<void>(resolve => { answer = resolve })
      await play([request('RUN'), request('PULL'), success({ fields: ['x'] }), record([1]), until(late), ignored()], async (driver, server) => {
        const session = driver.session({ defaultAccessMode: 'READ' })
        const reading = outcomeOf(reader(session.run('slow')))
        await server.waitFor('PULL')
        const closed = session.close()
        await server.waitFor('RESET')
        answer()
        await closed
        expect(await reading).toEqual({ error: expect.stringMatching(/^The session was closed before its query was finished/) })
      })
    }
  })

  it('leaves rows that had all come to be read', async () => {
    await playRows(async driver => {
      const session = driver.session({ defaultAccessMode: 'READ' })
      const result = session.run(text(FETCH_SIZE))
      await result.keys()
      await new Promise(resolve => { setTimeout(resolve, 20) })
      await session.close()
      expect(await outcomeOf(rowReaders.await(result))).toEqual({ rows: rowsUpTo(FETCH_SIZE) })
    })
  })

  it('also of a query that waits for its next rows to be asked for', async () => {
    await playRows(async driver => {
      const session = driver.session({ defaultAccessMode: 'READ' })
      const result = session.run(text(50))
      const iterator = result[Symbol.asyncIterator]()
      await iterator.next()
      await session.close()
      const reading = (async () => { for (let step = await iterator.next(); step.done !== true; step = await iterator.next()); })()
      await expect(reading).rejects.toThrow(/The session was closed/)
      await expect(result.summary()).rejects.toThrow(/The session was closed/)
    })
  })
})

describe('driver.close() from the onNext of the last record', () => {
  it('is an error for the observer if the end has not come by then', async () => {
    let answer!: () => void
    const late = new Promise<void>(resolve => { answer = resolve })
    const server = await BoltServer.start([request('RUN'), request('PULL'), success({ fields: ['x'] }), record([1]), until(late), success()])
    const driver = neo4j.driver(server.uri)
    let closed: Promise<void> | undefined
    const error = await new Promise<Error>((resolve, reject) => {
      driver.session().run('slow').subscribe({ onNext: () => { closed = driver.close() }, onCompleted: reject, onError: resolve })
    })
    expect(error.message).toMatch(/closed/)
    answer()
    await closed
    await server.close()
  })

  it.each([1, FETCH_SIZE, FETCH_SIZE + 5])('leaves the observer its right end, with %i rows', async n => {
    const server = await BoltServer.start(rowsServer())
    const driver = neo4j.driver(server.uri, undefined, { fetchSize: FETCH_SIZE })
    let closed: Promise<void> | undefined
    const rows = await new Promise<number[]>((resolve, reject) => {
      const values: number[] = []
      driver.session().run(text(n)).subscribe({
        onNext: row => { if (values.push(valueOf(row)) === n) closed = driver.close() },
        onCompleted: () => { resolve(values) },
        onError: reject
      })
    })
    await closed
    await server.close()
    expect(rows).toEqual(rowsUpTo(n))
  })
})

describe('executeQuery', () => {
  it('gives all rows, whatever the transformer', async () => {
    await playRows(async driver => {
      const run = async <T>(resultTransformer: (result: Result) => Promise<T>): Promise<T> => await driver.executeQuery(text(35), {}, { resultTransformer })
      expect((await run(resultTransformers.eager())).records.map(valueOf)).toEqual(rowsUpTo(35))
      expect((await run(resultTransformers.mapped({ map: valueOf }))).records).toEqual(rowsUpTo(35))
      expect((await run(resultTransformers.mapped({ collect: records => records.map(valueOf) })))).toEqual(rowsUpTo(35))
      expect((await run(resultTransformers.hydrated<{ x: number }>({ x: {} }))).records).toHaveLength(35)
      expect(valueOf(await run(resultTransformers.first()) as never)).toBe(1)
      expect((await run(resultTransformers.summary())).queryType).toBe('rw')
      expect(await run(async result => await rowReaders['for await'](result))).toEqual(rowsUpTo(35))
    })
  })

  it('does not give away a result whose rows are lost', async () => {
    await playRows(async driver => {
      const { result } = await driver.executeQuery(text(35), {}, { resultTransformer: async result => ({ result }) })
      expect(await outcomeOf(rowReaders.await(result))).toEqual({ error: expect.stringMatching(/the transaction was committed before all/) })
      const { iterator } = await driver.executeQuery(text(35), {}, { resultTransformer: async result => ({ iterator: result[Symbol.asyncIterator]() }) })
      await expect(iterator.next()).rejects.toThrow(/the transaction was committed before all/)
    })
  })
})

describe('a write that nobody awaits is done in full before its session is closed', () => {
  it('on a warm and on a cold driver', async () => {
    for (const cold of [false, true]) {
      const server = await playRows(async driver => {
        const session = driver.session()
        void session.run(text(35))
        await session.close()
        expect(session.lastBookmarks()).toEqual(['b:1'])
      }, { cold })
      expect(namesOn(server).filter(name => name === 'DISCARD')).toHaveLength(1)
    }
  })

  it('also where it has to be tried again', async () => {
    const again = failure('Neo.TransientError.General.X', 'nothing was done', { diagnosticRecord: { _idempotent: true } })
    await play([request('RUN'), again, query([], [], { bookmark: 'b:2' })], async driver => {
      const session = driver.session()
      void session.run('CREATE (:A)')
      await session.close()
      expect(session.lastBookmarks()).toEqual(['b:2'])
    })
  })
})

describe('a transaction whose query waits for a lock', () => {
  it("is interrupted by session.close(), and the query's error is the server's own", async () => {
    for (const reader of Object.values(rowReaders)) {
      let reset!: () => void
      const wasReset = new Promise<void>(resolve => { reset = resolve })
      const script = [request('BEGIN'), success(), request('RUN'), request('PULL'), until(wasReset),
        failure('Neo.TransientError.Transaction.LockClientStopped', 'The transaction has been terminated.')]
      await play(script, async (driver, server) => {
        const session = driver.session()
        const tx = await session.beginTransaction()
        const result = tx.run('MATCH (n) SET n.x = 1')
        const reading = reader(result).catch((error: unknown) => error)
        await server.waitFor('PULL')
        const closed = session.close()
        await server.waitFor('RESET')
        reset()
        await closed
        // As neo4j-driver has it: nobody is to try again what somebody has ended.
        expect(await reading).toMatchObject({ code: 'Neo.ClientError.Transaction.LockClientStopped' })
      })
    }
  })
})

describe('a reactive result', () => {
  const collect = async (records: Observable<Record>): Promise<ReadOutcome> => await outcomeOf(lastValueFrom(records.pipe(map(valueOf), toArray())))

  it('gives all rows or says why not when its session is closed while they come', async () => {
    for (const n of [FETCH_SIZE, 35]) {
      await playRows(async driver => {
        const session = new RxSession({ session: driver.session() })
        const reading = collect(session.run(text(n)).records())
        await lastValueFrom(session.close(), { defaultValue: undefined })
        expect(await reading).toEqual(n > FETCH_SIZE ? { error: expect.stringMatching(/the session was closed/) } : { rows: rowsUpTo(n) })
      })
    }
  })

  it('says who ended it when it is read after its summary, its commit or its close', async () => {
    for (const n of [FETCH_SIZE, 35]) {
      await playRows(async driver => {
        const session = new RxSession({ session: driver.session() })
        const consumed = session.run(text(n))
        await lastValueFrom(consumed.consume())
        expect(await collect(consumed.records())).toEqual({ error: expect.any(String) })
        const tx = await lastValueFrom(session.beginTransaction())
        const begun = tx.run(text(n))
        await lastValueFrom(begun.keys())
        await lastValueFrom(tx.commit(), { defaultValue: undefined })
        const outcome = await collect(begun.records())
        expect(outcome).toEqual(n > FETCH_SIZE ? { error: expect.stringMatching(/the transaction was committed/) } : { rows: rowsUpTo(n) })
        await lastValueFrom(session.close(), { defaultValue: undefined })
      })
    }
  })
})

describe('two readers, of whom one waits and one asks for its rows,', () => {
  it('get all, or an error, when the session is closed between', async () => {
    for (const n of [FETCH_SIZE, 35]) {
      await playRows(async driver => {
        const session = driver.session()
        const result = session.run(text(n))
        const [iterating, awaiting] = [outcomeOf(rowReaders['for await'](result)), outcomeOf(rowReaders.await(result))]
        await session.close()
        expect([await iterating, await awaiting]).toEqual([{ rows: rowsUpTo(n) }, { rows: rowsUpTo(n) }])
      })
    }
  })
})

describe('work behind a query that nobody awaits', () => {
  it('leaves it all of its rows', async () => {
    await playRows(async driver => {
      const session = driver.session()
      const result = session.run(text(35))
      await session.executeWrite(async tx => { await tx.run('CREATE (:A)') })
      expect(await outcomeOf(rowReaders['for await'](result))).toEqual({ rows: rowsUpTo(35) })
      await session.close()
    })
  })
})
