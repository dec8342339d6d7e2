import type { Neo4jError } from '../../../src/error.js'
import type { ResultObserver } from '../../../src/session/result.js'
import type { Record } from '../../../src/types/record.js'
import { settle } from '../../helpers/fake-clock.js'
import { end, keys, more, numbers, pulls, serve, type Streaming, startStream, valueOf } from '../../helpers/streaming.js'
import { unhandledIn } from '../../helpers/unhandled.js'
import { server } from '../../helpers/wire.js'

const observer = (stage: Streaming, name = ''): { calls: string[] } => {
  const calls: string[] = []
  stage.result.subscribe({
    onKeys: keys => { calls.push(`${name}keys ${keys.join()}`) },
    onNext: record => { calls.push(`${name}${valueOf(record)}`) },
    onCompleted: summary => { calls.push(`${name}end ${summary.queryType}`) },
    onError: error => { calls.push(`${name}error ${(error as Neo4jError).code}`) }
  })
  return { calls }
}
const failureOf = (stage: Streaming): Uint8Array => server.failure('Neo.ClientError.X', 'x', stage.capabilities)

describe('observers', () => {
  it('are called with all of it, and keep it coming', async () => {
    const stage = startStream(2)
    const { calls } = observer(stage)
    stage.say(keys, ...numbers(0, 2), more)
    expect(pulls(stage).at(-1)).toBe('PULL n 2')
    stage.say(...numbers(2, 3), end)
    await settle()
    expect(calls).toEqual(['keys n', '0', '1', '2', 'end r'])
  })

  it('are called with each record as it comes', async () => {
    const stage = startStream(10)
    const { calls } = observer(stage)
    stage.say(keys)
    await settle()
    expect(calls).toEqual(['keys n'])
    stage.say(...numbers(0, 1))
    await settle()
    expect(calls).toEqual(['keys n', '0'])
  })

  it('get what came before them', async () => {
    const stage = startStream()
    stage.say(keys, ...numbers(0, 2), end)
    const { calls } = observer(stage)
    await settle()
    expect(calls).toEqual(['keys n', '0', '1', 'end r'])
  })

  it('get the error', async () => {
    const stage = startStream()
    const { calls } = observer(stage)
    stage.say(keys, ...numbers(0, 1), failureOf(stage))
    await settle()
    expect(calls).toEqual(['keys n', '0', 'error Neo.ClientError.X'])
    const late = observer(stage)
    await settle()
    expect(late.calls).toEqual(['keys n', 'error Neo.ClientError.X'])
  })

  it.each<[string, ResultObserver]>([['onNext', { onNext: () => {} }], ['onKeys', { onKeys: () => {} }], ['nothing else', {}]])('get the error if they have, beside onError, %s', async (_, more) => {
    const stage = startStream()
    const errors: Error[] = []
    stage.result.subscribe({ ...more, onError: error => { errors.push(error) } })
    stage.say(failureOf(stage))
    await settle()
    expect(errors).toEqual([expect.objectContaining({ code: 'Neo.ClientError.X' })])
  })

  it('each get every record', async () => {
    const stage = startStream()
    const [first, second] = [observer(stage, 'a'), observer(stage, 'b')]
    stage.say(keys, ...numbers(0, 2), end)
    await settle()
    expect(first.calls).toEqual(['akeys n', 'a0', 'a1', 'aend r'])
    expect(second.calls).toEqual(['bkeys n', 'b0', 'b1', 'bend r'])
  })

  it('that wait only for the end hear of it, whatever the number of records, and keep none of them', async () => {
    const stage = startStream(2)
    const ended: string[] = []
    stage.result.subscribe({ onCompleted: summary => { ended.push(summary.queryType) } })
    await serve(stage, 10)
    await settle()
    expect(ended).toEqual(['r'])
    stage.result.subscribe({ onCompleted: summary => { ended.push(`again ${summary.queryType}`) } })
    await settle()
    expect(ended).toEqual(['r', 'again r'])
  })

  it('that wait only for the end leave it to a reader how fast that comes', async () => {
    const stage = startStream(2)
    const iterator = stage.result[Symbol.asyncIterator]()
    const first = iterator.next()
    let hasEnded: boolean = false
    stage.result.subscribe({ onCompleted: () => { hasEnded = true } })
    stage.say(keys, ...numbers(0, 2), more)
    stage.sent()
    expect(valueOf((await first).value as Record)).toBe(0)
    await settle()
    expect([pulls(stage), hasEnded]).toEqual([[], false])
    const values: number[] = []
    for (let next = iterator.next(); ; next = iterator.next()) {
      await settle()
      if (pulls(stage).length > 0) stage.say(...numbers(2, 3), end)
      const { done, value } = await next
      if (done === true) break
      values.push(valueOf(value as Record))
    }
    await settle()
    expect([values, hasEnded]).toEqual([[1, 2], true])
  })

  it('that wait only for an error ask for no records', async () => {
    const stage = startStream(2)
    stage.result.subscribe({ onError: () => {} })
    stage.sent()
    stage.say(keys, ...numbers(0, 2), more)
    await settle()
    expect([stage.sent(), stage.stream.state]).toEqual([[], 'paused'])
  })
})

