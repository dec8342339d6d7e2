import type { Driver } from '../../src/entry/rx-driver.js'
import { FakeClock } from '../helpers/fake-clock.js'
import { expectWhole, held, type Hold, listeners, namesOf, rejection, rowsQuery } from '../helpers/held-server.js'

const first = (name: string): Hold => (request, count) => request.name === name && count === 1
const calls: Record<string, (driver: Driver, signal: AbortSignal) => Promise<unknown>> = {
  verifyConnectivity: async (driver, signal) => { await driver.verifyConnectivity({ signal }) },
  verifyAuthentication: async (driver, signal) => await driver.verifyAuthentication({ signal }),
  getServerInfo: async (driver, signal) => await driver.getServerInfo({ signal })
}

describe.each(Object.keys(calls))('%s with a signal', name => {
  const call = calls[name]

  it('leaves no listener', async () => {
    await held(() => false, async stage => {
      const { signal } = new AbortController()
      await call(stage.driver, signal)
      await call(stage.driver, signal)
      expect(listeners(signal)).toBe(0)
      await expectWhole(stage)
    })
  })

  it('sends nothing if that is aborted already', async () => {
    await held(() => false, async ({ driver, server }) => {
      expect(await rejection(call(driver, AbortSignal.abort('enough')))).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough', phase: 'queue', outcome: 'notSent' })
      expect(server.connections).toEqual([])
    })
  })

  it('ends while a connection is made, which goes on', async () => {
    await held(first('HELLO'), async stage => {
      const error = await rejection(call(stage.driver, AbortSignal.timeout(10)))
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ABORT_ERR', phase: 'connect', outcome: 'notSent' })
      expect(error.stack).toContain('signals-of-verification.test')
      await expectWhole(stage)
    })
  })

  it('ends while a routing table is fetched, which goes on', async () => {
    await held(first('ROUTE'), async stage => {
      expect(await rejection(call(stage.driver, AbortSignal.timeout(10)))).toMatchObject({ phase: 'connect', outcome: 'notSent' })
      await expectWhole(stage)
    }, { routing: true })
  })

  it('leaves the queue of a full pool', async () => {
    await held(first('RUN'), async stage => {
      const earlier = stage.driver.session().run(rowsQuery(5))
      await stage.server.waitFor('RUN')
      const controller = new AbortController()
      const failed = rejection(call(stage.driver, controller.signal))
      await new Promise(resolve => { setTimeout(resolve, 5) })
      controller.abort()
      expect(await failed).toMatchObject({ phase: 'queue', outcome: 'notSent' })
      stage.open()
      await earlier
      await expectWhole(stage)
      expect(listeners(controller.signal)).toBe(0)
    })
  })

  it('ends while the server does not answer, whose connection is closed after 5 s', async () => {
    const clock = new FakeClock()
    let isSilent = false
    await held(() => isSilent, async stage => {
      await stage.driver.executeQuery(rowsQuery(3))
      isSilent = true
      const controller = new AbortController()
      const failed = rejection(call(stage.driver, controller.signal))
      await stage.server.waitFor(name === 'verifyAuthentication' ? 'LOGOFF' : 'RESET')
      controller.abort()
      expect(await failed).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', phase: 'run', outcome: 'rolledBack' })
      expect(listeners(controller.signal)).toBe(0)
      isSilent = false
      const next = stage.driver.executeQuery(rowsQuery(3))
      await clock.advance(4999)
      expect(stage.server.connections).toHaveLength(1)
      await clock.advance(1)
      expect((await next).records).toHaveLength(3)
      expect([stage.server.connections.length, namesOf(stage.server).filter(one => one === 'RUN').length]).toEqual([2, 2])
    }, { clock, config: { connectionTimeout: 1000_000, connectionAcquisitionTimeout: 1000_000 } })
  })
})
