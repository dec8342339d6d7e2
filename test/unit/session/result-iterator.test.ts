import { RecordCursor } from '../../../src/bolt/record-cursor.js'
import { settle } from '../../helpers/fake-clock.js'
import { end, keys, more, numbers, type Streaming, startStream, valueOf } from '../../helpers/streaming.js'
import { server } from '../../helpers/wire.js'
import type { Record } from '../../../src/types/record.js'

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
    const cursors: RecordCursor[] = []
    const open = jest.spyOn(stage.stream, 'open').mockImplementation(kind => {
      open.mockRestore()
      cursors.push(stage.stream.open(kind))
      return cursors[0]
    })
    const iterator = stage.result[Symbol.asyncIterator]()
    stage.say(keys, ...numbers(0, 5000), more)
    for (let i = 0; i < 4000; i++) await iterator.next()
    const [cursor] = cursors
    expect(cursor.size).toBe(1000)
    // No slot in front of the unread ones keeps a record.
    expect(cursor.toArray().map(valueOf)).toEqual(Array.from({ length: 1000 }, (_, i) => 4000 + i))
    expect(valueOf((await iterator.next()).value as Record)).toBe(4000)
  })
})


it('calls that wait end when the reader leaves, also beside another reader', async () => {
  const stage = startStream(2)
  const [first, second] = [stage.result[Symbol.asyncIterator](), stage.result[Symbol.asyncIterator]()]
  const calls = [first.next(), first.next(), second.next()]
  await settle()
  await first.return()
  stage.say(keys, ...numbers(0, 1), end)
  expect((await Promise.all(calls)).map(({ done }) => done)).toEqual([true, true, false])
})

it('a reader that has left gets nothing more, also beside another reader', async () => {
  const stage = startStream(5)
  const [first, second] = [stage.result[Symbol.asyncIterator](), stage.result[Symbol.asyncIterator]()]
  const calls = [first.next(), second.next()]
  stage.say(keys, ...numbers(0, 3), end)
  await Promise.all(calls)
  await first.return()
  expect(await first.next()).toEqual({ done: true, value: undefined })
  expect(await first.peek()).toEqual({ done: true, value: undefined })
  expect(valueOf((await second.next()).value as Record)).toBe(1)
})

it('a reader that has left keeps nothing of what still comes', async () => {
  const stage = startStream(-1)
  const iterator = stage.result[Symbol.asyncIterator]()
  const deliver = jest.spyOn(RecordCursor.prototype, 'push')
  try {
    const first = iterator.next()
    stage.say(keys, ...numbers(0, 1))
    await first
    const left = iterator.return()
    const before = deliver.mock.calls.length
    stage.say(...numbers(1, 50), end)
    await left
    expect(deliver.mock.calls.length).toBe(before)
    await expect(stage.result).rejects.toThrow('its reader stopped early')
  } finally {
    deliver.mockRestore()
  }
})
