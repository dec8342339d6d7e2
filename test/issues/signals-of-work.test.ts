import { lastValueFrom, NEVER } from 'rxjs'
import { failure } from '../../src/testing/script/index.js'
import { FakeClock } from '../helpers/fake-clock.js'
import { expectWhole, type Held, held, type HeldOptions, type Hold, listeners, namesOf, rejection, rowsQuery } from '../helpers/held-server.js'
import { mainProcess, unhandledIn } from '../helpers/unhandled.js'

const text = rowsQuery(25)
const first = (name: string): Hold => (request, count) => request.name === name && count === 1
const nothing: Hold = () => false
const ABORTED = { name: 'AbortError', code: 'ABORT_ERR' }
const aWhile = async (): Promise<void> => { await new Promise(resolve => { setTimeout(resolve, 10) }) }

describe('a transaction whose signal is aborted', () => {
  it('is over: what is run in it and its commit fail, each with an error of its own, and rolling back says nothing', async () => {
    await held(nothing, async stage => {
      const controller = new AbortController()
      const session = stage.driver.session()
      const tx = await session.beginTransaction({ signal: controller.signal })
      const open = tx.run(text)
      const iterator = open[Symbol.asyncIterator]()
      await iterator.next()
      const done = await tx.run(rowsQuery(3))
      controller.abort()
      expect(tx.isOpen()).toBe(false)
      const errors = await Promise.all([rejection(iterator.next()), rejection(tx.run(text)), rejection(tx.commit())])
      for (const error of errors) expect(error).toMatchObject({ ...ABORTED, phase: 'stream', outcome: 'rolledBack' })
      expect(new Set(errors).size).toBe(3)
      await tx.rollback()
      await tx.close()
      expect(done.records).toHaveLength(3)
      await session.close()
      await stage.server.waitFor('RESET')
      expect(namesOf(stage.server).filter(name => ['RESET', 'ROLLBACK', 'COMMIT'].includes(name))).toEqual(['RESET'])
      await expectWhole(stage)
    })
  })

  it('and that waits for its user ends with the next call', async () => {
    await held(nothing, async stage => {
      const controller = new AbortController()
      const session = stage.driver.session()
      const tx = await session.beginTransaction({ signal: controller.signal })
      controller.abort()
      expect(await rejection(tx.commit())).toMatchObject({ ...ABORTED, phase: 'run', outcome: 'rolledBack' })
      expect(listeners(controller.signal)).toBe(0)
      // The session is free again.
      expect((await session.run(rowsQuery(5))).records).toHaveLength(5)
      await expectWhole(stage)
    })
  })

  it('ends beginTransaction at once, also when its session is being closed', async () => {
    await held(first('BEGIN'), async stage => {
      const controller = new AbortController()
      const session = stage.driver.session()
      const failed = rejection(session.beginTransaction({ signal: controller.signal }))
      await stage.server.waitFor('BEGIN')
      const closed = session.close()
      controller.abort()
      expect(await failed).toMatchObject({ ...ABORTED, phase: 'begin', outcome: 'rolledBack' })
      stage.open()
      await closed
      expect(listeners(controller.signal)).toBe(0)
      await expectWhole(stage)
    })
  })

  it('while it is rolled back is rolled back', async () => {
    await held(first('ROLLBACK'), async stage => {
      const controller = new AbortController()
      const tx = await stage.driver.session().beginTransaction({ signal: controller.signal })
      const rolledBack = tx.rollback()
      await stage.server.waitFor('ROLLBACK')
      controller.abort()
      await rolledBack
      expect(listeners(controller.signal)).toBe(0)
      await expectWhole(stage)
    })
  })

  it('while it waits for an earlier query of its session ends at once, and leaves that query alone', async () => {
    await held(first('PULL'), async stage => {
      const controller = new AbortController()
      const session = stage.driver.session()
      const earlier = session.run(text)
      const tx = session.beginTransaction({ signal: controller.signal })
      const committed = rejection(tx.commit())
      await stage.server.waitFor('PULL')
      controller.abort()
      expect(await rejection(tx)).toMatchObject({ ...ABORTED, phase: 'queue', outcome: 'notSent' })
      expect(await committed).toMatchObject({ ...ABORTED, phase: 'queue', outcome: 'notSent' })
      stage.open()
      expect((await earlier).records).toHaveLength(25)
      expect(namesOf(stage.server)).not.toContain('BEGIN')
      await expectWhole(stage)
    })
  })

  it('while its commit waits for results ends at once', async () => {
    await held((request, count) => request.name === 'PULL' && count === 2, async stage => {
      const controller = new AbortController()
      const tx = await stage.driver.session().beginTransaction({ signal: controller.signal })
      const result = tx.run(text)
      await result.keys()
      const all = rejection(result)
      const committed = rejection(tx.commit())
      await stage.server.waitFor('PULL', 2)
      controller.abort()
      for (const error of [await all, await committed]) expect(error).toMatchObject({ ...ABORTED, phase: 'stream', outcome: 'rolledBack' })
      expect(namesOf(stage.server)).not.toContain('COMMIT')
      await expectWhole(stage)
    })
  })
})

