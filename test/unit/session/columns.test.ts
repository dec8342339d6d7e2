import * as fc from 'fast-check'
import { Logger } from '../../../src/log.js'
import { resultTransformers } from '../../../src/session/result-transformers.js'
import { int } from '../../../src/types/integer.js'
import { settle } from '../../helpers/fake-clock.js'
import { end, keys, more, numbers, pulls, send, serve, stageStream, startSecond, startStream as startLoggedStream, type Streaming, valueOf } from '../../helpers/streaming.js'
import { chunked, server } from '../../helpers/wire.js'

const BEFORE = 'The records of this result have already arrived, or are being read in another way'
const ALREADY = 'This result is being read into columns'
const bigints = (from: number, to: number): BigInt64Array => BigInt64Array.from({ length: to - from }, (_, i) => BigInt(from + i))

/** Without a log, which would read every record one by one. */
const startStream = (fetchSize = 10): Streaming => startLoggedStream(fetchSize, '5.8', () => {}, { log: Logger.create({}) })

/** Of the error that it rejects with. */
async function messageOf (work: Promise<unknown>): Promise<string | undefined> {
  return await work.then(() => undefined, (error: Error) => error.message)
}

/** Reads batches one by one, and gives their first columns. */
async function lists (stage: Streaming, options: { rows?: number }, each: () => Promise<void> = async () => {}): Promise<unknown[]> {
  const seen: unknown[] = []
  for await (const { columns, length } of stage.result.columnBatches(options)) {
    seen.push(columns.n)
    expect(columns.n).toHaveLength(length)
    await each()
  }
  return seen
}

describe('columns()', () => {
  it('gives keys, length, columns, nulls and summary', async () => {
    const stage = startStream()
    const columns = stage.result.columns()
    stage.say(keys, server.record([1]), server.record([null]), end)
    expect(await columns).toEqual({
      keys: ['n'], length: 2, columns: { n: BigInt64Array.of(1n, 0n) }, nulls: { n: Uint8Array.of(1) }, summary: await stage.result.summary()
    })
    expect(await stage.result.keys()).toEqual(['n'])
    expect(stage.result.isOpen()).toBe(false)
  })

  it('fetches all that is left at once', async () => {
    const stage = startStream(2)
    const columns = stage.result.columns()
    stage.sent()
    stage.say(keys, ...numbers(0, 2), more)
    expect(pulls(stage)).toEqual(['PULL n -1'])
    stage.say(...numbers(2, 9), end)
    expect((await columns).columns.n).toEqual(bigints(0, 9))
  })

  it('is a result transformer, too', async () => {
    const stage = startStream()
    const columns = resultTransformers.columns({ types: { n: 'float64' } })(stage.result)
    stage.say(keys, ...numbers(0, 3), end)
    expect((await columns).columns.n).toEqual(Float64Array.of(0, 1, 2))
  })

  it('gives empty arrays for no rows, typed where a type is declared', async () => {
    const stage = startStream()
    const columns = stage.result.columns({ types: { a: 'int32' } })
    stage.say(server.success({ fields: ['a', 'b', '__proto__'] }), end)
    const { columns: { a, b, ['__proto__']: proto }, length } = await columns
    expect([a, b, proto, length]).toEqual([new Int32Array(0), [], [], 0])
  })

  it('fails with the query', async () => {
    const stage = startStream()
    const columns = stage.result.columns()
    stage.say(keys, ...numbers(0, 2), server.failure('Neo.ClientError.X', 'lost', stage.capabilities), server.success())
    await expect(columns).rejects.toMatchObject({ code: 'Neo.ClientError.X', message: 'lost' })
    await expect(stage.result.columns()).rejects.toThrow('lost')
  })

  it('fails at a value that does not fit, and lets go of the rest', async () => {
    const stage = startStream(2)
    const columns = stage.result.columns({ types: { n: 'boolean' } })
    stage.sent()
    stage.say(keys, ...numbers(0, 2), more)
    expect(pulls(stage)).toEqual(['DISCARD n -1'])
    let settled = false
    void columns.catch(() => { settled = true })
    await settle()
    // Its session would be busy.
    expect(settled).toBe(false)
    stage.say(end)
    await expect(columns).rejects.toThrow("Column 'n' is declared as boolean, but row 0 has an integer")
    expect(stage.connection.isReady).toBe(true)
  })

  it('fails where a type is declared for no column', async () => {
    const stage = startStream()
    const columns = stage.result.columns({ types: { m: 'bigint' } })
    stage.say(keys, ...numbers(0, 2), end)
    await expect(columns).rejects.toThrow("types names the column 'm', which the result does not have. Its columns are: n.")
    expect(stage.connection.isReady).toBe(true)
  })

  it.each([
    [{ types: { n: 'double' } }, `types.n expected to be one of bigint, int32, float64, boolean, any but was: "double"`],
    [{ types: { n: 1 } }, 'types.n expected to be one of bigint, int32, float64, boolean, any but was: 1'],
    [{ types: ['bigint'] }, 'types expected to be an object of column names and types but was: an array'],
    [{ types: 'bigint' }, 'types expected to be an object of column names and types but was: "bigint"']
  ])('refuses the options %j', async (options, message) => {
    await expect(startStream().result.columns(options as object)).rejects.toThrow(new TypeError(message))
  })

  it.each([[[]], [numbers(0, 3)]])('closes the connection when a record has another size, or is longer or shorter than its values', async before => {
    const longer = Buffer.concat([server.record([1]), Buffer.of(1)])
    const shorter = server.record([2 ** 40]).subarray(0, -1)
    for (const record of [server.record([1, 2]), server.record([]), server.any(0x71, 'x'), server.any(0x71), longer, shorter]) {
      const stage = startStream()
      const columns = stage.result.columns()
      stage.say(keys, ...before, record)
      await expect(columns).rejects.toMatchObject({ code: 'ProtocolError' })
      expect(stage.connection.isOpen).toBe(false)
    }
  })

  it('leaves what the debug log shows as it is', async () => {
    const stage = startLoggedStream()
    const columns = stage.result.columns()
    stage.say(keys, ...numbers(0, 3), end)
    await columns
    expect(stage.log.filter(line => line.includes('RECORD'))).toEqual(new Array(3).fill(expect.stringContaining('S: RECORD (1 values)')))
  })
})

