import { type ReadOutcome, outcomeOf, rowReaders } from '../../helpers/readers.js'
import { settle } from '../../helpers/fake-clock.js'
import { end, keys, more, numbers, serve, type Streaming, startStream } from '../../helpers/streaming.js'

const names = Object.keys(rowReaders)
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const ALL = { rows: upTo(10) }

/** A reader begins, and what it gets. */
const read = (stage: Streaming, reader: string): Promise<ReadOutcome> => outcomeOf(rowReaders[reader](stage.result))

/** The server of a result of ten rows sends each for itself, or all that it is asked for at once. */
const deliveries: Array<[string, () => Promise<void>]> = [['at once', async () => {}], ['one by one', settle]]

describe.each(deliveries)('two readers of records that come %s', (_, pause) => {
  const pairs = names.flatMap(first => names.map(second => [first, second]))

  it.each(pairs)('%s and %s, begun before the first record: each gets all', async (first, second) => {
    const stage = startStream(2)
    const reads = [read(stage, first), read(stage, second)]
    await serve(stage, 10, pause)
    expect(await Promise.all(reads)).toEqual([ALL, ALL])
  })

  it.each(pairs)('%s, and %s when the first record has come: all, or an error that says what to do', async (first, second) => {
    const stage = startStream(2)
    const reads = [read(stage, first)]
    stage.say(keys, ...numbers(0, 1))
    await settle()
    reads.push(read(stage, second))
    stage.say(...numbers(1, 2), more)
    const [RUN, PULL, ...rest] = stage.requests()
    expect([RUN.name, PULL.name]).toEqual(['RUN', 'PULL'])
    await settle()
    rest.push(...stage.requests())
    expect(rest.map(({ name }) => name)).toEqual(['PULL'])
    stage.say(...numbers(2, 10), end)
    const [one, other] = await Promise.all(reads)
    expect(one).toEqual(ALL)
    if ('error' in other) {
      expect(other.error).toContain('have already been read')
      expect(first).not.toBe('await')
    } else {
      expect(other).toEqual(ALL)
    }
  })

  it.each(pairs)('%s, and %s after the end: all, or an error', async (first, second) => {
    const stage = startStream(2)
    const one = read(stage, first)
    await serve(stage, 10, pause)
    expect(await one).toEqual(ALL)
    const other = await read(stage, second)
    if (first === 'await' && second !== 'for await') {
      expect(other).toEqual(ALL)
    } else {
      expect(other).toEqual({ error: expect.stringMatching(/have already been read|already consumed/) })
    }
  })

  it.each(names)('%s beside one that leaves after its first record', async name => {
    const stage = startStream(2)
    const iterator = stage.result[Symbol.asyncIterator]()
    const early = iterator.next().then(async () => await iterator.return())
    const other = read(stage, name)
    await serve(stage, 10, pause)
    await early
    expect(await other).toEqual(ALL)
    expect(stage.connection.isReady).toBe(true)
  })
})

it('without a reader one fetch waits, and the first reader gets all', async () => {
  for (const name of names) {
    const stage = startStream(2)
    await serve(stage, 10)
    expect(stage.stream.state).toBe('paused')
    const reading = read(stage, name)
    await serve(stage, 10, settle, 2)
    expect(await reading).toEqual(ALL)
  }
})

it('for await holds no more than its share of two fetches of records', async () => {
  const stage = startStream(10)
  const open = jest.spyOn(stage.stream, 'open')
  let read = 0
  const loop = (async () => {
    for await (const _ of stage.result) {
      read++
      const cursor = open.mock.results[0].value as { size: number, toArray: () => unknown[] }
      expect(cursor.size).toBeLessThanOrEqual(13)
      expect(cursor.toArray()).toHaveLength(cursor.size)
    }
  })()
  await serve(stage, 500)
  await loop
  expect(read).toBe(500)
})
