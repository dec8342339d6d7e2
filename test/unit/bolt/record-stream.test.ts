import { settle } from '../../helpers/fake-clock.js'
import { end, keys, more, numbers, pulls, send, startSecond, startStream, valueOf } from '../../helpers/streaming.js'
import { server } from '../../helpers/wire.js'
import { int } from '../../../src/types/integer.js'
import type { Record } from '../../../src/types/record.js'

describe('back-pressure', () => {
  it('asks for one fetch with the query, and for no more while there is no reader', async () => {
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

  it('asks for more after a small fetch only when all are read, so that at most one fetch is in memory', async () => {
    const stage = startStream(9)
    stage.sent()
    stage.say(keys, ...numbers(0, 9), more)
    const iterator = stage.result[Symbol.asyncIterator]()
    for (let i = 0; i < 8; i++) await iterator.next()
    expect(pulls(stage)).toEqual([])
    await iterator.next()
    expect(pulls(stage)).toEqual(['PULL n 9'])
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
    const second = startSecond(stage, 2)
    stage.sent()
    stage.stream.readToEnd()
    second.finish('the test')
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
    const stage = startStream(10, '5.8', stream => { stream.finish('the test') })
    expect(stage.sent()).toEqual([['RUN', 'PULL']])
    stage.say(keys, ...numbers(0, 10), more)
    expect(stage.sent()).toEqual([['DISCARD']])
  })

  it('does not ask a second time', () => {
    const stage = startStream(2)
    stage.say(keys, ...numbers(0, 2), more)
    stage.sent()
    stage.stream.finish('the test')
    stage.stream.finish('the test')
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
    ['a record with too many values', [keys, server.record([1, 2])]], ['keys that are not a list', [server.success({ fields: 5 })]],
    ['a query type that does not exist', [keys, server.success({ type: 'z' })]]
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
    send(stage)
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

it('records find their values by the keys of the result', async () => {
  const stage = startStream()
  const seen: Record[] = []
  stage.result.subscribe({ onNext: record => { seen.push(record) } })
  stage.say(server.success({ fields: ['a', 'b'] }), server.record([1, 2]), server.record([3, 4]))
  await settle()
  expect(seen.map(record => record.get('b'))).toEqual([int(2), int(4)])
  expect(seen[0].keys).toBe(seen[1].keys)
})
