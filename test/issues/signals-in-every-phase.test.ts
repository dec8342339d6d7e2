import { lastValueFrom, mergeMap, toArray } from 'rxjs'
import type { Driver } from '../../src/entry/rx-driver.js'
import { cut, failure } from '../../src/testing/script/index.js'
import { expectWhole, held, type Hold, listeners, namesOf, rejection, rowsQuery } from '../helpers/held-server.js'

const text = rowsQuery(25)

interface Program {
  /** Does work of 25 rows, which the signal may end. */
  run: (driver: Driver, signal: AbortSignal) => PromiseLike<unknown>
  /** What becomes of it once the query is sent. */
  outcome: 'rolledBack' | 'unknown'
  /** BEGIN waits for its answer alone, or leaves together with RUN; undefined where there is none. */
  begin?: 'alone' | 'together'
  commits?: boolean
}

async function explicitly (driver: Driver, signal: AbortSignal, inSession: boolean): Promise<void> {
  const session = driver.session(inSession ? { signal } : {})
  const tx = await session.beginTransaction(inSession ? {} : { signal })
  await tx.run(text)
  await tx.commit()
  await session.close()
}

const programs: Record<string, Program> = {
  'session.run': { run: (driver, signal) => driver.session().run(text, {}, { signal }), outcome: 'unknown' },
  'session.run that only reads': { run: (driver, signal) => driver.session({ defaultAccessMode: 'READ' }).run(text, {}, { signal }), outcome: 'rolledBack' },
  'session.run, the signal being the session\'s': { run: (driver, signal) => driver.session({ signal }).run(text), outcome: 'unknown' },
  'session.run, read row by row': {
    run: async (driver, signal) => { for await (const row of driver.session().run(text, {}, { signal })) row.get('x') }, outcome: 'unknown'
  },
  'session.run, with an observer': {
    run: async (driver, signal) => await new Promise((resolve, reject) => {
      driver.session().run(text, {}, { signal }).subscribe({ onNext: () => {}, onCompleted: resolve, onError: reject })
    }),
    outcome: 'unknown'
  },
  beginTransaction: { run: (driver, signal) => explicitly(driver, signal, false), outcome: 'rolledBack', begin: 'alone', commits: true },
  'beginTransaction, the signal being the session\'s': { run: (driver, signal) => explicitly(driver, signal, true), outcome: 'rolledBack', begin: 'alone', commits: true },
  executeRead: { run: (driver, signal) => driver.session().executeRead(async tx => await tx.run(text), { signal }), outcome: 'rolledBack', begin: 'alone', commits: true },
  executeWrite: { run: (driver, signal) => driver.session().executeWrite(async tx => await tx.run(text), { signal }), outcome: 'rolledBack', begin: 'alone', commits: true },
  'executeWrite with a pipelined BEGIN': {
    run: (driver, signal) => driver.session().executeWrite(async tx => await tx.run(text), { signal, pipelineBegin: true }), outcome: 'rolledBack', begin: 'together', commits: true
  },
  executeQuery: { run: (driver, signal) => driver.executeQuery(text, {}, { signal }), outcome: 'rolledBack', begin: 'together', commits: true },
  'rxSession.run': { run: (driver, signal) => lastValueFrom(driver.rxSession().run(text, {}, { signal }).records()), outcome: 'unknown' },
  'rxSession.run, the signal being the session\'s': { run: (driver, signal) => lastValueFrom(driver.rxSession({ signal }).run(text).records()), outcome: 'unknown' },
  'rxSession.beginTransaction': {
    run: (driver, signal) => lastValueFrom(driver.rxSession().beginTransaction({ signal }).pipe(mergeMap(tx => tx.run(text).records().pipe(toArray(), mergeMap(() => tx.commit())))), { defaultValue: undefined }),
    outcome: 'rolledBack',
    begin: 'alone',
    commits: true
  },
  'rxSession.executeWrite': { run: (driver, signal) => lastValueFrom(driver.rxSession().executeWrite(tx => tx.run(text).records(), { signal })), outcome: 'rolledBack', begin: 'alone', commits: true }
}

const first = (name: string): Hold => (request, count) => request.name === name && count === 1

