import { failure } from '../../src/testing/script/index.js'
import { FakeClock, settle } from '../helpers/fake-clock.js'
import { expectWhole, held, type Hold, listeners, namesOf, rejection, rowsQuery } from '../helpers/held-server.js'

const text = rowsQuery(25)
const first = (name: string): Hold => (request, count) => request.name === name && count === 1
/** Limits that the fake clock does not reach in these tests. */
const LONG = { connectionTimeout: 1000_000, connectionAcquisitionTimeout: 1000_000 }

/** Until what has been sent has arrived. */
const aWhile = async (): Promise<void> => { await new Promise(resolve => { setTimeout(resolve, 20) }) }

describe('the connection of work that was aborted', () => {
  it('is lent to nobody before RESET is answered, and then to the next', async () => {
    await held(first('RESET'), async stage => {
      const controller = new AbortController()
      const { driver, server, open } = stage
      const iterator = driver.session().run(text, {}, { signal: controller.signal })[Symbol.asyncIterator]()
      await iterator.next()
      controller.abort()
      expect(await rejection(iterator.next())).toMatchObject({ phase: 'stream', outcome: 'unknown' })
      await server.waitFor('RESET')
      const next = driver.session().run(rowsQuery(5))
      await aWhile()
      expect(namesOf(server)).toEqual(['RUN', 'PULL', 'RESET'])
      open()
      expect((await next).records).toHaveLength(5)
      await expectWhole(stage)
    })
  })

  it('is closed if RESET is not answered in 5 s, and the next caller gets another', async () => {
    const clock = new FakeClock()
    await held(first('RUN'), async stage => {
      const controller = new AbortController()
      const failed = rejection(stage.driver.session().run(text, {}, { signal: controller.signal }))
      await stage.server.waitFor('RUN')
      controller.abort()
      expect(await failed).toMatchObject({ phase: 'run', outcome: 'unknown' })
      const next = stage.driver.session().run(rowsQuery(5))
      await clock.advance(4999)
      await aWhile()
      expect([stage.server.connections.length, stage.server.connections[0].isOpen]).toEqual([1, true])
      await clock.advance(1)
      expect((await next).records).toHaveLength(5)
      // It did not answer the one that was held, but must not have been kept.
      await expectWhole(stage)
      expect([stage.server.connections.length, clock.pending]).toEqual([2, 0])
    }, { clock, config: LONG })
  })

  it('that is closed so does not make the cluster forget its server', async () => {
    const clock = new FakeClock()
    await held(first('RUN'), async stage => {
      const controller = new AbortController()
      const failed = rejection(stage.driver.session({ database: 'neo4j' }).run(text, {}, { signal: controller.signal }))
      await stage.server.waitFor('RUN')
      controller.abort()
      await failed
      await clock.advance(5000)
      expect((await stage.driver.session({ database: 'neo4j' }).run(rowsQuery(5))).records).toHaveLength(5)
      expect(namesOf(stage.server).filter(name => name === 'ROUTE')).toHaveLength(1)
    }, { clock, config: LONG, routing: true })
  })

  it('leaves no timer once RESET is answered', async () => {
    const clock = new FakeClock()
    await held(() => false, async stage => {
      const controller = new AbortController()
      const iterator = stage.driver.session().run(text, {}, { signal: controller.signal })[Symbol.asyncIterator]()
      await iterator.next()
      controller.abort()
      await rejection(iterator.next())
      await expectWhole(stage)
      expect(clock.pending).toBe(0)
    }, { clock, config: LONG })
  })

  it('that is being made is there for the next caller', async () => {
    await held(first('HELLO'), async stage => {
      const failed = rejection(stage.driver.executeQuery(text, {}, { signal: AbortSignal.timeout(10) }))
      expect(await failed).toMatchObject({ name: 'TimeoutError', phase: 'connect', outcome: 'notSent' })
      await expectWhole(stage)
      expect(stage.server.connections).toHaveLength(1)
    })
  })

  it('does not keep the session from being closed', async () => {
    await held(first('RUN'), async ({ driver, server }) => {
      const controller = new AbortController()
      const session = driver.session({ signal: controller.signal })
      const failed = rejection(session.run(text))
      await server.waitFor('RUN')
      controller.abort()
      await failed
      await session.close()
      expect(server.connections[0].isOpen).toBe(true)
    })
  })
})

