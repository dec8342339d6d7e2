import { AsyncLocalStorage } from 'node:async_hooks'
import neo4j from '../../../src/lite.js'
import { end, keys, numbers, serve, startStream, valueOf } from '../../helpers/streaming.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'

describe('in the asynchronous context of the caller, whatever the one of the socket,', () => {
  const storage = new AsyncLocalStorage<string>()
  const contexts: unknown[] = []
  const seen = <T>(value: T): T => { contexts.push(storage.getStore()); return value }

  /** Three rows come in the context of the socket, to whom the caller gives the result. */
  async function play (read: (stage: ReturnType<typeof startStream>) => unknown): Promise<void> {
    contexts.length = 0
    const stage = storage.run('socket', () => startStream(2))
    const done = storage.run('caller', () => read(stage))
    await storage.run('socket', async () => { await serve(stage, 3, settle) })
    await done
    await settle()
  }

  it('observers are called', async () => {
    await play(({ result }) => { result.subscribe({ onKeys: seen, onNext: seen, onCompleted: seen }) })
    expect(contexts).toEqual(Array(5).fill('caller'))
  })

  it('observers are called with an error', async () => {
    const stage = storage.run('socket', () => startStream(2))
    contexts.length = 0
    storage.run('caller', () => { stage.result.subscribe({ onError: seen }) })
    storage.run('socket', () => { stage.say(server.failure('Neo.ClientError.X', 'x', stage.capabilities)) })
    await settle()
    expect(contexts).toEqual(['caller'])
  })

  it('records are mapped', async () => {
    const rules = { n: { convert: seen } }
    await play(async ({ result }) => { await result.as(rules) })
    expect(contexts).toEqual(Array(3).fill('caller'))
    await play(async ({ result }) => { for await (const _ of result.as(rules)); })
    expect(contexts).toEqual(Array(3).fill('caller'))
    await play(({ result }) => { result.as(rules).subscribe({ onNext: () => {} }) })
    expect(contexts).toEqual(Array(3).fill('caller'))
  })

  it('functions given to then, catch and finally are called', async () => {
    await play(async ({ result }) => { await Promise.all([result.then(seen), result.catch(seen), result.finally(() => { seen(1) })]) })
    expect(contexts).toEqual(['caller', 'caller'])
  })
})

describe('a mapping rule that fails', () => {
  const rules = { n: { convert: (value: unknown) => { if (Number(value) === 1) throw new Error('bad rule'); return Number(value) } } }

  it('fails the awaited result', async () => {
    const stage = startStream(2)
    const all = stage.result.as(rules).then(() => {})
    all.catch(() => {})
    await serve(stage, 5)
    await expect(all).rejects.toThrow('bad rule')
    expect(stage.connection.isReady).toBe(true)
  })

  it('is told to onError, and the connection is given back', async () => {
    const stage = startStream(2)
    const calls: unknown[] = []
    stage.result.as<{ n: number }>(rules).subscribe({ onNext: ({ n }) => { calls.push(n) }, onCompleted: () => { calls.push('end') }, onError: error => { calls.push(error.message) } })
    await serve(stage, 5)
    await settle()
    expect(calls).toEqual([0, expect.stringContaining('bad rule')])
    expect(stage.connection.isReady).toBe(true)
  })

  it.each([1, 2, 5])('ends a loop by a rejection of next(), and the connection is given back, with %i rows', async rows => {
    const stage = startStream(2)
    const iterator = stage.result.as<{ n: number }>(rules)[Symbol.asyncIterator]()
    const serving = serve(stage, rows)
    expect(await iterator.next()).toEqual({ done: false, value: { n: 0 } })
    const second = iterator.next()
    second.catch(() => {})
    await serving
    if (rows > 1) {
      await expect(second).rejects.toThrow('bad rule')
      await serve(stage, rows)
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
    }
    expect(stage.connection.isReady).toBe(true)
  })

  it('also when it is only looked at', async () => {
    const stage = startStream(2)
    const iterator = stage.result.as(rules)[Symbol.asyncIterator]()
    const serving = serve(stage, 5)
    await iterator.next()
    const peeked = iterator.peek()
    peeked.catch(() => {})
    await serving
    await expect(peeked).rejects.toThrow('bad rule')
    await serve(stage, 5)
    expect(stage.connection.isReady).toBe(true)
  })
})

describe("with a test framework's timers, microtasks and ticks", () => {
  beforeEach(() => { jest.useFakeTimers() })
  afterEach(() => { jest.useRealTimers() })

  it('results come', async () => {
    const stage = startStream()
    const observed: number[] = []
    stage.result.subscribe({ onNext: record => { observed.push(valueOf(record)) } })
    const all = stage.result.then(({ records }) => records.map(valueOf))
    stage.say(keys, ...numbers(0, 2), end)
    expect(await all).toEqual([0, 1])
    for await (const record of started().result) observed.push(valueOf(record))
    expect(observed).toEqual([0, 1, 0, 1])
  })

  it('errors of the server come', async () => {
    const stage = startStream()
    stage.say(server.failure('Neo.ClientError.X', 'x', stage.capabilities))
    await expect(stage.result).rejects.toThrow('x')
    await expect(stage.result.summary()).rejects.toThrow('x')
  })

  it('errors that are found before anything is sent come', async () => {
    const driver = neo4j.driver('bolt://localhost:1')
    const session = driver.session()
    await session.close()
    await expect(session.run('RETURN 1')).rejects.toThrow('closed session')
    const error = await new Promise<Error>(resolve => { session.run('RETURN 1').subscribe({ onError: resolve }) })
    expect(error.message).toContain('closed session')
    await driver.close()
    await expect(driver.session().run('RETURN 1')).rejects.toMatchObject({ name: 'Neo4jError' })
    const transaction = driver.session().beginTransaction()
    await expect(transaction).rejects.toMatchObject({ name: 'Neo4jError' })
    await expect(transaction.run('RETURN 1')).rejects.toMatchObject({ name: 'Neo4jError' })
  })

  function started (): ReturnType<typeof startStream> {
    const stage = startStream()
    stage.say(keys, ...numbers(0, 2), end)
    return stage
  }
})
