// Streams of records: one query, many rows, read in the ways a program can read them.
import { datasets } from '../datasets.mjs'
import { recordChecksum } from '../checksum.mjs'

const ways = {
  subscribe: (session, query, parameters, each) => new Promise((resolve, reject) => {
    session.run(query, parameters).subscribe({ onNext: each, onCompleted: resolve, onError: reject })
  }),
  run: async (session, query, parameters, each) => {
    const { records } = await session.run(query, parameters)
    for (const record of records) each(record)
  },
  iterate: async (session, query, parameters, each) => {
    for await (const record of session.run(query, parameters)) each(record)
  }
}

/** Reads `n` rows in a session of its own and returns what `fold` made of them, with their count. */
async function readAll ({ driver, neo4j }, { dataset, way = 'subscribe', session: config }, n, fold) {
  const session = driver.session(config)
  let hash = 0
  let count = 0
  await ways[way](session, datasets[dataset].query, { n: neo4j.int(n) }, (record) => {
    hash = fold(hash, record)
    count++
  })
  await session.close()
  if (count !== n) throw new Error(`${dataset}: ${count} records arrived of ${n}`)
  return hash
}

/**
 * The deep checksum reads every value of a shorter stream; the measured streams read one value of each record,
 * so that the checking weighs little in the figures.
 */
function stream (spec) {
  const { n, passes = 2, touch } = spec
  const fold = (hash, record) => (hash + touch(record)) | 0
  return {
    unit: 'record',
    judge: 'cpu',
    floors: ['bytes', 'msgpackr'],
    ...spec,
    async run (context) {
      const rows = context.scaled(n)
      const deep = await readAll(context, spec, Math.min(rows, spec.verify ?? Math.ceil(rows / 10)), recordChecksum)
      await readAll(context, spec, Math.ceil(rows / 2), fold)
      let light = 0
      for (let pass = 0; pass < passes; pass++) {
        await context.measure(rows, async () => { light = (light + await readAll(context, spec, rows, fold)) | 0 })
      }
      return [deep, light]
    }
  }
}

const lowOf = (record) => record.get(0).low
const plain = (record) => record.get(0)
const big = (record) => Number(record.get(0))
const lengthOf = (record) => record.get(0).length
const nameLength = (record) => record.get('p').properties.name.length
const numbers = { disableLosslessIntegers: true }

export const streams = [
  stream({ name: 'integers', title: '3 integers, subscribe', dataset: 'integers', n: 500_000, touch: lowOf, target: 4.5 }),
  stream({ name: 'integers-run', title: '3 integers, await run()', dataset: 'integers', way: 'run', n: 500_000, touch: lowOf, target: 4 }),
  stream({ name: 'integers-iterate', title: '3 integers, for await', dataset: 'integers', way: 'iterate', n: 500_000, touch: lowOf, target: 8 }),
  stream({ name: 'integers-all', title: '3 integers, fetchSize -1', dataset: 'integers', session: { fetchSize: -1 }, n: 500_000, touch: lowOf, target: 6.5 }),
  stream({ name: 'integers-number', title: '3 integers, disableLosslessIntegers', dataset: 'integers', config: numbers, n: 500_000, touch: plain, target: 5 }),
  stream({ name: 'integers-bigint', title: '3 integers, useBigInt', dataset: 'integers', config: { useBigInt: true }, n: 500_000, touch: big, target: 4.5 }),
  stream({ name: 'mixed', title: '10 mixed scalars', dataset: 'mixed', n: 200_000, touch: (record) => record.get('c').length, target: 3.5 }),
  stream({ name: 'nodes', title: 'nodes with 8 properties', dataset: 'nodes', n: 60_000, touch: nameLength, target: 6.5 }),
  stream({ name: 'nodes-number', title: 'nodes, disableLosslessIntegers', dataset: 'nodes', config: numbers, n: 60_000, touch: (record) => record.get('p').properties.age }),
  stream({ name: 'relationships', title: 'relationships', dataset: 'relationships', n: 80_000, touch: (record) => record.get('r').type.length, target: 6 }),
  stream({ name: 'paths', title: 'paths of 3 nodes', dataset: 'paths', n: 30_000, touch: (record) => record.get('p').segments.length, target: 6 }),
  stream({ name: 'strings-ascii', title: '1 KiB strings, ASCII', dataset: 'ascii', n: 150_000, touch: lengthOf, target: 3.5 }),
  stream({ name: 'strings-utf8', title: '1 KiB strings, non-ASCII', dataset: 'utf8', n: 100_000, touch: lengthOf, target: 2 }),
  stream({ name: 'float-lists', title: 'lists of a million floats', dataset: 'floatList', n: 2, verify: 1, passes: 1, touch: (record) => record.get(0)[999_999], target: 45 }),
  stream({ name: 'integer-lists', title: 'lists of a million integers', dataset: 'integerList', n: 4, verify: 1, passes: 1, touch: (record) => record.get(0)[999_999].low, target: 4 }),
  stream({ name: 'embeddings', title: '1,536-float embeddings', dataset: 'embeddings', n: 4000, touch: (record) => record.get('list').length, target: 8 }),
  stream({ name: 'temporal', title: '9 temporal and spatial values', dataset: 'temporal', n: 15_000, touch: (record) => record.get('h').x, target: 18 }),
  stream({ name: 'bytes-in', title: '8 MiB bytes in', dataset: 'bytes', n: 6, verify: 1, passes: 1, onReplayOnly: true, touch: lengthOf, target: 120 }),
  stream({ name: 'nodes-bigint', title: 'nodes, useBigInt', dataset: 'nodes', config: { useBigInt: true }, n: 60_000, touch: nameLength }),
  stream({ name: 'nodes-run', title: 'nodes, await run()', dataset: 'nodes', way: 'run', n: 60_000, touch: nameLength, target: 6 }),
  stream({ name: 'nodes-iterate', title: 'nodes, for await', dataset: 'nodes', way: 'iterate', n: 60_000, touch: nameLength }),
  stream({ name: 'maps', title: 'maps of 6 with a list of 3 maps', dataset: 'maps', n: 40_000, touch: (record) => record.get('m').tags.length }),
  stream({ name: 'temporal-number', title: 'temporal, disableLosslessIntegers', dataset: 'temporal', config: numbers, n: 15_000, touch: (record) => record.get('h').x })
]