describe('a COMMIT that is never answered', () => {
  it('is waited for for 30 s after the signal; then its connection is closed and the outcome is not known', async () => {
    const clock = new FakeClock()
    await held(first('COMMIT'), async stage => {
      const controller = new AbortController()
      const failed = rejection(stage.driver.executeQuery(text, {}, { signal: controller.signal }))
      await stage.server.waitFor('COMMIT')
      await clock.advance(60_000)
      controller.abort()
      await clock.advance(29_999)
      await aWhile()
      expect(stage.server.connections[0].isOpen).toBe(true)
      await clock.advance(1)
      expect(await failed).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', phase: 'commit', outcome: 'unknown', retriable: false })
      expect(namesOf(stage.server)).not.toContain('RESET')
      await expectWhole(stage)
      expect(clock.pending).toBe(0)
    }, { clock, config: LONG })
  })
})

describe('the pause between two tries', () => {
  it.each(['executeQuery', 'executeWrite'])('of %s ends at once; the error tells of the tries before', async name => {
    const clock = new FakeClock()
    await held(() => false, async stage => {
      const controller = new AbortController()
      const { signal } = controller
      const session = stage.driver.session()
      const failed = rejection(name === 'executeQuery'
        ? stage.driver.executeQuery(text, {}, { signal })
        : session.executeWrite(async tx => await tx.run(text), { signal }))
      await stage.server.waitFor('RESET')
      await aWhile()
      expect(listeners(signal)).toBe(1)
      controller.abort()
      expect(await failed).toMatchObject({ phase: 'backoff', outcome: 'rolledBack', suppressed: [{ code: 'Neo.TransientError.General.X' }] })
      expect([listeners(signal), clock.pending]).toEqual([0, 0])
      await expectWhole(stage)
    }, { clock, config: LONG, answer: ({ name }, count) => name === 'RUN' && count === 1 ? failure('Neo.TransientError.General.X', 'again') : undefined })
  })

  it('was not the last of it: a second try that is aborted in the queue has an outcome, too', async () => {
    const clock = new FakeClock()
    await held(({ name }, count) => name === 'RUN' && count === 2, async stage => {
      const controller = new AbortController()
      const failed = rejection(stage.driver.executeQuery(text, {}, { signal: controller.signal }))
      await stage.server.waitFor('RESET')
      await aWhile()
      void stage.driver.session().run(rowsQuery(5))
      await stage.server.waitFor('RUN', 2)
      await clock.advance(2000)
      controller.abort()
      expect(await failed).toMatchObject({ phase: 'queue', outcome: 'rolledBack', suppressed: [{ code: 'Neo.TransientError.General.X' }] })
      await expectWhole(stage)
    }, { clock, config: LONG, answer: ({ name }, count) => name === 'RUN' && count === 1 ? failure('Neo.TransientError.General.X', 'again') : undefined })
  })
})

describe('driver.close()', () => {
  it('ends the wait for RESET as well', async () => {
    const clock = new FakeClock()
    await held(first('RUN'), async ({ driver, server }) => {
      const controller = new AbortController()
      const failed = rejection(driver.session().run(text, {}, { signal: controller.signal }))
      await server.waitFor('RUN')
      controller.abort()
      await failed
      await driver.close()
      await settle()
      expect(clock.pending).toBe(1)
      await clock.advance(1000)
      expect(clock.pending).toBe(0)
    }, { clock, config: LONG })
  })
})
