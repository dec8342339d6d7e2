// Columns of numbers: read into typed arrays, and as records, which is what neo4j-driver can do. Heap is what the result takes.
import { setTimeout as sleep } from 'node:timers/promises'
import { datasets } from '../datasets.mjs'

const { query } = datasets.numbers

const ways = {
  records: async (session, parameters) => {
    const { records } = await session.run(query, parameters)
    return { held: records, length: records.length, last: records.at(-1).get('c').toNumber(), sum: records.at(-1).get('d') }
  },
  columns: async (session, parameters) => {
    const { columns, length } = await session.run(query, parameters).columns()
    return { held: columns, length, last: Number(columns.c[length - 1]), sum: columns.d[length - 1] }
  },
  batches: async (session, parameters) => {
    let [length, last, sum] = [0, 0, 0]
    for await (const batch of session.run(query, parameters).columnBatches()) {
      length += batch.length
      last = Number(batch.columns.c[batch.length - 1])
      sum = batch.columns.d[batch.length - 1]
    }
    return { held: undefined, length, last, sum }
  }
}

/** In a session of its own; what is held of the result is measured by `report`. */
async function read ({ driver, neo4j }, way, n, report = async () => {}) {
  const session = driver.session()
  const result = await ways['columns' in neo4j.resultTransformers ? way : 'records'](session, { n: neo4j.int(n) })
  await report(result.held)
  await session.close()
  if (result.length !== n) throw new Error(`${result.length} rows arrived of ${n}`)
  return [result.last, result.sum]
}

/** What is held, once buffers that nobody holds any more are given back, which takes a moment. */
async function inUse () {
  for (let i = 0; i < 3; i++) {
    await sleep(30)
    globalThis.gc?.()
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heapUsed, arrayBuffers }
}

function columns ({ way, n, ...rest }) {
  return {
    unit: 'row',
    judge: 'cpu',
    floors: ['bytes'],
    shown: ['heapBytes', 'bufferBytes'],
    dataset: 'numbers',
    n,
    ...rest,
    async run (context) {
      const rows = context.scaled(n)
      await read(context, way, Math.ceil(rows / 2))
      await read(context, way, Math.ceil(rows / 2))
      let checksum
      await context.measure(rows, async () => { checksum = await read(context, way, rows) })
      const before = await inUse()
      await read(context, way, rows, async (held) => {
        const after = await inUse()
        if (held !== undefined) {
          context.report({ heapBytes: (after.heapUsed - before.heapUsed) / rows, bufferBytes: (after.arrayBuffers - before.arrayBuffers) / rows })
        }
      })
      return checksum
    }
  }
}

export const columnStreams = [
  columns({ name: 'columns-run', title: '3 integers, 2 floats, await run()', way: 'records', n: 400_000 }),
  columns({ name: 'columns', title: '3 integers, 2 floats, columns()', way: 'columns', n: 400_000, target: 25 }),
  columns({ name: 'columns-batches', title: '3 integers, 2 floats, columnBatches()', way: 'batches', n: 400_000, target: 25 })
]
