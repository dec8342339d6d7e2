import type { ReceivedRequest } from '../../src/testing/wire/request.js'
import { BoltServer, failure, success } from '../../src/testing/script/index.js'
import { driverFunction } from '../../src/driver/factory.js'
import { Driver as DriverClass } from '../../src/driver/driver.js'
import { systemLookup } from '../../src/net/resolve.js'
import { AcceleratedClock, LONG_TIMEOUTS } from '../helpers/accelerated-clock.js'
import { expectWhole, held, listeners, rejection, rowsQuery } from '../helpers/held-server.js'
import { rowsServer } from '../helpers/rows-server.js'
import { mainProcess } from '../helpers/unhandled.js'

const connect = driverFunction(DriverClass)

const phases: Record<string, (request: ReceivedRequest, count: number) => boolean> = {
  'its connection logs in': ({ name }, count) => name === 'HELLO' && count === 1,
  BEGIN: ({ name }, count) => name === 'BEGIN' && count === 1,
  RUN: ({ name }, count) => name === 'RUN' && count === 1,
  'its rows come': ({ name }, count) => name === 'PULL' && count === 1
}
const reasons: Record<string, [unknown, string]> = {
  'an Error': [new Error('enough'), 'AbortError'],
  'a string': ['enough', 'AbortError'],
  'a number': [0, 'AbortError'],
  null: [null, 'AbortError'],
  'an object without prototype': [Object.create(null), 'AbortError'],
  'a frozen error': [Object.freeze(new TypeError('frozen')), 'AbortError'],
  'a TimeoutError': [new DOMException('time', 'TimeoutError'), 'TimeoutError']
}

describe.each(Object.keys(phases))('executeQuery that is aborted while the server keeps it waiting for: %s', phase => {
  it.each(Object.keys(reasons))('rejects at once, because of %s', async name => {
    const [reason, errorName] = reasons[name]
    await held(phases[phase], async ({ driver, server, open }) => {
      const controller = new AbortController()
      const failed = rejection(driver.executeQuery(rowsQuery(5), {}, { signal: controller.signal }))
      await server.waitFor(phase === 'its rows come' ? 'PULL' : phase === 'its connection logs in' ? 'HELLO' : phase as 'BEGIN')
      expect(listeners(controller.signal)).toBe(1)
      controller.abort(reason)
      const error = await failed
      expect(error).toMatchObject({ name: errorName, code: 'ABORT_ERR' })
      expect(error.cause).toBe(reason)
      expect(error.message).toMatch(/^The operation was aborted by its signal/)
      expect(listeners(controller.signal)).toBe(0)
      await expectWhole({ driver, server, open })
    })
  })
})

