import { outcomeOf, type ReadOutcome, rowReaders } from '../../helpers/readers.js'
import { settle } from '../../helpers/fake-clock.js'
import { serve, type Streaming, startStream, valueOf } from '../../helpers/streaming.js'

/** What may end a result before all of it was read, and what the error says of that. */
const enders: Record<string, [end: (stage: Streaming) => void, says: RegExp]> = {
  'the session': [({ stream }) => { stream.finish('the session was closed') }, /the session was closed/],
  'the commit': [({ stream }) => { stream.finish('the transaction was committed') }, /the transaction was committed/],
  'summary()': [({ result }) => { void result.summary() }, /summary\(\) was called/],
  'an iterator': [({ result }) => {
    const iterator = result[Symbol.asyncIterator]()
    iterator.next().then(async () => await iterator.return()).catch(() => {})
  }, /its reader stopped early/],
  'an observer that throws': [({ result }) => {
    result.subscribe({ onNext: () => { throw new Error('bad observer') }, onError: () => {} })
  }, /an observer or a mapping of its records failed/],
  'a mapper that throws in an observer': [({ result }) => {
    mapBadly(result)
    result.subscribe({ onNext: () => {}, onError: () => {} })
  }, /an observer or a mapping of its records failed|bad mapping/],
  'a mapper that throws in an iterator': [({ result }) => {
    mapBadly(result)
    rowReaders['for await'](result).catch(() => {})
  }, /the mapping of a record failed|bad mapping/]
}

function mapBadly ({ _core }: Streaming['result']): void {
  if (_core.isCollected) return
  _core.mapper = record => {
    if (valueOf(record) === 1) throw new Error('bad mapping')
    return record
  }
}

const SIZES = [1, 2, 3, 10]
const moments = ['before', 'after', 'when it is over'] as const
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** The reader begins before or after the end is wanted, which is before or after the first fetch has come. */
async function play (rows: number, ender: string, reader: (stage: Streaming) => Promise<number[]>, moment: typeof moments[number], isLate: boolean): Promise<ReadOutcome> {
  const stage = startStream(2)
  let reading: Promise<ReadOutcome> | undefined
  if (moment === 'before') reading = outcomeOf(reader(stage))
  if (isLate) await serve(stage, rows)
  const sent = isLate ? Math.min(rows, 2) : 0
  enders[ender][0](stage)
  if (moment === 'after') reading = outcomeOf(reader(stage))
  await settle()
  await serve(stage, rows, async () => {}, sent)
  await settle()
  if (moment === 'when it is over') reading = outcomeOf(reader(stage))
  await serve(stage, rows, async () => {}, sent)
  const outcome = await reading as ReadOutcome
  expect(stage.connection.isOpen).toBe(true)
  return outcome
}

function saysWhy (ender: string, moment: string, rows: number): RegExp {
  const { source } = enders[ender][1]
  // While another one reads, it has not ended yet; and what comes in one fetch may be read before it ends.
  if (moment === 'after' || rows <= 2) return new RegExp(`${source}|have already been read|^Result is already consumed$`)
  // neo4j-driver's words for an iterator that comes after the summary.
  return moment === 'when it is over' ? new RegExp(`${source}|^Result is already consumed$`) : new RegExp(source)
}

const cases = Object.keys(enders).flatMap(ender => moments.flatMap(moment => [false, true].map(isLate => [ender, moment, isLate] as const)))

describe.each(Object.keys(rowReaders))('%s', reader => {
  it.each(cases)('beside %s, begun %s (after the first fetch: %p), gives all or says what has ended it', async (ender, moment, isLate) => {
    for (const rows of SIZES) {
      const outcome = await play(rows, ender, async ({ result }) => await rowReaders[reader](result), moment, isLate)
      if ('rows' in outcome) {
        expect(outcome.rows).toEqual(upTo(rows))
      } else {
        expect([rows, outcome.error]).toEqual([rows, expect.stringMatching(saysWhy(ender, moment, rows))])
      }
    }
  })
})

describe.each(['keys', 'summary'] as const)('%s()', name => {
  it.each(cases)('beside %s, begun %s (after the first fetch: %p), gives what it always gives', async (ender, moment, isLate) => {
    for (const rows of SIZES) {
      const reader = async ({ result }: Streaming): Promise<number[]> => {
        const value = await result[name]()
        expect(Array.isArray(value) ? value : value.queryType).toEqual(name === 'keys' ? ['n'] : 'r')
        return []
      }
      expect(await play(rows, ender, reader, moment, isLate)).toEqual({ rows: [] })
    }
  })
})

describe('rows that had all come', () => {
  it.each(Object.keys(rowReaders))('can still be read by %s when the result was ended', async reader => {
    const stage = startStream(2)
    await serve(stage, 2)
    stage.stream.finish('the session was closed')
    expect(await rowReaders[reader](stage.result)).toEqual([0, 1])
  })

  it('can still be awaited after summary()', async () => {
    const stage = startStream(2)
    await serve(stage, 2)
    await stage.result.summary()
    expect(await rowReaders.await(stage.result)).toEqual([0, 1])
  })

  it('can be read on by an iterator that was in the midst of them', async () => {
    const stage = startStream(3)
    const iterator = stage.result[Symbol.asyncIterator]()
    const first = iterator.next()
    await serve(stage, 3)
    await first
    stage.stream.finish('the transaction was committed')
    expect([(await iterator.next()).done, (await iterator.next()).done, (await iterator.next()).done]).toEqual([false, false, true])
  })
})
