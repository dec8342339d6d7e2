import { RecordStream, type StreamOwner } from '../../../src/bolt/record-stream.js'
import type { Neo4jError } from '../../../src/error.js'
import { Result } from '../../../src/session/result.js'
import { int } from '../../../src/types/integer.js'
import type { Record } from '../../../src/types/record.js'
import { type Stage, stageConnection } from '../../helpers/connection.js'
import { settle } from '../../helpers/fake-clock.js'
import { server } from '../../helpers/wire.js'

interface Streaming extends Stage { stream: RecordStream, events: string[], result: Result, restart: { allowed: boolean } }

/** A query that was sent; the server has not answered yet. */
function startStream (fetchSize = 10, version = '5.8', before: (stream: RecordStream) => void = () => {}): Streaming {
  const stage = stageConnection(version)
  const events: string[] = []
  const restart = { allowed: false }
  const owner: StreamOwner = {
    streamStarted: () => { events.push('started') },
    streamCompleted: () => { events.push(`completed${stage.connection.isReady ? ', ready' : ''}`) },
    streamFailed: (_, error) => { events.push(`failed: ${error.message}`) },
    mayRestart: () => restart.allowed
  }
  const stream = new RecordStream(owner, fetchSize)
  before(stream)
  stream.start(stage.connection, 'RETURN 1', {})
  stage.connection.flush()
  return { ...stage, stream, events, restart, result: new Result({ stream, query: { text: 'RETURN 1', parameters: {} } }) }
}

const numbers = (from: number, to: number): Uint8Array[] => Array.from({ length: to - from }, (_, i) => server.record([from + i]))
const keys = server.success({ fields: ['n'], qid: 0 })
const more = server.success({ has_more: true })
const end = server.success({ type: 'r', db: 'neo4j' })
const valueOf = (record: Record): number => Number(record.get(0))
const pulls = (stage: Stage): string[] => stage.requests().map(({ name, fields }) => [name, ...Object.entries((fields[0] ?? {}) as object).map(([key, value]) => `${key} ${String(value)}`)].join(' '))