describe('one way to read a result', () => {
  const ways: Array<[string, (stage: Streaming) => Promise<unknown>]> = [
    ['await', async ({ result }) => await result],
    ['for await', async ({ result }) => { for await (const _ of result) break }],
    ['columns()', async ({ result }) => await result.columns()],
    ['columnBatches()', async ({ result }) => await result.columnBatches().next()]
  ]

  it.each(ways)('%s after columns() is an error', async (_, read) => {
    const stage = startStream()
    const columns = stage.result.columns()
    expect(await messageOf(read(stage))).toContain(ALREADY)
    stage.say(keys, ...numbers(0, 3), end)
    expect((await columns).length).toBe(3)
    expect(await messageOf(read(stage))).toMatch(new RegExp(`${ALREADY}|already consumed`))
  })

  it.each(ways.slice(0, 2))('columns() after %s is an error', async (_, read) => {
    const stage = startStream()
    const other = read(stage)
    await settle()
    await expect(stage.result.columns()).rejects.toThrow(BEFORE)
    expect(() => stage.result.columnBatches()).toThrow(BEFORE)
    stage.say(keys, ...numbers(0, 3), end)
    await other
    await expect(stage.result.columns()).rejects.toThrow(BEFORE)
  })

  it('columns() is an error when records have come, although nobody has read them', async () => {
    const stage = startStream()
    stage.say(keys, ...numbers(0, 3))
    await stage.result.keys()
    await expect(stage.result.columns()).rejects.toThrow(BEFORE)
  })

  it('keys() may be called before, while no record has come', async () => {
    const stage = startStream()
    stage.say(keys)
    await stage.result.keys()
    const columns = stage.result.columns()
    stage.say(...numbers(0, 3), end)
    expect((await columns).columns.n).toEqual(bigints(0, 3))
  })

  it('as() and columns() are an error', async () => {
    const stage = startStream()
    stage.result.as({})
    await expect(stage.result.columns()).rejects.toThrow('A result of as() consists of objects, and cannot be read into columns.')
  })
})

