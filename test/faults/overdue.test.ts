import type { Driver } from '../../src/driver/driver.js'
import type { Config } from '../../src/driver/options.js'
import { until } from './lab.js'
import { OneConnection } from './one-connection.js'

jest.setTimeout(30_000)

let one: OneConnection

async function start (config: Config): Promise<Driver> {
  one = await OneConnection.start(config)
  return one.driver
}

afterEach(async () => { await one.close() })

/** What keeps a connection until the function that is returned is called; `borrower` is in the stack. */
type Borrow = (driver: Driver) => Promise<() => Promise<unknown>>

const BORROWERS: Array<[string, Borrow]> = [
  ['session.run()', async driver => {
    const session = driver.session()
    const borrower = (): unknown => session.run('ROWS', { n: 20 })
    borrower()
    return async () => { await session.close() }
  }],
  ['session.beginTransaction()', async driver => {
    const session = driver.session()
    await (async function borrower () { return await session.beginTransaction() })()
    return async () => { await session.close() }
  }],
  ['a transaction function', async driver => await new Promise(resolve => {
    async function borrower (): Promise<void> {
      await driver.session().executeWrite(async tx => {
        await tx.run('ROWS', { n: 1 })
        await new Promise<void>(end => { resolve(async () => { end() }) })
      })
    }
    void borrower()
  })],
  ['the second try of a transaction function', async driver => await new Promise(resolve => {
    let tries = 0
    async function borrower (): Promise<void> {
      await driver.session().executeWrite(async tx => {
        if (++tries === 1) await tx.run('FAIL', { code: 'Neo.TransientError.General.Any' })
        await new Promise<void>(end => { resolve(async () => { end() }) })
      })
    }
    void borrower()
  })],
  ['executeQuery()', async driver => {
    let end = (): void => {}
    const gate = new Promise<void>(resolve => { end = resolve })
    await new Promise<void>(resolve => {
      async function borrower (): Promise<void> {
        await driver.executeQuery('ROWS', { n: 1 }, { resultTransformer: async result => { await result; resolve(); await gate } })
      }
      void borrower()
    })
    return async () => { end() }
  }]
]

describe('leakDetectionThreshold warns of a connection that is lent for long, with the stack of who borrowed it', () => {
  it.each(BORROWERS.flatMap(([name, borrow]) => [[name, 'is free', borrow], [name, 'must be waited for', borrow]] as const))('%s when a connection %s', async (_name, when, borrow) => {
    const driver = await start({ leakDetectionThreshold: 2000 })
    await driver.executeQuery('ROWS', { n: 1 })
    const holder = when === 'is free' ? undefined : driver.session({ leakDetectionThreshold: 0 })
    await holder?.beginTransaction()
    const borrowed = borrow(driver)
    if (holder !== undefined) {
      await until(() => one.lab.pool()?.waiterCount === 1, 'the wait')
      await holder.close()
    }
    const giveBack = await borrowed
    await until(() => one.log.length > 0, 'the warning')
    expect(one.log).toEqual([['warn', expect.stringMatching(/^Connection 0 to 127\.0\.0\.1:\d+ has not been returned for 2000 ms \(leakDetectionThreshold\) for WRITE on the home database/)]])
    const [, ...frames] = one.log[0][1].split('\n')
    expect(frames[0]).toMatch(/^ {4}at .*overdue\.test\.ts/)
    expect(frames.join()).toMatch(/borrower/)
    expect(frames.join()).not.toMatch(/[\\/]src[\\/]/)
    await giveBack()
    await until(() => one.log.length > 1, 'the word of its return')
    expect(one.log[1]).toEqual(['info', expect.stringMatching(/^Connection 0 to 127\.0\.0\.1:\d+, reported as a possible leak, was returned after \d+ ms/)])
    await until(() => one.lab.clock.running.size === 0, 'the end of all timers')
  })

  it('not in a session that is exempt', async () => {
    const driver = await start({ leakDetectionThreshold: 20 })
    await using session = driver.session({ leakDetectionThreshold: 0 })
    await session.beginTransaction()
    await new Promise(resolve => { setTimeout(resolve, 20) })
    expect(one.log).toEqual([])
  })

  it('in a session that asks for it, when the driver does not', async () => {
    const driver = await start({})
    await using session = driver.session({ leakDetectionThreshold: 20 })
    await session.beginTransaction()
    await until(() => one.log.length === 1, 'the warning')
  })

  it('and refuses a threshold of a session that makes no sense', async () => {
    const driver = await start({})
    expect(() => driver.session({ leakDetectionThreshold: -1 })).toThrow('The leakDetectionThreshold can only be a positive number of milliseconds, or 0 for no warnings. However leakDetectionThreshold = -1')
    expect(() => driver.session({ leakDetectionThreshold: '2s' as never })).toThrow('leakDetectionThreshold expected to be a time in milliseconds, or 0 for no warnings, but was: "2s"')
  })

  it('captures no stack while it is off', async () => {
    const driver = await start({})
    const capture = jest.spyOn(Error, 'captureStackTrace')
    try {
      await using session = driver.session()
      await session.beginTransaction()
      expect(capture).not.toHaveBeenCalled()
    } finally {
      capture.mockRestore()
    }
  })
})
