import { SpanStatusCode } from '@opentelemetry/api'
import type { Driver, Neo4jError } from '../../../src/index.js'
import { eventsOf, hear, lastMessages } from '../../helpers/channel-log.js'
import { held, type Hold, rejection, rowsQuery } from '../../helpers/held-server.js'
import { withTelemetry } from '../../helpers/open-telemetry.js'

const OK = ['start', 'end', 'asyncStart', 'asyncEnd']
const FAILED = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']
const atRun: Hold = ({ name }) => name === 'RUN'
const atSecondPull: Hold = ({ name }, count) => name === 'PULL' && count === 2

const calls: Record<string, (driver: Driver, signal: AbortSignal) => PromiseLike<unknown>> = {
  'session.run': (driver, signal) => driver.session().run(rowsQuery(50), {}, { signal }),
  'session.beginTransaction': async (driver, signal) => await (await driver.session().beginTransaction({ signal })).run(rowsQuery(50)),
  'session.executeRead': (driver, signal) => driver.session().executeRead(async tx => await tx.run(rowsQuery(50)), { signal }),
  'driver.executeQuery': (driver, signal) => driver.executeQuery(rowsQuery(50), {}, { signal })
}
const names = Object.keys(calls)
/** executeQuery sends BEGIN and RUN together, and BEGIN is not answered either. */
const phases: Record<string, string> = { 'session.run': 'run', 'session.beginTransaction': 'run', 'session.executeRead': 'run', 'driver.executeQuery': 'begin' }
const functions = ['session.executeRead', 'driver.executeQuery']

/** Aborts a call that the server keeps waiting. @returns the error that its caller gets */
async function abortedCall (name: string, hold: Hold, request: ['RUN' | 'PULL', number]): Promise<Neo4jError> {
  let error: Neo4jError | undefined
  await held(hold, async ({ driver, server }) => {
    const controller = new AbortController()
    const failed = rejection(calls[name](driver, controller.signal))
    await server.waitFor(...request)
    controller.abort(new Error('enough'))
    error = await failed
  })
  return error as Neo4jError
}

describe('a query that a signal ends', () => {
  it.each(names)('while the server works on it, ends in its trace with the error that the caller gets: %s', async name => {
    let error: unknown
    const heard = await hear(['query', 'transaction', 'retry'], async () => { error = await abortedCall(name, atRun, ['RUN', 1]) })
    expect(eventsOf(heard, 'query')).toEqual(FAILED)
    expect(lastMessages(heard, 'query')).toMatchObject([{ error: { name: 'AbortError', phase: phases[name], cause: new Error('enough') }, recordCount: 0, summary: undefined }])
    // The function may handle the error of its query by itself: the call has another one.
    if (!functions.includes(name)) expect(lastMessages(heard, 'query')[0].error).toBe(error)
    expect(eventsOf(heard, 'transaction')).toEqual(functions.includes(name) ? FAILED : [])
    expect(lastMessages(heard, 'transaction').map(({ error }) => error)).toEqual(functions.includes(name) ? [error] : [])
    expect(heard.filter(({ channel }) => channel === 'retry')).toEqual([])
  })

  it.each(['session.run', 'session.beginTransaction'])('while its records come, says how many had come: %s', async name => {
    const heard = await hear(['query'], async () => { await abortedCall(name, atSecondPull, ['PULL', 2]) })
    expect(eventsOf(heard, 'query')).toEqual(FAILED)
    expect(lastMessages(heard, 'query')).toMatchObject([{ error: { name: 'AbortError', phase: expect.stringMatching(/run|stream/) }, recordCount: 10 }])
  })

  it('before it is sent, has a trace that names the error', async () => {
    const heard = await hear(['query'], async () => {
      await held(() => false, async ({ driver }) => {
        await expect(driver.session().run('x', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ outcome: 'notSent' })
      })
    })
    expect(eventsOf(heard, 'query')).toEqual(FAILED)
    expect(lastMessages(heard, 'query')).toMatchObject([{ error: { name: 'AbortError', phase: 'queue' }, peerAddress: undefined }])
  })

  it('after it is done, changes nothing of its trace', async () => {
    const heard = await hear(['query'], async () => {
      await held(() => false, async ({ driver }) => {
        const controller = new AbortController()
        await driver.session().run(rowsQuery(3), {}, { signal: controller.signal })
        controller.abort()
      })
    })
    expect(eventsOf(heard, 'query')).toEqual(OK)
  })

  it.each(names)('has spans of OpenTelemetry that have failed: %s', async name => {
    await withTelemetry({}, async ({ spans }) => {
      await abortedCall(name, atRun, ['RUN', 1])
      expect(spans().length).toBeGreaterThan(0)
      for (const { status, attributes } of spans()) {
        expect(status.code).toBe(SpanStatusCode.ERROR)
        expect(attributes).toMatchObject({ 'error.type': 'AbortError' })
        expect(attributes).not.toHaveProperty('db.response.status_code')
      }
    })
  })
})
