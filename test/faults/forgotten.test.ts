import type { Driver } from '../../src/driver/driver.js'
import type { Config } from '../../src/driver/options.js'
import { collectUntil } from '../helpers/garbage.js'
import { until } from './lab.js'
import { OneConnection } from './one-connection.js'

jest.setTimeout(30_000)

let one: OneConnection

async function start (config: Config = {}): Promise<Driver> {
  one = await OneConnection.start(config)
  return one.driver
}

afterEach(async () => { await one.close() })

const never = async (): Promise<never> => await new Promise(() => {})
const isFree = (): boolean => one.lab.pool()?.idleCount === 1

/** Ways to lose a connection for good. */
const FORGOTTEN: Array<[string, string, (driver: Driver) => Promise<unknown>]> = [
  ['a transaction that is neither committed nor rolled back', 'WRITE', async driver => {
    const tx = driver.session({ database: 'movies' }).beginTransaction()
    await tx.run('WRITE', { id: 'lost' })
  }],
  ['a transaction in which nothing was run', '', async driver => { await driver.session({ database: 'movies' }).beginTransaction() }],
  ['a transaction with records that nobody reads', 'ROWS', async driver => {
    const tx = await driver.session({ database: 'movies' }).beginTransaction()
    await tx.run('ROWS', { n: 20 }).keys()
  }],
  ['a transaction function that never ends', 'WRITE', async driver => {
    await new Promise<void>(resolve => {
      void driver.session({ database: 'movies' }).executeWrite(async tx => {
        await tx.run('WRITE', { id: 'lost' })
        resolve()
        await never()
      })
    })
  }],
  ['a transaction function that never ends and began together with its first query', 'WRITE', async driver => {
    await new Promise<void>(resolve => {
      void driver.session({ database: 'movies' }).executeWrite(async tx => {
        await tx.run('WRITE', { id: 'lost' })
        resolve()
        await never()
      }, { pipelineBegin: true })
    })
  }],
  ['executeQuery() with a transformer that never ends', 'ROWS', async driver => {
    await new Promise<void>(resolve => {
      void driver.executeQuery('ROWS', { n: 20 }, { database: 'movies', resultTransformer: async result => { await result; resolve(); await never() } })
    })
  }],
  ['a result that nobody reads', 'ROWS', async driver => { await driver.session({ database: 'movies' }).run('ROWS', { n: 20 }).keys() }],
  ['a result that is iterated by hand, and left', 'ROWS', async driver => {
    const records = driver.session({ database: 'movies' }).run('ROWS', { n: 20 })[Symbol.asyncIterator]()
    await records.next()
  }]
]

describe('a session that is dropped without close() gives its connection back', () => {
  it.each(FORGOTTEN)('%s', async (_name, query, forget) => {
    const driver = await start()
    await forget(driver)
    expect(await collectUntil(isFree)).toBe(true)
    const text = query === '' ? '' : ` \\("${query}"\\)`
    expect(one.log).toEqual([['warn', expect.stringMatching(new RegExp(
      `^Connection 0 to 127\\.0\\.0\\.1:\\d+ was taken back after \\d+ ms for WRITE on movies${text}, and its running work is rolled back: ` +
      'its session was dropped without close\\(\\)\\. Set leakDetectionThreshold to find out where it was borrowed\\.$'))]])
    expect([one.server.log.at(-1), one.server.written('lost')]).toEqual(['1:RESET', 0])
    // The next caller gets it.
    expect((await driver.executeQuery('ROWS', { n: 3 })).records).toHaveLength(3)
    expect(driver.poolStats()).toMatchObject({ totals: { created: 1, idle: 1, used: 0, acquired: 2 } })
  })

  it('each time', async () => {
    const driver = await start()
    for (let times = 1; times <= 3; times++) {
      await FORGOTTEN[0][2](driver)
      expect(await collectUntil(isFree)).toBe(true)
      expect(one.log).toHaveLength(times)
    }
    expect(driver.poolStats().totals).toMatchObject({ created: 1, acquired: 3 })
  })

  it('but one whose connection was lost meanwhile is not told of', async () => {
    const driver = await start()
    await FORGOTTEN[0][2](driver)
    for (const { stream } of one.server.connections) stream.destroy()
    await until(() => one.lab.pool()?.lentCount === 0, 'the loss of the connection')
    expect(await collectUntil(() => one.log.length > 0, 5)).toBe(false)
  })

  it('and the warning says where it was borrowed, if leakDetectionThreshold is on', async () => {
    const driver = await start({ leakDetectionThreshold: 1000_000 })
    await FORGOTTEN[0][2](driver)
    expect(await collectUntil(isFree)).toBe(true)
    expect(one.log).toEqual([['warn', expect.stringMatching(/dropped without close\(\)\. It was borrowed:\n\s+at .*forgotten\.test\.ts:\d+/)]])
    expect(one.lab.clock.running.size).toBe(0)
  })
})

describe('a connection is not taken back while anything can still be done with it', () => {
  const KEPT: Array<[string, (driver: Driver) => Promise<() => Promise<unknown>>, unknown]> = [
    ['the transaction is kept', async driver => {
      const tx = await driver.session().beginTransaction()
      return async () => {
        await tx.run('WRITE', { id: 'kept' })
        await tx.commit()
        return one.server.written('kept')
      }
    }, 1],
    ['the result is kept', async driver => {
      const result = driver.session().run('ROWS', { n: 20 })
      await result.keys()
      return async () => (await result).records.length
    }, 20],
    ['the iterator of the result is kept', async driver => {
      const records = driver.session().run('ROWS', { n: 20 })[Symbol.asyncIterator]()
      await records.next()
      return async () => {
        let read = 1
        while ((await records.next()).done !== true) read++
        return read
      }
    }, 20],
    ['the session is kept', async driver => {
      const session = driver.session()
      await session.beginTransaction().run('WRITE', { id: 'kept' })
      return async () => {
        await session.close()
        return one.server.written('kept')
      }
    }, 0],
    ['its transaction function waits for something else', async driver => {
      let goOn = (): void => {}
      const gate = new Promise<void>(resolve => { goOn = resolve })
      const work = await new Promise<{ done: Promise<unknown> }>(resolve => {
        const done = driver.session().executeWrite(async tx => {
          await tx.run('WRITE', { id: 'kept' })
          setImmediate(() => { resolve({ done }) })
          await gate
        })
      })
      return async () => {
        goOn()
        await work.done
        return one.server.written('kept')
      }
    }, 1]
  ]

  it.each(KEPT)('%s', async (_name, begin, expected) => {
    const driver = await start()
    const finish = await begin(driver)
    expect(await collectUntil(isFree, 8)).toBe(false)
    expect(await finish()).toBe(expected)
    await until(isFree, 'the return of the connection')
    expect(one.log).toEqual([])
  })
})
