import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BatchProgress } from '../../../src/bulk/batch-config.js'
import { int } from '../../../src/types/integer.js'
import { type BatchStage, failureOf, range, rowsOf, stageBatches, WatchedRows } from '../../helpers/batches.js'
import { until } from '../../faults/lab.js'
import type { ModelOptions } from '../../faults/model-options.js'

let stage: BatchStage

async function start (options?: ModelOptions): Promise<void> {
  stage = await stageBatches(options)
}

afterEach(async () => { await stage.close() })

/** How many transactions are open at once, and the most that were. */
function countOpen (open = { now: 0, most: 0 }): ModelOptions & { open: typeof open } {
  return {
    open,
    slowCommits: 2,
    answer: name => {
      if (name === 'BEGIN') open.most = Math.max(open.most, ++open.now)
      if (name === 'COMMIT') open.now--
      return undefined
    }
  }
}

/** Fails every query that has this row, so many times. */
function failing (row: unknown, code = 'Neo.ClientError.X', times = Infinity): ModelOptions {
  return { answer: (name, fields, connection) => rowsOf(name, fields).includes(row) && times-- > 0 ? connection.failure(code) : undefined }
}

describe('rows', () => {
  it('are written in batches, each a transaction of its own', async () => {
    await start()
    expect(await stage.execute(range(0, 25), { batchSize: 10 })).toEqual({
      rows: 25, batches: 3, counters: expect.any(Object), failed: [], committedUpTo: 25, bookmarks: ['bookmark:3']
    })
    expect(stage.written()).toEqual([range(0, 10), range(10, 20), range(20, 25)])
    expect(stage.server.log.filter(line => line.endsWith('BEGIN'))).toHaveLength(3)
  })

  it('come from generators, async generators, sets and streams', async () => {
    await start()
    function * some (): Generator<number> { yield * [1, 2, 3] }
    async function * later (): AsyncGenerator<number> { for (const row of [4, 5, 6]) { await sleep(1); yield row } }
    for (const rows of [some(), later(), new Set([7, 8, 9]), new Blob(['x']).stream() as unknown as AsyncIterable<number>]) {
      await stage.execute<number>(rows as Iterable<number>, { batchSize: 2 })
    }
    expect(stage.written()).toEqual([[1, 2], [3], [4, 5], [6], [7, 8], [9], [expect.anything()]])
  })

  it('may be none: nothing is sent', async () => {
    await start()
    expect(await stage.execute([])).toEqual({ rows: 0, batches: 0, counters: {}, failed: [], committedUpTo: 0, bookmarks: [] })
    expect(stage.server.accepted).toBe(0)
  })

  it('are taken only when a batch can be written', async () => {
    await start({ answer: name => name === 'COMMIT' ? 'silence' : undefined })
    const rows = new WatchedRows(1000)
    const controller = new AbortController()
    const call = failureOf(stage.execute(rows, { batchSize: 10, concurrency: 3, signal: controller.signal }))
    await until(() => stage.server.log.filter(line => line.endsWith('COMMIT')).length === 3, 'three commits')
    await sleep(20)
    expect([rows.taken, rows.closed]).toEqual([30, 0])
    for (const connection of stage.server.connections) connection.stream.destroy()
    controller.abort()
    await call
    expect([rows.taken, rows.closed]).toEqual([30, 1])
  })

  it('go with further parameters of the query', async () => {
    const seen: unknown[] = []
    await start({ answer: (name, fields) => { if (name === 'RUN') seen.push(fields[1]); return undefined } })
    await stage.execute([1], { parameter: 'people' }, { text: 'WRITE', parameters: { id: 7 } })
    expect(seen).toEqual([{ id: 7, people: [1] }])
  })
})