describe('executeQuery', () => {
  it('whose signal is aborted already sends nothing', async () => {
    await held(() => false, async ({ driver, server }) => {
      for (const name of Object.keys(reasons)) {
        const [reason, errorName] = reasons[name]
        const error = await rejection(driver.executeQuery(rowsQuery(5), {}, { signal: AbortSignal.abort(reason) }))
        expect(error).toMatchObject({ name: errorName, code: 'ABORT_ERR' })
        expect(error.cause).toBe(reason)
      }
      expect(server.connections).toEqual([])
    })
  })

  it('that waits for a connection in a full pool leaves the queue', async () => {
    await held(({ name }, count) => name === 'RUN' && count === 1, async ({ driver, server, open }) => {
      const first = driver.executeQuery(rowsQuery(5))
      await server.waitFor('RUN')
      const controller = new AbortController()
      const failed = Array.from({ length: 3 }, () => rejection(driver.executeQuery(rowsQuery(5), {}, { signal: controller.signal })))
      await new Promise(resolve => { setTimeout(resolve, 10) })
      controller.abort()
      for (const error of await Promise.all(failed)) expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
      open()
      expect((await first).records).toHaveLength(5)
      await expectWhole({ driver, server, open })
      expect(server.received.flat().filter(({ name }) => name === 'RUN')).toHaveLength(2)
    })
  })

  it('that waits for a routing table leaves the search to the others', async () => {
    await held(({ name }, count) => name === 'ROUTE' && count === 1, async ({ driver, server, open }) => {
      const controller = new AbortController()
      const failed = rejection(driver.executeQuery(rowsQuery(5), {}, { signal: controller.signal }))
      await server.waitFor('ROUTE')
      const other = driver.executeQuery(rowsQuery(5))
      controller.abort()
      expect(await failed).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
      open()
      expect((await other).records).toHaveLength(5)
      await expectWhole({ driver, server, open })
    }, { routing: true })
  })

  it('that streams ends, and its connection is used again', async () => {
    await held(() => false, async ({ driver, server, open }) => {
      const controller = new AbortController()
      const work = driver.executeQuery(rowsQuery(500), {}, {
        signal: controller.signal,
        resultTransformer: async result => { for await (const record of result) if (Number(record.get('x')) === 25) controller.abort('enough') }
      })
      expect(await rejection(work)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
      await expectWhole({ driver, server, open })
    })
  })

  it('whose transformer had all rows, and goes on while the signal is aborted, does not pass for done', async () => {
    await held(() => false, async ({ driver, server, open }) => {
      const controller = new AbortController()
      const work = driver.executeQuery(rowsQuery(5), {}, {
        signal: controller.signal,
        resultTransformer: async result => {
          const { records } = await result
          controller.abort()
          await new Promise(resolve => { setTimeout(resolve, 5) })
          return records
        }
      })
      expect(await rejection(work)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
      await expectWhole({ driver, server, open })
      expect(server.received.flat().filter(({ name }) => name === 'COMMIT')).toHaveLength(1)
    })
  })

  it('whose COMMIT is on its way gets the true answer', async () => {
    for (const refused of [false, true]) {
      let open!: () => void
      const opened = new Promise<void>(resolve => { open = resolve })
      const rows = rowsServer()
      const server = await BoltServer.start(async (request, connection) => {
        if (request.name !== 'COMMIT') return rows(request, connection)
        await opened
        return refused ? failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'no') : success({ bookmark: 'b:1' })
      })
      const driver = connect(server.uri)
      const controller = new AbortController()
      const work = driver.executeQuery(rowsQuery(5), {}, { signal: controller.signal }).then(({ records }) => records.length, (error: Error) => error.message)
      await server.waitFor('COMMIT')
      controller.abort()
      open()
      expect(await work).toBe(refused ? 'no' : 5)
      expect(listeners(controller.signal)).toBe(0)
      await driver.close()
      await server.close()
    }
  })

  it('that waits for its next try ends at once, and tells of the tries before', async () => {
    const server = await BoltServer.start(({ name }) => name === 'RUN' ? failure('Neo.TransientError.General.X', 'again') : ['BEGIN', 'PULL', 'ROLLBACK'].includes(name) ? success() : undefined)
    const driver = connect(server.uri)
    const controller = new AbortController()
    const failed = rejection(driver.executeQuery(rowsQuery(5), {}, { signal: controller.signal }))
    await server.waitFor('RESET')
    await new Promise(resolve => { setTimeout(resolve, 10) })
    expect(listeners(controller.signal)).toBe(1)
    controller.abort()
    expect(await failed).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', suppressed: [{ code: 'Neo.TransientError.General.X' }] })
    expect(listeners(controller.signal)).toBe(0)
    await driver.close()
    await server.close()
  })

  it('is tried again with a signal of another make, too', async () => {
    let begins = 0
    const rows = rowsServer()
    const server = await BoltServer.start((request, connection) => request.name === 'BEGIN' && ++begins === 1 ? failure('Neo.TransientError.General.X', 'again') : rows(request, connection))
    const driver = driverFunction(DriverClass, { clock: new AcceleratedClock(100), lookup: systemLookup })(server.uri, undefined, { ...LONG_TIMEOUTS, maxTransactionRetryTime: 1000_000 })
    const signal = Object.assign(new EventTarget(), { aborted: false }) as AbortSignal
    expect((await driver.executeQuery(rowsQuery(5), {}, { signal })).records).toHaveLength(5)
    expect(begins).toBe(2)
    await driver.close()
    await server.close()
  })

  it.each([30, 1000])('called %i times with one signal has one listener, and none at the end', async times => {
    const warnings: Error[] = []
    const listener = (warning: Error): void => { warnings.push(warning) }
    mainProcess.on('warning', listener)
    await held(() => false, async ({ driver }) => {
      const controller = new AbortController()
      const { signal } = controller
      const all = Array.from({ length: times }, async () => await driver.executeQuery(rowsQuery(2), {}, { signal }))
      expect(listeners(signal)).toBe(1)
      await Promise.all(all)
      expect(listeners(signal)).toBe(0)
      const aborted = Array.from({ length: times }, () => rejection(driver.executeQuery(rowsQuery(2), {}, { signal })))
      controller.abort()
      const errors = await Promise.all(aborted)
      expect(new Set(errors).size).toBe(times)
      for (const error of errors) expect(error).toMatchObject({ name: 'AbortError' })
      expect(listeners(signal)).toBe(0)
    }, { config: { maxConnectionPoolSize: 5 } })
    await new Promise(resolve => { setTimeout(resolve, 5) })
    mainProcess.off('warning', listener)
    expect(warnings).toEqual([])
  })

  it.each<[string, unknown]>([
    ['an object', {}], ['a string', 'x'], ['a number', 5], ['its controller', new AbortController()], ['what only looks aborted', { aborted: true }]
  ])('refuses a signal that is none, and says what it wants: %s', async (_, signal) => {
    await held(() => false, async ({ driver, server, open }) => {
      const error = await rejection(driver.executeQuery(rowsQuery(5), {}, { signal: signal as AbortSignal }))
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toMatch(/^config\.signal expected to be an AbortSignal but was: /)
      await expectWhole({ driver, server, open })
    })
  })

  it('takes null for no signal, and a signal of another make', async () => {
    await held(() => false, async ({ driver }) => {
      for (const signal of [null, new EventTarget()]) {
        expect((await driver.executeQuery(rowsQuery(5), {}, { signal: signal as AbortSignal })).records).toHaveLength(5)
      }
    })
  })

  it('is ended by a deadline as a TimeoutError', async () => {
    await held(({ name }, count) => name === 'RUN' && count === 1, async ({ driver, server, open }) => {
      const error = await rejection(driver.executeQuery(rowsQuery(5), {}, { signal: AbortSignal.timeout(20) }))
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ABORT_ERR', cause: { name: 'TimeoutError' } })
      await expectWhole({ driver, server, open })
    })
  })
})