/** Aborts a program while the server does not answer the first request of a name, and expects it to end before it does. */
async function expectAborted (name: string, request: 'HELLO' | 'ROUTE' | 'BEGIN' | 'RUN' | 'PULL', expected: { phase: string, outcome: string }, routing = false): Promise<void> {
  await held(first(request), async stage => {
    const controller = new AbortController()
    const { signal } = controller
    const failed = rejection(programs[name].run(stage.driver, signal))
    await stage.server.waitFor(request)
    // What came before it is answered: the caller has heard of it.
    await new Promise(resolve => { setTimeout(resolve, request === 'PULL' ? 50 : 5) })
    expect(listeners(signal)).toBe(1)
    controller.abort(new Error('enough'))
    const error = await failed
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', retriable: false, cause: new Error('enough'), ...expected })
    expect(error.cause).toBe(signal.reason)
    expect(listeners(signal)).toBe(0)
    await expectWhole(stage)
  }, { routing })
}

describe.each(Object.keys(programs))('%s that is aborted', name => {
  const { outcome, begin, commits } = programs[name]

  it('in the queue of a full pool leaves it, and nothing of it is sent', async () => {
    await held(first('RUN'), async stage => {
      const earlier = stage.driver.session().run(rowsQuery(5))
      await stage.server.waitFor('RUN')
      const controller = new AbortController()
      const failed = rejection(programs[name].run(stage.driver, controller.signal))
      await new Promise(resolve => { setTimeout(resolve, 5) })
      controller.abort()
      expect(await failed).toMatchObject({ code: 'ABORT_ERR', phase: 'queue', outcome: 'notSent' })
      expect(listeners(controller.signal)).toBe(0)
      expect(namesOf(stage.server)).toEqual(['RUN', 'PULL'])
      stage.open()
      expect((await earlier).records).toHaveLength(5)
      await expectWhole(stage)
    })
  })

  it('while its connection is made leaves that to others', async () => {
    await expectAborted(name, 'HELLO', { phase: 'connect', outcome: 'notSent' })
  })

  it('while a routing table is fetched leaves that to others', async () => {
    await expectAborted(name, 'ROUTE', { phase: 'connect', outcome: 'notSent' }, true)
  })

  if (begin !== undefined) {
    it('before BEGIN is answered ends at once', async () => {
      await expectAborted(name, 'BEGIN', { phase: 'begin', outcome: 'rolledBack' })
    })
  }

  it('before RUN is answered ends at once', async () => {
    await expectAborted(name, 'RUN', { phase: 'run', outcome })
  })

  it('while its rows come ends at once', async () => {
    await expectAborted(name, 'PULL', { phase: 'stream', outcome })
  })

  it('before it begins sends nothing at all', async () => {
    await held(() => false, async ({ driver, server }) => {
      const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'))
      expect(await rejection(programs[name].run(driver, signal))).toMatchObject({ name: 'TimeoutError', code: 'ABORT_ERR', phase: 'queue', outcome: 'notSent' })
      expect([server.connections, listeners(signal)]).toEqual([[], 0])
    })
  })

  if (commits === true) {
    it('while COMMIT is on its way gets the true answer: that it is committed', async () => {
      await held(first('COMMIT'), async stage => {
        const controller = new AbortController()
        const work = programs[name].run(stage.driver, controller.signal)
        await stage.server.waitFor('COMMIT')
        controller.abort()
        await new Promise(resolve => { setTimeout(resolve, 5) })
        stage.open()
        await work
        expect(namesOf(stage.server)).not.toContain('RESET')
        await expectWhole(stage)
      })
    })

    it('while COMMIT is on its way gets the true answer: that it is refused', async () => {
      const code = 'Neo.ClientError.Schema.ConstraintValidationFailed'
      await held(first('COMMIT'), async stage => {
        const controller = new AbortController()
        const failed = rejection(programs[name].run(stage.driver, controller.signal))
        await stage.server.waitFor('COMMIT')
        controller.abort()
        stage.open()
        expect(await failed).toMatchObject({ name: 'Neo4jError', code })
        await expectWhole(stage)
      }, { answer: ({ name }, count) => name === 'COMMIT' && count === 1 ? failure(code, 'no') : undefined })
    })

    it('while COMMIT is on its way, and then loses its connection, says that the outcome is not known', async () => {
      await held(first('COMMIT'), async stage => {
        const controller = new AbortController()
        const failed = rejection(programs[name].run(stage.driver, controller.signal))
        await stage.server.waitFor('COMMIT')
        controller.abort('enough')
        stage.open()
        expect(await failed).toMatchObject({
          name: 'AbortError', code: 'ABORT_ERR', cause: 'enough', phase: 'commit', outcome: name === 'executeRead' ? 'rolledBack' : 'unknown'
        })
        await expectWhole(stage)
      }, { answer: ({ name }, count) => name === 'COMMIT' && count === 1 ? cut() : undefined })
    })
  }
})