describe('back-pressure', () => {
  it('asks for one fetch with the query, and for no more while nobody reads', async () => {
    const stage = startStream()
    expect(stage.requests().map(({ name, fields }) => [name, name === 'PULL' ? fields[0] : ''])).toEqual([['RUN', ''], ['PULL', { n: 10n }]])
    stage.say(keys, ...numbers(0, 10), more)
    await settle()
    expect(stage.sent()).toEqual([])
    expect(stage.stream.state).toBe('paused')
  })

  it('asks for more when few are left unread, and once', async () => {
    const stage = startStream()
    stage.sent()
    stage.say(keys, ...numbers(0, 10), more)
    const iterator = stage.result[Symbol.asyncIterator]()
    for (let i = 0; i < 6; i++) expect(valueOf((await iterator.next()).value as Record)).toBe(i)
    expect(pulls(stage)).toEqual([])
    await iterator.next()
    expect(pulls(stage)).toEqual(['PULL n 10'])
    await iterator.next()
    expect(pulls(stage)).toEqual([])
  })

  it('asks for the next fetch at once when somebody waits for it', async () => {
    const stage = startStream(2)
    stage.sent()
    const iterator = stage.result[Symbol.asyncIterator]()
    const first = iterator.next()
    stage.say(keys, more)
    expect(pulls(stage)).toEqual(['PULL n 2'])
    stage.say(server.record([7]), end)
    expect(valueOf((await first).value as Record)).toBe(7)
  })

  it('names the query once another was sent behind it', () => {
    const stage = startStream(2)
    const second = new RecordStream({ streamStarted: () => {}, streamCompleted: () => {}, streamFailed: () => {}, mayRestart: () => false }, 2)
    second.start(stage.connection, 'RETURN 2', {})
    stage.connection.flush()
    stage.sent()
    stage.stream.readAll()
    second.discard()
    stage.say(keys, more, server.success({ fields: ['n'], qid: 1 }), more)
    expect(pulls(stage)).toEqual(['PULL n -1 qid 0', 'DISCARD n -1'])
  })

  it('asks for all at once when all are wanted', async () => {
    const stage = startStream(2)
    const all = stage.result.then(({ records }) => records.map(valueOf))
    stage.sent()
    stage.say(keys, ...numbers(0, 2), more)
    expect(pulls(stage)).toEqual(['PULL n -1'])
    stage.say(...numbers(2, 9), end)
    expect(await all).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('asks for all from the beginning when a fetch has no limit', () => {
    const stage = startStream(-1)
    expect(stage.requests()[1].fields).toEqual([{ n: -1n }])
  })

  it('asks for nothing on Bolt 3, which has no fetches', () => {
    const stage = startStream(10, '3.0')
    expect(stage.requests()[1]).toMatchObject({ name: 'PULL', fields: [] })
  })
})

describe('discarding', () => {
  it('throws the rest away, once the fetch under way has come', async () => {
    const stage = startStream(2)
    stage.sent()
    stage.say(keys, ...numbers(0, 2))
    const summary = stage.result.summary()
    expect(pulls(stage)).toEqual([])
    stage.say(more)
    expect(pulls(stage)).toEqual(['DISCARD n -1'])
    stage.say(end)
    expect((await summary).database.name).toBe('neo4j')
    expect(stage.events).toEqual(['started', 'completed, ready'])
  })

  it('does not keep the query from being asked for its first records, which its status depends on', () => {
    const stage = startStream(10, '5.8', stream => { stream.discard() })
    expect(stage.sent()).toEqual([['RUN', 'PULL']])
    stage.say(keys, ...numbers(0, 10), more)
    expect(stage.sent()).toEqual([['DISCARD']])
  })

  it('does not ask a second time', () => {
    const stage = startStream(2)
    stage.say(keys, ...numbers(0, 2), more)
    stage.sent()
    stage.stream.discard()
    stage.stream.discard()
    expect(stage.sent()).toEqual([['DISCARD']])
  })

  it('happens when a loop is left early', async () => {
    const stage = startStream(2)
    stage.sent()
    stage.say(keys, ...numbers(0, 2), more)
    const seen: number[] = []
    const loop = (async () => {
      for await (const record of stage.result) {
        seen.push(valueOf(record))
        break
      }
    })()
    await settle()
    expect(pulls(stage)).toEqual(['DISCARD n -1'])
    stage.say(end)
    await loop
    expect(seen).toEqual([0])
  })
})

describe('the iterator', () => {
  const collect = async (stage: Streaming): Promise<number[]> => {
    const values: number[] = []
    for await (const record of stage.result) values.push(valueOf(record))
    return values
  }

  it('gives the records in order, then the summary', async () => {
    const stage = startStream(3)
    const values = collect(stage)
    stage.say(keys, ...numbers(0, 3), more)
    await settle()
    stage.say(...numbers(3, 5), end)
    expect(await values).toEqual([0, 1, 2, 3, 4])
    const iterator = startStream().result[Symbol.asyncIterator]()
    expect(typeof iterator[Symbol.asyncIterator]).toBe('function')
  })

  it('answers concurrent calls in their order', async () => {
    const stage = startStream()
    const iterator = stage.result[Symbol.asyncIterator]()
    const calls = [iterator.next(), iterator.next(), iterator.next()]
    stage.say(keys, ...numbers(0, 2))
    calls.push(iterator.next())
    await Promise.resolve()
    calls.push(iterator.next())
    stage.say(...numbers(2, 4), end)
    const values = (await Promise.all(calls)).map(({ done, value }) => done === true ? 'end' : valueOf(value as Record))
    expect(values).toEqual([0, 1, 2, 3, 'end'])
  })

  it('peeks without taking', async () => {
    const stage = startStream()
    const iterator = stage.result[Symbol.asyncIterator]()
    const peeked = iterator.peek()
    stage.say(keys, ...numbers(5, 6), end)
    expect(valueOf((await peeked).value as Record)).toBe(5)
    expect(valueOf((await iterator.peek()).value as Record)).toBe(5)
    expect(valueOf((await iterator.next()).value as Record)).toBe(5)
    expect((await iterator.peek()).done).toBe(true)
    expect(await iterator.next()).toMatchObject({ done: true, value: { queryType: 'r' } })
    expect((await iterator.next()).done).toBe(true)
  })

  it('gives what came before an error, then the error', async () => {
    const stage = startStream()
    const iterator = stage.result[Symbol.asyncIterator]()
    stage.say(keys, ...numbers(0, 2), server.failure('Neo.ClientError.X', 'in the middle', stage.capabilities))
    expect(valueOf((await iterator.next()).value as Record)).toBe(0)
    expect(valueOf((await iterator.next()).value as Record)).toBe(1)
    await expect(iterator.next()).rejects.toMatchObject({ code: 'Neo.ClientError.X', message: 'in the middle' })
  })

  it('drops what was read from memory', async () => {
    const stage = startStream(5000)
    const iterator = stage.result[Symbol.asyncIterator]()
    stage.say(keys, ...numbers(0, 5000), more)
    for (let i = 0; i < 4000; i++) await iterator.next()
    expect((stage.stream as unknown as { records: Record[] }).records.length).toBeLessThan(3000)
    expect(valueOf((await iterator.next()).value as Record)).toBe(4000)
  })
})

describe('observers', () => {
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

  it('are called with all of it, and keep it coming', () => {
    const stage = startStream(2)
    const { calls } = observer(stage)
    stage.say(keys, ...numbers(0, 2), more)
    expect(pulls(stage).at(-1)).toBe('PULL n 2')
    stage.say(...numbers(2, 3), end)
    expect(calls).toEqual(['keys n', '0', '1', '2', 'end r'])
  })

  it('get what came before them', () => {
    const stage = startStream()
    stage.say(keys, ...numbers(0, 2), end)
    expect(observer(stage).calls).toEqual(['keys n', '0', '1', 'end r'])
  })

  it('get the error', () => {
    const stage = startStream()
    const { calls } = observer(stage)
    stage.say(keys, ...numbers(0, 1), server.failure('Neo.ClientError.X', 'x', stage.capabilities))
    expect(calls).toEqual(['keys n', '0', 'error Neo.ClientError.X'])
    expect(observer(stage).calls).toEqual(['keys n', 'error Neo.ClientError.X'])
  })

  it('each get every record', () => {
    const stage = startStream()
    const [first, second] = [observer(stage, 'a'), observer(stage, 'b')]
    stage.say(keys, ...numbers(0, 2), end)
    expect(first.calls).toEqual(['akeys n', 'a0', 'a1', 'aend r'])
    expect(second.calls).toEqual(['bkeys n', 'b0', 'b1', 'bend r'])
  })

  it.each(['onKeys', 'onNext', 'onCompleted', 'onError'])('that throw in %s harm neither the connection nor others', name => {
    const later: unknown[] = []
    const nextTick = jest.spyOn(process, 'nextTick').mockImplementation(callback => {
      try { callback() } catch (error) { later.push(error) }
    })
    try {
      const stage = startStream(1)
      const bug = new Error('of the observer')
      stage.result.subscribe({ onError: () => {}, [name]: () => { throw bug } })
      const { calls } = observer(stage)
      stage.say(keys, ...numbers(0, 1), name === 'onError' ? server.failure('Neo.ClientError.X', 'x', stage.capabilities) : name === 'onNext' ? more : end)
      if (name !== 'onNext') expect(calls.at(-1)).toBe(name === 'onError' ? 'error Neo.ClientError.X' : 'end r')
      expect(later).toEqual([bug])
      expect(stage.connection.isOpen).toBe(true)
      if (name === 'onNext') expect(pulls(stage).at(-1)).toBe('DISCARD n -1')
    } finally {
      nextTick.mockRestore()
    }
  })
})

describe('the end of a stream', () => {
  it('is told to its owner before any reader hears of it', async () => {
    const stage = startStream()
    const all = stage.result.then(() => { stage.events.push('reader') })
    stage.say(keys, end)
    await all
    expect(stage.events).toEqual(['started', 'completed, ready', 'reader'])
  })

  it.each<[string, Uint8Array[]]>([
    ['a record before the keys', [server.record([1])]], ['a record with too few values', [keys, server.record([])]],
    ['a record with too many values', [keys, server.record([1, 2])]], ['keys that are no list', [server.success({ fields: 5 })]],
    ['statuses that are no list', [keys, server.success({ statuses: 5 })]], ['a query type that does not exist', [keys, server.success({ type: 'z' })]]
  ])('is an error after %s', async (_, messages) => {
    const stage = startStream(10, '6.1')
    const all = stage.result.then(() => {})
    all.catch(() => {})
    stage.say(...messages)
    await expect(all).rejects.toMatchObject({ code: 'ProtocolError' })
    expect(stage.events.at(-1)).toMatch('failed')
  })

  it('comes once, whatever follows it', async () => {
    const stage = startStream()
    stage.say(server.failure('Neo.ClientError.X', 'first', stage.capabilities), server.ignored(), server.success())
    stage.transport.close()
    await expect(stage.result).rejects.toMatchObject({ message: 'first' })
    expect(stage.events).toEqual(['failed: first'])
  })

  it('is put off if the query may be sent again', async () => {
    const stage = startStream()
    stage.restart.allowed = true
    stage.say(server.failure('Neo.TransientError.X', 'try again', stage.capabilities), server.ignored(), server.success())
    expect(stage.stream.state).toBe('waiting')
    stage.stream.start(stage.connection, 'RETURN 1', {})
    stage.say(keys, ...numbers(3, 4), end)
    expect((await stage.result).records.map(valueOf)).toEqual([3])
  })

  it('is not put off once records have come', async () => {
    const stage = startStream()
    stage.restart.allowed = true
    stage.say(keys, server.failure('Neo.TransientError.X', 'too late', stage.capabilities), server.success())
    await expect(stage.result).rejects.toMatchObject({ message: 'too late' })
  })

  it('leaves a summary and keys to be asked for again', async () => {
    const stage = startStream()
    stage.say(keys, ...numbers(0, 1), end)
    expect(await stage.result.keys()).toEqual(['n'])
    const { summary } = await stage.result
    expect(await stage.result.summary()).toBe(summary)
    expect(stage.result.isOpen()).toBe(false)
  })
})

it('records find their values by the keys of the result', () => {
  const stage = startStream()
  const seen: Record[] = []
  stage.result.subscribe({ onNext: record => { seen.push(record) } })
  stage.say(server.success({ fields: ['a', 'b'] }), server.record([1, 2]), server.record([3, 4]))
  expect(seen.map(record => record.get('b'))).toEqual([int(2), int(4)])
  expect(seen[0].keys).toBe(seen[1].keys)
})