describe('a reader of records that have come', () => {
  it('gets none of them after the signal', async () => {
    await held(nothing, async stage => {
      const controller = new AbortController()
      const seen: number[] = []
      const reading = (async () => {
        for await (const record of stage.driver.session().run(text, {}, { signal: controller.signal })) {
          seen.push(Number(record.get('x')))
          if (seen.length === 3) controller.abort()
        }
      })()
      expect(await rejection(reading)).toMatchObject({ ...ABORTED, phase: 'stream' })
      expect(seen).toEqual([1, 2, 3])
      await expectWhole(stage)
    })
  })

  it('gets all of them if the query was done before', async () => {
    await held(nothing, async stage => {
      const controller = new AbortController()
      const result = stage.driver.session().run(rowsQuery(5), {}, { signal: controller.signal })
      await result.keys()
      await aWhile()
      controller.abort()
      expect((await result).records).toHaveLength(5)
      await expectWhole(stage)
    })
  })

  it('that leaves early leaves no listener', async () => {
    await held(nothing, async stage => {
      const { signal } = new AbortController()
      for await (const record of stage.driver.session().run(text, {}, { signal })) {
        expect(Number(record.get('x'))).toBe(1)
        break
      }
      expect(listeners(signal)).toBe(0)
      await expectWhole(stage)
    })
  })

  it('that nobody waits for is no unhandled rejection', async () => {
    expect(await unhandledIn(async () => {
      await held(first('RUN'), async stage => {
        const controller = new AbortController()
        const { signal } = controller
        const session = stage.driver.session({ signal })
        session.run(text)
        await stage.server.waitFor('RUN')
        controller.abort()
        await aWhile()
        stage.driver.session().beginTransaction({ signal })
        stage.driver.session().run(text, {}, { signal })
        await aWhile()
        await session.close()
        await expectWhole(stage)
      })
    })).toEqual([])
  })
})

describe('work of a transaction function that does not hear of the signal', () => {
  const never = new Promise<never>(() => {})
  const calls: Record<string, (stage: Held, signal: AbortSignal) => PromiseLike<unknown>> = {
    executeWrite: ({ driver }, signal) => driver.session().executeWrite(async tx => { await tx.run(rowsQuery(5)); await never }, { signal }),
    'executeWrite that catches its errors': ({ driver }, signal) => driver.session().executeWrite(async tx => {
      try { for await (const row of tx.run(text)) row.get('x') } catch { await never }
      await never
    }, { signal }),
    'executeQuery with a transformer': ({ driver }, signal) => driver.executeQuery(text, {}, { signal, resultTransformer: async result => { await result; return await never } }),
    'executeWrite of a reactive session': ({ driver }, signal) => lastValueFrom(driver.rxSession({ signal }).executeWrite(() => NEVER))
  }

  it.each(Object.keys(calls))('is not waited for: %s', async name => {
    await held(nothing, async stage => {
      const controller = new AbortController()
      const failed = rejection(calls[name](stage, controller.signal))
      await stage.server.waitFor('BEGIN')
      await aWhile()
      controller.abort()
      expect(await failed).toMatchObject({ ...ABORTED, outcome: 'rolledBack' })
      expect(listeners(controller.signal)).toBe(0)
      expect(namesOf(stage.server)).not.toContain('COMMIT')
      await expectWhole(stage)
    })
  })

  it('is not waited for when its transaction has failed before, and it goes on', async () => {
    const answer: HeldOptions['answer'] = ({ name }) => name === 'RUN' ? failure('Neo.ClientError.Statement.SyntaxError', 'as planned') : undefined
    let answered: HeldOptions['answer'] = answer
    await held(nothing, async stage => {
      const controller = new AbortController()
      const { signal } = controller
      const failed = rejection(stage.driver.session().executeWrite(async tx => {
        await rejection(tx.run(text))
        await never
      }, { signal }))
      await stage.server.waitFor('RUN')
      await aWhile()
      controller.abort()
      expect(await failed).toMatchObject({ ...ABORTED, outcome: 'rolledBack' })
      expect(listeners(signal)).toBe(0)
      answered = undefined
      await expectWhole(stage)
    }, { answer: (request, count) => answered?.(request, count) })
  })

  it('may fail later without being an unhandled rejection', async () => {
    expect(await unhandledIn(async () => {
      await held(nothing, async stage => {
        const controller = new AbortController()
        const failed = rejection(stage.driver.session().executeWrite(async () => { await aWhile(); throw new Error('later') }, { signal: controller.signal }))
        controller.abort()
        expect(await failed).toMatchObject(ABORTED)
        await aWhile()
        await expectWhole(stage)
      })
    })).toEqual([])
  })
})