describe('columnBatches()', () => {
  it.each([[1, 10], [3, 10], [10, 10], [4, 2], [7, -1], [100, 10]])('gives %i rows at once, with a fetch size of %i', async (rows, fetchSize) => {
    const stage = startStream(fetchSize)
    const all = lists(stage, { rows })
    // The first requests were sent before the reader came.
    await serve(stage, 23)
    const expected = Array.from({ length: Math.ceil(23 / rows) }, (_, i) => bigints(i * rows, Math.min((i + 1) * rows, 23)))
    expect(await all).toEqual(expected)
  })

  it('gives no batch for no rows, and the summary at the end', async () => {
    const stage = startStream()
    const batches = stage.result.columnBatches()
    stage.say(keys, end)
    expect(await batches.next()).toEqual({ done: true, value: await stage.result.summary() })
    expect(await batches.next()).toEqual({ done: true, value: undefined })
  })

  it('fetches as they are read', async () => {
    const stage = startStream(10)
    stage.sent()
    const batches = stage.result.columnBatches({ rows: 4 })
    stage.say(keys, ...numbers(0, 10), more)
    await settle()
    expect(pulls(stage)).toEqual([])
    await batches.next()
    expect(pulls(stage)).toEqual([])
    await batches.next()
    // Two rows are left, of which less than three in ten.
    const third = batches.next()
    await settle()
    expect(pulls(stage)).toEqual(['PULL n 10'])
    stage.say(...numbers(10, 20), more)
    expect((await third).value).toMatchObject({ columns: { n: bigints(8, 12) } })
    expect(pulls(stage)).toEqual([])
  })

  it('fetches at least a batch, and the next one when a batch is taken', async () => {
    const stage = startStream(2)
    stage.sent()
    const batches = stage.result.columnBatches({ rows: 5 })
    const first = batches.next()
    await settle()
    stage.say(keys, ...numbers(0, 2), more)
    expect(pulls(stage)).toEqual(['PULL n 5'])
    stage.say(...numbers(2, 7), more)
    expect((await first).value).toMatchObject({ columns: { n: bigints(0, 5) } })
    expect(pulls(stage)).toEqual(['PULL n 5'])
    stage.say(...numbers(7, 12), more)
    await settle()
    expect(pulls(stage)).toEqual([])
    expect((await batches.next()).value).toMatchObject({ columns: { n: bigints(5, 10) } })
    expect(pulls(stage)).toEqual(['PULL n 5'])
  })

  it('fetches at least a batch from the beginning if the query waits for a connection', async () => {
    const stage = stageStream(2)
    const batches = stage.result.columnBatches({ rows: 5 })
    send(stage)
    expect(pulls(stage).at(-1)).toBe('PULL n 5')
    const second = startSecond(stage, 2)
    stage.say(keys, ...numbers(0, 5), more)
    void batches.next()
    await settle()
    expect(pulls(stage).at(-1)).toBe('PULL n 5 qid 0')
    expect(second.isOver).toBe(false)
  })

  it('keeps the type that a column was found to have', async () => {
    const stage = startStream()
    const batches = stage.result.columnBatches({ rows: 2 })
    stage.say(keys, ...[null, null, 1, null, null, null, 'x', 2, null, 3].map(value => server.record([value])), end)
    const arrays: unknown[] = []
    for await (const { columns, nulls } of batches) arrays.push([(columns.n as object).constructor.name, nulls.n?.[0]])
    expect(arrays).toEqual([['Array', undefined], ['BigInt64Array', 1], ['BigInt64Array', 0], ['Array', undefined], ['Array', undefined]])
  })

  it('gives the batches in front of a value that does not fit, then the error', async () => {
    const stage = startStream()
    const batches = stage.result.columnBatches({ rows: 2, types: { n: 'bigint' } })
    stage.say(keys, ...numbers(0, 3), server.record([true]), ...numbers(4, 6), end)
    expect((await batches.next()).value).toMatchObject({ columns: { n: bigints(0, 2) } })
    await expect(batches.next()).rejects.toThrow("Column 'n' is declared as bigint, but row 3 has a boolean")
    expect(await batches.next()).toEqual({ done: true, value: undefined })
    expect(stage.connection.isReady).toBe(true)
  })

  it('gives the batches that came before a failure, then the failure', async () => {
    const stage = startStream()
    const batches = stage.result.columnBatches({ rows: 2 })
    stage.say(keys, ...numbers(0, 3), server.failure('Neo.ClientError.X', 'lost', stage.capabilities), server.success())
    expect((await batches.next()).value).toMatchObject({ columns: { n: bigints(0, 2) } })
    await expect(batches.next()).rejects.toThrow('lost')
  })

  it('throws the rest away when a loop is left, also before it has begun', async () => {
    for (const begin of [true, false]) {
      const stage = startStream(2)
      stage.sent()
      const batches = stage.result.columnBatches({ rows: 2 })
      stage.say(keys, ...numbers(0, 2), more)
      if (begin) await batches.next()
      const left = batches.return()
      stage.say(...(begin ? [...numbers(2, 4), more] : []))
      expect(pulls(stage).at(-1)).toBe('DISCARD n -1')
      stage.say(end)
      expect(await left).toEqual({ done: true, value: await stage.result.summary() })
      expect(await batches.next()).toEqual({ done: true, value: undefined })
      expect(stage.connection.isReady).toBe(true)
    }
  })

  it('answers calls in their order', async () => {
    const stage = startStream()
    const batches = stage.result.columnBatches({ rows: 2 })
    const calls = [batches.next(), batches.next(), batches.next(), batches.next()]
    stage.say(keys, ...numbers(0, 5), end)
    const lengths = (await Promise.all(calls)).map(({ value, done }) => done === true ? 'end' : (value as { length: number }).length)
    expect(lengths).toEqual([2, 2, 1, 'end'])
  })

  it.each([0, -1, 1.5, '10', NaN, Infinity])('refuses rows: %p', rows => {
    expect(() => startStream().result.columnBatches({ rows: rows as number })).toThrow(TypeError)
  })
})