describe('lanes', () => {
  it.each([1, 3, 8])('at most %i of them write at the same time', async concurrency => {
    const options = countOpen()
    await start(options)
    const outcome = await stage.execute(range(0, 100), { batchSize: 5, concurrency })
    expect([outcome.rows, outcome.committedUpTo, outcome.batches]).toEqual([100, 100, 20])
    expect(options.open.most).toBeLessThanOrEqual(concurrency)
    expect(stage.written().flat().sort((a, b) => Number(a) - Number(b))).toEqual(range(0, 100))
  })

  it('all have a batch under way while none is answered', async () => {
    let commits = 0
    await start({ answer: name => name === 'COMMIT' ? (commits++, 'silence') : undefined })
    const controller = new AbortController()
    const call = failureOf(stage.execute(range(0, 100), { batchSize: 5, concurrency: 8, signal: controller.signal }))
    await until(() => commits === 8, 'eight commits')
    for (const connection of stage.server.connections) connection.stream.destroy()
    controller.abort()
    expect((await call).batchOutcome).toMatchObject({ rows: 0, committedUpTo: 0, failed: Array(8).fill({ error: { outcome: 'unknown' } }) })
  })

  it('rows of one key are in one lane, in their order', async () => {
    const running = new Map<unknown, number>()
    let meetings = 0
    await start({
      slowCommits: 1,
      answer: (name, fields, { id }) => {
        for (const row of rowsOf(name, fields)) {
          const key = Number(row) % 7
          if ((running.get(key) ?? id) !== id) meetings++
          running.set(key, id)
        }
        if (name === 'COMMIT') for (const [key, lane] of running) if (lane === id) running.delete(key)
        return undefined
      }
    })
    const outcome = await stage.execute(range(0, 200), { batchSize: 10, concurrency: 4, laneKey: row => row % 7 })
    expect([outcome.rows, outcome.committedUpTo, meetings]).toEqual([200, 200, 0])
    for (const key of range(0, 7)) {
      const ofKey = stage.written().flat().filter(row => Number(row) % 7 === key)
      expect(ofKey).toEqual(range(0, 200).filter(row => row % 7 === key))
    }
  })

  it('keys may be strings, numbers, bigints, booleans and Integers', async () => {
    await start()
    const keys = ['a', 1, 1n, true, int(1)]
    expect((await stage.execute(keys.keys(), { batchSize: 1, concurrency: 2, laneKey: row => keys[row] })).rows).toBe(5)
  })

  it.each([undefined, null, {}, NaN])('a key that is %p %#', async key => {
    await start()
    const rows = new WatchedRows(10)
    const call = stage.execute(rows, { batchSize: 2, laneKey: row => row === 5 ? key as never : 'x' })
    if (Number.isNaN(key)) {
      expect((await call).rows).toBe(10)
      return
    }
    const error = await failureOf(call)
    expect(error.message).toMatch(/^laneKey failed. laneKey expected to return a string, number, bigint, boolean or Integer but returned, for row 5: (undefined|null|an object)/)
    expect([error.batchOutcome.committedUpTo, rows.closed]).toEqual([4, 1])
  })
})

describe('a batch that fails', () => {
  it('is written again after a transient error', async () => {
    await start(failing(12, 'Neo.TransientError.Transaction.DeadlockDetected', 2))
    expect(await stage.execute(range(0, 20), { batchSize: 10 })).toMatchObject({ rows: 20, batches: 2, failed: [] })
    expect(stage.written()).toEqual([range(0, 10), range(10, 20)])
  })

  it('ends the call, with what was written, and closes the source', async () => {
    await start(failing(25))
    const rows = new WatchedRows(1000)
    const error = await failureOf(stage.execute(rows, { batchSize: 10 }))
    expect(error).toMatchObject({
      name: 'Neo4jError', code: 'Neo.ClientError.X', retriable: false,
      message: 'The batch that begins with row 20 failed. as you asked The first 20 rows are committed; error.batchOutcome has the rest.',
      batchOutcome: { rows: 20, batches: 2, failed: [{ from: 20, to: 30, error: error.cause }], committedUpTo: 20, bookmarks: ['bookmark:2'] }
    })
    expect([rows.taken, rows.closed]).toEqual([30, 1])
    expect(stage.written()).toEqual([range(0, 10), range(10, 20)])
  })

  it('is not retried by those who ask whether the error may be', async () => {
    await start(failing(5, 'Neo.TransientError.Transaction.DeadlockDetected'))
    expect(await failureOf(stage.execute(range(0, 20), { batchSize: 10 }))).toMatchObject({
      code: 'Neo.TransientError.Transaction.DeadlockDetected', retriable: false, batchOutcome: { committedUpTo: 0 }
    })
  })

  it('waits for the batches that other lanes write', async () => {
    await start({ ...failing(5), slowCommits: 20 })
    const { batchOutcome } = await failureOf(stage.execute(new WatchedRows(1000), { batchSize: 10, concurrency: 3 }))
    expect(batchOutcome).toMatchObject({ rows: 20, failed: [{ from: 0, to: 10 }], committedUpTo: 0 })
    expect(stage.written()).toEqual([range(10, 20), range(20, 30)])
  })

  it('is told at the end, if the others shall be written', async () => {
    await start(failing(25))
    expect(await stage.execute(range(0, 60), { batchSize: 10, onError: 'continue', concurrency: 2 })).toMatchObject({
      rows: 50, batches: 5, failed: [{ from: 20, to: 30, error: { code: 'Neo.ClientError.X', message: 'as you asked' } }], committedUpTo: 20
    })
  })

  it('is told by its rows, also where other lanes have those in between', async () => {
    await start(failing(2))
    const { failed, committedUpTo, rows } = await stage.execute(range(0, 6), { batchSize: 10, concurrency: 2, onError: 'continue', laneKey: row => row % 2 === 0 ? 'a' : 'b' })
    expect(failed.map(({ from, to }) => [from, to])).toEqual([[0, 1], [2, 3], [4, 5]])
    expect([committedUpTo, rows]).toEqual([0, 3])
  })

  it('because its parameters cannot be sent is told like any other', async () => {
    await start()
    const error = await failureOf(stage.execute([1, 2, { f: () => 1 }], { batchSize: 1 }))
    expect(error).toMatchObject({ message: expect.stringMatching(/^The batch that begins with row 2 failed\./), batchOutcome: { committedUpTo: 2, failed: [{ from: 2, to: 3 }] } })
  })

  it('although it may have been committed says so', async () => {
    let commits = 0
    await start({ answer: name => name === 'COMMIT' && ++commits === 3 ? 'hang up' : undefined })
    const { batchOutcome } = await failureOf(stage.execute(range(0, 50), { batchSize: 10 }))
    expect(batchOutcome).toMatchObject({ rows: 20, committedUpTo: 20, failed: [{ from: 20, to: 30, error: { outcome: 'unknown', retriable: false } }] })
  })
})