describe('the signals of a session and of a call', () => {
  it.each(['session', 'call'])('end the call, whichever comes first: that of the %s', async which => {
    await held(first('RUN'), async stage => {
      const controllers = { session: new AbortController(), call: new AbortController() }
      const session = stage.driver.session({ signal: controllers.session.signal })
      const failed = rejection(session.run(text, {}, { signal: controllers.call.signal }))
      await stage.server.waitFor('RUN')
      controllers[which as 'session' | 'call'].abort(which)
      expect(await failed).toMatchObject({ ...ABORTED, cause: which })
      expect([listeners(controllers.session.signal), listeners(controllers.call.signal)]).toEqual([0, 0])
      controllers.session.abort()
      controllers.call.abort()
      await expectWhole(stage)
    })
  })

  it('may be the same one', async () => {
    await held(nothing, async stage => {
      const { signal } = new AbortController()
      const session = stage.driver.session({ signal })
      expect((await session.run(rowsQuery(5), {}, { signal })).records).toHaveLength(5)
      expect(listeners(signal)).toBe(0)
    })
  })

  it('that of a call leaves the session as it was', async () => {
    await held(first('RUN'), async stage => {
      const controller = new AbortController()
      const session = stage.driver.session()
      const failed = rejection(session.run(text, {}, { signal: controller.signal }))
      await stage.server.waitFor('RUN')
      controller.abort()
      const next = session.run(rowsQuery(5))
      await failed
      stage.open()
      expect((await next).records).toHaveLength(5)
      expect(await rejection(session.run(text, {}, { signal: controller.signal }))).toMatchObject(ABORTED)
      expect((await session.run(rowsQuery(5))).records).toHaveLength(5)
    })
  })

  it('that of the session ends all that comes after, and the session can be closed', async () => {
    await held(nothing, async ({ driver, server }) => {
      const session = driver.session({ signal: AbortSignal.abort() })
      const work = jest.fn(async () => {})
      const calls = [session.run(text), session.run(text), session.beginTransaction(), session.executeRead(work), session.executeWrite(work)]
      for (const call of calls) expect(await rejection(call)).toMatchObject({ ...ABORTED, phase: 'queue', outcome: 'notSent' })
      await session.close()
      expect([work.mock.calls, server.connections]).toEqual([[], []])
    })
  })
})

describe('a bookmark manager that is slow', () => {
  it('is not waited for after the signal', async () => {
    await held(nothing, async stage => {
      const bookmarkManager = { getBookmarks: async () => await new Promise<never>(() => {}), updateBookmarks: async () => {} }
      const controller = new AbortController()
      const { signal } = controller
      const failed = [
        rejection(stage.driver.executeQuery(text, {}, { signal, bookmarkManager })),
        rejection(stage.driver.session({ bookmarkManager }).run(text, {}, { signal }))
      ]
      await aWhile()
      controller.abort()
      for (const error of await Promise.all(failed)) expect(error).toMatchObject({ ...ABORTED, phase: 'connect', outcome: 'notSent' })
      await expectWhole(stage)
    })
  })
})