describe('rows that arrive together', () => {
  const value = fc.oneof({ weight: 6, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }, fc.constant(null), fc.boolean(), fc.string({ maxLength: 40 }))

  it.each([3, 20])('of %i values are read the same, however the stream is cut', async size => {
    const fields = Array.from({ length: size }, (_, i) => `c${i}`)
    const row = fc.record({ values: fc.array(value, { minLength: size, maxLength: size }), chunk: fc.oneof(fc.constant(0xffff), fc.integer({ min: 1, max: 30 })), noop: fc.boolean() })
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), fc.array(fc.nat({ max: 2000 }), { maxLength: 4 }), async (rows, cuts) => {
      const stage = startStream(-1)
      const columns = stage.result.columns({ types: Object.fromEntries(fields.map(field => [field, 'any' as const])) })
      const bytes = Buffer.concat([
        chunked(server.success({ fields })),
        ...rows.flatMap(({ values, chunk, noop }) => [noop ? Uint8Array.of(0, 0) : Buffer.alloc(0), chunked(server.record(values), chunk)]),
        chunked(end)
      ])
      stage.transport.feedCut(bytes, ...cuts.map(cut => cut % bytes.length).sort((a, b) => a - b))
      const read = await columns
      expect(fields.map(field => read.columns[field])).toEqual(fields.map((_, i) => rows.map(({ values }) => plain(values[i]))))
      expect([stage.stream.recordCount, stage.connection.isReady]).toEqual([rows.length, true])
    }))
  })

  it('are read the same at every cut, in single bytes, and whatever their types', async () => {
    const rows = [[1n, true, 'a'], [-5n, false, 'b'], [null, null, null], [2n ** 40n, true, 'c'], [7n, 'x', 'd'], [8n, true, 'e']]
    const bytes = Buffer.concat([chunked(server.success({ fields: ['a', 'b', 'c'] })), ...rows.map(row => chunked(server.record(row))), chunked(end)])
    const cuts = [...bytes.keys()]
    for (const offsets of [...cuts.map(cut => [cut]), cuts]) {
      const stage = startStream(-1)
      const columns = stage.result.columns()
      stage.transport.feedCut(bytes, ...offsets)
      expect(await columns).toMatchObject({
        columns: { a: BigInt64Array.of(1n, -5n, 0n, 2n ** 40n, 7n, 8n), b: [true, false, null, true, 'x', true], c: ['a', 'b', null, 'c', 'd', 'e'] },
        nulls: { a: Uint8Array.of(0b111011) }
      })
    }
  })

  it('are counted, those that are thrown away, too', async () => {
    const stage = startStream(-1)
    const columns = stage.result.columns({ types: { n: 'bigint' } })
    stage.say(keys, ...numbers(0, 3), server.record(['x']), ...numbers(4, 10), end)
    await expect(columns).rejects.toThrow("Column 'n' is declared as bigint, but row 3 has a string")
    expect([stage.stream.recordCount, stage.connection.isReady]).toEqual([10, true])
  })

  it('end with the failure between them, and with a record that comes after it', async () => {
    const stage = startStream(-1)
    const columns = stage.result.columns()
    const failure = server.failure('Neo.ClientError.X', 'lost', stage.capabilities)
    stage.say(keys, ...numbers(0, 3), failure, ...numbers(3, 5))
    await expect(columns).rejects.toThrow('lost')
    expect(stage.connection.isOpen).toBe(false)
  })

  it('go to the query that they belong to', async () => {
    const stage = startStream(-1)
    const second = startSecond(stage, -1)
    const columns = stage.result.columns()
    const records = second.open('collected')
    stage.say(keys, ...numbers(0, 3), end, keys, ...numbers(3, 6), end)
    expect((await columns).columns.n).toEqual(bigints(0, 3))
    expect(records.takeAll().map(valueOf)).toEqual([3, 4, 5])
  })
})

/** As a record has it. */
function plain (value: unknown): unknown {
  return typeof value === 'bigint' ? int(value) : value
}