describe('the source', () => {
  it('that fails ends the call', async () => {
    await start()
    const broken = new Error('line 35 is not JSON')
    async function * rows (): AsyncGenerator<number> { yield * range(0, 35); throw broken }
    const error = await failureOf(stage.execute(rows(), { batchSize: 10 }))
    expect(error).toMatchObject({
      message: 'The rows could not be read. line 35 is not JSON The first 30 rows are committed; error.batchOutcome has the rest.', cause: broken, batchOutcome: { rows: 30, committedUpTo: 30 }
    })
  })

  it('that fails at once is an error like any other, and anything may be thrown', async () => {
    await start()
    function * rows (): Generator<number> { yield 1; throw undefined }
    expect((await failureOf(stage.execute(rows()))).message).toContain('The rows could not be read. A callback of the program failed with undefined')
  })

  it('is closed when a progress callback fails', async () => {
    await start()
    const rows = new WatchedRows(1000)
    const cause = new RangeError('no terminal')
    const error = await failureOf(stage.execute(rows, { batchSize: 10, onProgress: () => { throw cause } }))
    expect([error.message, error.cause, rows.closed, error.batchOutcome.committedUpTo]).toEqual([
      'onProgress failed. no terminal The first 10 rows are committed; error.batchOutcome has the rest.', cause, 1, 10
    ])
  })

  it('that is a stream is destroyed when a batch fails', async () => {
    await start(failing(5))
    const stream = Readable.from(range(0, 1000))
    await failureOf(stage.execute(stream as AsyncIterable<number>, { batchSize: 10 }))
    expect(stream.destroyed).toBe(true)
  })

  it('is not closed once more at its end', async () => {
    await start()
    const rows = new WatchedRows(30)
    await stage.execute(rows, { batchSize: 10 })
    expect([rows.taken, rows.closed]).toEqual([30, 0])
  })

  it('whose closing fails does not hide the error', async () => {
    await start(failing(1))
    const rows = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }), return: async () => { throw new Error('not closed') } }) }
    expect((await failureOf(stage.execute(rows as AsyncIterable<number>))).code).toBe('Neo.ClientError.X')
  })

  it('that never gives its next row is not waited for when a batch fails', async () => {
    await start({ ...failing(0), slowCommits: 10 })
    let closed = 0
    const numbers = [0, 1]
    const rows = {
      [Symbol.asyncIterator]: () => ({
        next: async () => numbers.length > 0 ? { done: false, value: numbers.shift() } : await new Promise(() => {}),
        return: async () => { closed++; return await new Promise(() => {}) }
      })
    }
    const error = await failureOf(stage.execute(rows as AsyncIterable<number>, { batchSize: 1, concurrency: 3 }))
    expect([error.code, closed]).toEqual(['Neo.ClientError.X', 1])
  })
})

describe('a signal', () => {
  it('that is aborted already lets nothing be read or sent', async () => {
    await start()
    const rows = new WatchedRows(10)
    const error = await failureOf(stage.execute(rows, { signal: AbortSignal.abort('enough') }))
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough', retriable: false, batchOutcome: { rows: 0, committedUpTo: 0, failed: [] } })
    expect([rows.taken, rows.closed, stage.server.accepted]).toEqual([0, 1, 0])
  })

  it('ends the batches under way, and says what was written', async () => {
    const controller = new AbortController()
    await start({ answer: (name, fields) => { if (rowsOf(name, fields).includes(25)) { controller.abort(); return 'silence' } return undefined } })
    const rows = new WatchedRows(1000)
    const error = await failureOf(stage.execute(rows, { batchSize: 10, onError: 'continue', signal: controller.signal }))
    expect(error).toMatchObject({
      name: 'AbortError', cause: controller.signal.reason,
      batchOutcome: { rows: 20, committedUpTo: 20, failed: [{ from: 20, to: 30, error: { name: 'AbortError', outcome: 'rolledBack' } }] }
    })
    expect(rows.closed).toBe(1)
  })

  it('ends the wait for a source that gives nothing', async () => {
    await start()
    let closed = 0
    const rows = { [Symbol.asyncIterator]: () => ({ next: async () => await new Promise(() => {}), return: () => { closed++ } }) }
    const error = await failureOf(stage.execute(rows as unknown as AsyncIterable<number>, { signal: AbortSignal.timeout(10) }))
    expect([error.name, closed]).toEqual(['TimeoutError', 1])
  })
})