describe('one signal for 10,000 calls', () => {
  it('has one listener while they run, none at the end, and nobody is warned', async () => {
    const warnings: Error[] = []
    const listener = (warning: Error): void => { warnings.push(warning) }
    mainProcess.on('warning', listener)
    const any = jest.spyOn(AbortSignal, 'any').mockImplementation(() => { throw new Error('AbortSignal.any keeps signals alive') })
    try {
      await held(nothing, async ({ driver }) => {
        const { signal } = new AbortController()
        const own = new AbortController().signal
        for (let i = 0; i < 100; i++) {
          const calls = Array.from({ length: 100 }, async (_, j) => {
            const session = driver.session({ signal })
            if (j % 10 === 0) await driver.executeQuery(rowsQuery(1), {}, { signal })
            else if (j % 10 === 1) await session.executeWrite(async tx => await tx.run(rowsQuery(1)), { signal: own })
            else await session.run(rowsQuery(1), {}, { signal: own })
          })
          expect([listeners(signal), listeners(own)]).toEqual([1, 1])
          await Promise.all(calls)
          expect([listeners(signal), listeners(own)]).toEqual([0, 0])
        }
      }, { config: { maxConnectionPoolSize: 5 } })
      await aWhile()
    } finally {
      any.mockRestore()
      mainProcess.off('warning', listener)
    }
    expect(warnings).toEqual([])
  }, 60_000)
})

describe('a signal that is none', () => {
  const wrong = { aborted: true } as unknown as AbortSignal
  const calls: Record<string, (stage: Held) => unknown> = {
    'driver.session': ({ driver }) => driver.session({ signal: wrong }),
    'driver.rxSession': ({ driver }) => driver.rxSession({ signal: wrong }),
    'session.run': ({ driver }) => driver.session().run(text, {}, { signal: wrong }),
    'session.beginTransaction': ({ driver }) => driver.session().beginTransaction({ signal: wrong }),
    'session.executeRead': ({ driver }) => driver.session().executeRead(() => {}, { signal: wrong }),
    'rxSession.beginTransaction': ({ driver }) => driver.rxSession().beginTransaction({ signal: wrong }),
    'driver.executeQuery': ({ driver }) => driver.executeQuery(text, {}, { signal: wrong }),
    'driver.verifyConnectivity': ({ driver }) => driver.verifyConnectivity({ signal: wrong }),
    'driver.verifyAuthentication': ({ driver }) => driver.verifyAuthentication({ signal: wrong }),
    'driver.getServerInfo': ({ driver }) => driver.getServerInfo({ signal: wrong })
  }

  it.each(Object.keys(calls))('is refused by %s', async name => {
    await held(nothing, async stage => {
      const error = await rejection((async () => { await calls[name](stage) })())
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toBe('config.signal expected to be an AbortSignal but was: {"aborted":true}')
      expect(stage.server.connections).toEqual([])
    })
  })
})

describe('maxTransactionRetryTime of one call', () => {
  const transient = ({ name }: { name: string }): ReturnType<typeof failure> | undefined => name === 'RUN' ? failure('Neo.TransientError.General.X', 'again') : undefined

  it('of 0 allows one try, whatever the driver says', async () => {
    await held(nothing, async ({ driver, server }) => {
      const work = async (): Promise<unknown> => await driver.session().executeWrite(async tx => await tx.run(text), { maxTransactionRetryTime: 0 })
      expect(await rejection(work())).toMatchObject({ code: 'Neo.TransientError.General.X' })
      expect(await rejection(driver.executeQuery(text, {}, { transactionConfig: { maxTransactionRetryTime: 0 } }))).toMatchObject({ code: 'Neo.TransientError.General.X' })
      expect(namesOf(server).filter(name => name === 'RUN')).toHaveLength(2)
    }, { answer: transient })
  })

  it('allows more tries than the driver does', async () => {
    const clock = new FakeClock()
    await held(nothing, async ({ driver, server }) => {
      const failed = rejection(driver.session().executeWrite(async tx => await tx.run(text), { maxTransactionRetryTime: 2000 }))
      for (let tries = 1; tries <= 2; tries++) {
        await server.waitFor('RUN', tries)
        await aWhile()
        await clock.advance(6000)
      }
      expect(await failed).toMatchObject({ code: 'Neo.TransientError.General.X', suppressed: [{}] })
    }, { answer: transient, clock, config: { maxTransactionRetryTime: 0, connectionTimeout: 1000_000, connectionAcquisitionTimeout: 1000_000 } })
  })

  it.each<[unknown, RegExp]>([[-1, /Max retry time should be >= 0: -1/], ['30s', /^maxTransactionRetryTime expected to be a retry time in milliseconds but was: "30s"$/]])(
    'is refused if it is %p', async (value, message) => {
      await held(nothing, async ({ driver }) => {
        expect(() => driver.session().executeWrite(() => {}, { maxTransactionRetryTime: value as number })).toThrow(message)
      })
    })
})
