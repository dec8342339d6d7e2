import { AsyncLocalStorage } from 'node:async_hooks'
import { resultTransformers } from '../../../src/session/result-transformers.js'
import { EagerResult } from '../../../src/types/eager-result.js'
import type { Record } from '../../../src/types/record.js'
import type { ResultSummary } from '../../../src/types/summary.js'
import { settle } from '../../helpers/fake-clock.js'
import { end, keys, more, numbers, pulls, serve, type Streaming, startStream, valueOf } from '../../helpers/streaming.js'
import { server } from '../../helpers/wire.js'

/** A result of so many rows, all of which have come, or a failure after the last. */
function resultOf (rows: number, failure?: string): Streaming {
  const stage = startStream()
  stage.say(keys, ...numbers(0, rows), ...(failure === undefined ? [end] : [server.failure('Neo.ClientError.X', failure, stage.capabilities), server.success()]))
  return stage
}

describe.each(['eager', 'eagerResultTransformer'] as const)('%s()', name => {
  it('gives keys, records and summary', async () => {
    const stage = resultOf(3)
    const eager = await resultTransformers[name]()(stage.result)
    expect(eager).toBeInstanceOf(EagerResult)
    expect([eager.keys, eager.records.map(valueOf), eager.summary]).toEqual([['n'], [0, 1, 2], await stage.result.summary()])
  })

  it('fails with the result', async () => {
    await expect(resultTransformers[name]()(resultOf(2, 'lost').result)).rejects.toThrow('lost')
  })
})

describe.each(['mapped', 'mappedResultTransformer'] as const)('%s()', name => {
  const transformer = resultTransformers[name]

  it('maps each record and leaves out what is undefined', async () => {
    const { result } = resultOf(3)
    const map = (record: Record): number | undefined => valueOf(record) === 1 ? undefined : valueOf(record) * 10
    expect(await transformer({ map })(result)).toEqual({ records: [0, 20], keys: ['n'], summary: await result.summary() })
  })

  it('gives what is made of the records, keys and summary', async () => {
    const collect = (records: unknown[], summary: ResultSummary, keys: string[]): unknown => [records.length, summary.queryType, keys]
    expect(await transformer({ collect })(resultOf(3).result)).toEqual([3, 'r', ['n']])
    const values = (records: number[]): number[] => records
    expect(await transformer({ map: valueOf, collect: values })(resultOf(3).result)).toEqual([0, 1, 2])
  })

  it('maps records of a result that was awaited before', async () => {
    const { result } = resultOf(3)
    await result
    expect(await transformer({ map: valueOf, collect: records => records })(result)).toEqual([0, 1, 2])
  })

  it('maps each record as it comes', async () => {
    const stage = startStream(2)
    const seen: number[] = []
    const done = transformer({ map: record => { seen.push(valueOf(record)) } })(stage.result)
    stage.sent()
    stage.say(keys, ...numbers(0, 1))
    await settle()
    expect(seen).toEqual([0])
    stage.say(...numbers(1, 2), more)
    expect(pulls(stage)).toEqual(['PULL n 2'])
    await settle()
    expect(seen).toEqual([0, 1])
    stage.say(end)
    expect((await done as { records: unknown[] }).records).toEqual([])
  })

  it('calls the functions in the context of its caller', async () => {
    const storage = new AsyncLocalStorage<string>()
    const stage = storage.run('socket', () => startStream(2))
    const contexts: unknown[] = []
    const seen = (): void => { contexts.push(storage.getStore()) }
    const done = storage.run('caller', async () => await transformer({ map: seen, collect: seen })(stage.result))
    await storage.run('server', async () => { await serve(stage, 3, settle) })
    await done
    expect(contexts).toEqual(Array(4).fill('caller'))
  })

  it('needs something to do', () => {
    for (const config of [undefined, null, {}]) {
      expect(() => transformer(config as object)).toThrow('Requires a map or/and a collect functions.')
    }
  })

  it('fails with the result', async () => {
    await expect(transformer({ map: record => record })(resultOf(2, 'lost').result)).rejects.toThrow('lost')
  })

  it("fails with the program's own functions, at the first error, and gives the connection back", async () => {
    const map = jest.fn(() => { throw new Error('bad map') })
    const collect = jest.fn()
    const stage = startStream(1)
    const done = transformer({ map, collect })(stage.result)
    done.catch(() => {})
    await serve(stage, 3)
    await expect(done).rejects.toThrow('bad map')
    expect([map.mock.calls.length, collect.mock.calls.length, stage.connection.isReady]).toEqual([1, 0, true])
    await expect(transformer({ collect: () => { throw new Error('bad end') } })(resultOf(3).result)).rejects.toThrow('bad end')
  })
})

describe('first()', () => {
  it('gives the first record and has the others thrown away', async () => {
    const stage = startStream(2)
    const first = resultTransformers.first()(stage.result)
    stage.say(keys, ...numbers(0, 2), more)
    await settle()
    expect(pulls(stage).at(-1)).toBe('DISCARD n -1')
    stage.say(end)
    expect(valueOf(await first as Record)).toBe(0)
  })

  it('gives undefined where there is none', async () => {
    expect(await resultTransformers.first()(resultOf(0).result)).toBeUndefined()
  })

  it('fails with the result', async () => {
    await expect(resultTransformers.first()(resultOf(0, 'lost').result)).rejects.toThrow('lost')
  })
})

it('summary() gives the summary only', async () => {
  const { result } = resultOf(3)
  expect(await resultTransformers.summary()(result)).toBe(await result.summary())
})

it('hydrated() leaves the mapping to the result', async () => {
  class Person { n: number | undefined }
  const rules = { n: { convert: Number } }
  expect((await resultTransformers.hydrated(rules)(resultOf(2).result)).records).toEqual([{ n: 0 }, { n: 1 }])
  const { records } = await resultTransformers.hydrated(Person, rules)(resultOf(1).result)
  expect(records).toEqual([Object.assign(new Person(), { n: 0 })])
})

it('the transformers cannot be changed', () => {
  expect(Object.isFrozen(resultTransformers)).toBe(true)
})