describe('an observer that throws', () => {
  const bug = new Error('of the observer')
  const callbacks = ['onKeys', 'onNext', 'onCompleted', 'onError'] as const
  const throwing = (name: keyof ResultObserver, more: ResultObserver = {}): ResultObserver => ({ ...more, [name]: () => { throw bug } })

  it.each(callbacks.slice(0, 3))('in %s is told so by its own onError; the other one and the connection go on', async name => {
    const stage = startStream(1)
    const errors: unknown[] = []
    stage.result.subscribe(throwing(name, { onError: error => { errors.push(error) } }))
    const { calls } = observer(stage)
    expect(await unhandledIn(() => serve(stage, 3))).toEqual([])
    expect(errors).toEqual([bug])
    expect(calls).toEqual(['keys n', '0', '1', '2', 'end r'])
    expect(stage.connection.isReady).toBe(true)
  })

  it.each(callbacks.slice(0, 3))('in %s without onError has its error reported as unhandled', async name => {
    const stage = startStream(1)
    stage.result.subscribe(throwing(name, { onNext: () => {} }))
    expect(await unhandledIn(() => serve(stage, 3))).toEqual([bug])
    expect(stage.connection.isReady).toBe(true)
  })

  it('in onError has its error reported as unhandled; the other one and the connection go on', async () => {
    const stage = startStream(1)
    stage.result.subscribe(throwing('onError'))
    const { calls } = observer(stage)
    expect(await unhandledIn(() => { stage.say(keys, ...numbers(0, 1), failureOf(stage), server.success()) })).toEqual([bug])
    expect(calls).toEqual(['keys n', '0', 'error Neo.ClientError.X'])
    expect(stage.connection.isReady).toBe(true)
  })

  it.each(['onKeys', 'onNext'] as const)('in %s has the rest thrown away, if it was the only one', async name => {
    const stage = startStream(1)
    stage.result.subscribe(throwing(name, { onNext: () => {}, onError: () => {} }))
    stage.sent()
    stage.say(keys)
    await settle()
    stage.say(...numbers(0, 1))
    await settle()
    stage.say(more)
    expect(pulls(stage)).toEqual(['DISCARD n -1'])
    stage.say(end)
    await expect(stage.result).rejects.toThrow('an observer or a mapping of its records failed')
  })

  it('the error of a query goes to the console if there is no onError', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => {})
    try {
      const stage = startStream()
      stage.result.subscribe({ onNext: () => {} })
      expect(await unhandledIn(() => { stage.say(failureOf(stage)) })).toEqual([])
      expect(log.mock.calls).toEqual([['Uncaught error when processing result: Neo4jError: x']])
    } finally {
      log.mockRestore()
    }
  })
})