it('progress is told after every batch', async () => {
  await start(failing(10))
  const seen: BatchProgress[] = []
  await stage.execute(range(0, 25), { batchSize: 10, onError: 'continue', onProgress: progress => seen.push(progress) })
  expect(seen).toEqual([
    { rows: 10, batches: 1, rowsLeft: 15, committedUpTo: 10, rowsPerSecond: expect.any(Number) },
    { rows: 10, batches: 1, rowsLeft: 5, committedUpTo: 10, rowsPerSecond: expect.any(Number) },
    { rows: 15, batches: 2, rowsLeft: 0, committedUpTo: 10, rowsPerSecond: expect.any(Number) }
  ])
  expect(seen[2].rowsPerSecond).toBeGreaterThan(0)
  const unknown: unknown[] = []
  await stage.execute(range(30, 40).values(), { onProgress: ({ rowsLeft }) => unknown.push(rowsLeft) })
  expect(unknown).toEqual([undefined])
})

it('what was written is seen by the next executeQuery, and by sessions with its bookmarks', async () => {
  await start()
  const { bookmarks } = await stage.execute(range(0, 20), { batchSize: 5, concurrency: 2 })
  expect(bookmarks.length).toBeGreaterThan(0)
  const { records } = await stage.lab.driver.executeQuery('BOOKMARKS')
  expect(records[0].get('x')).toEqual(expect.arrayContaining(bookmarks.slice(-1)))
})

describe('wrong arguments', () => {
  it.each([
    [{ batchSize: 0 }, 'batchSize expected to be a whole number from 1 to 2147483647 but was: 0'],
    [{ batchSize: 1.5 }, 'batchSize expected to be a whole number from 1 to 2147483647 but was: 1.5'],
    [{ batchSize: '10' }, 'batchSize expected to be a whole number from 1 to 2147483647 but was: "10"'],
    [{ concurrency: -1 }, 'concurrency expected to be a whole number from 1 to 1000 but was: -1'],
    [{ concurrency: Infinity }, 'concurrency expected to be a whole number from 1 to 1000 but was: Infinity'],
    [{ parameter: '' }, 'parameter expected to be the name of a parameter but was: ""'],
    [{ parameter: '$rows' }, 'parameter expected to be a name without the dollar sign but was: "$rows"'],
    [{ laneKey: 'id' }, 'laneKey expected to be a function but was: "id"'],
    [{ onProgress: {} }, 'onProgress expected to be a function but was: an object'],
    [{ onError: 'ignore' }, `onError expected to be 'stop' or 'continue' but was: "ignore"`],
    [{ signal: {} }, 'config.signal expected to be an AbortSignal but was: {}'],
    [{ database: 1 }, '"database" expected to be string but was: 1'],
    [null, 'The config of executeBatches expected to be an object but was: null']
  ])('%j', async (config, message) => {
    await start()
    const rows = new WatchedRows(10)
    const call = stage.lab.driver.executeBatches('WRITE', rows, config as never)
    await expect(call).rejects.toThrow(new TypeError(message))
    expect([rows.taken, stage.server.accepted]).toEqual([0, 0])
  })

  it.each([[null, 'null'], [undefined, 'undefined'], ['abc', '"abc"'], [{}, 'an object'], [7, '7']])('rows: %p', async (rows, shown) => {
    await start()
    await expect(stage.execute(rows as never)).rejects.toThrow(new TypeError(
      `rows expected to be an iterable or async iterable of rows, such as an array, a generator or a stream of objects, but was: ${shown}`))
  })

  it('a query that is none, or has the parameter already', async () => {
    await start()
    await expect(stage.lab.driver.executeBatches(1 as never, [])).rejects.toThrow(TypeError)
    await expect(stage.lab.driver.executeBatches({ text: 'WRITE', parameters: { rows: 1 } }, [])).rejects.toThrow(
      new TypeError("The parameter 'rows' of the query has the name of the list of rows: set 'parameter' to another name."))
  })
})
