// Encoding: one query whose parameters are the load. The replay server answers with a digest of the bytes it got.
import { digests } from '../datasets.mjs'
import { Float } from '../encode.mjs'

const ROWS = 20_000

/** The numbers of a row come from `integer` and `float`, as each side writes them. */
function mapOf (i, { integer, float }) {
  return {
    id: integer(i),
    name: `Person number ${i}`,
    email: `person${i}@example.org`,
    age: integer(18 + i % 70),
    score: float(i * 0.37 + 0.1),
    active: i % 2 === 0,
    city: 'Malmö',
    created: integer(1_700_000_000 + i)
  }
}

const rows = (count, row) => (kinds) => ({ rows: Array.from({ length: count }, (_, i) => row(i, kinds)) })
const vector = (i, { float }) => Array.from({ length: 1536 }, (_, k) => float(Math.sin(i + k)))
const text = (i) => `${String(i).padStart(8, '0')}${'The quick brown fox jumps. '.repeat(40)}`.slice(0, 1024)
const bytes = () => ({ bytes: new Int8Array(8 << 20).map((_, i) => i % 251) })

const inJs = { integer: (value) => value, float: (value) => value }
const lossless = (neo4j) => ({ integer: neo4j.int, float: inJs.float })
const encoded = { integer: inJs.integer, float: (value) => new Float(value) }
const encodedAsFloats = { integer: encoded.float, float: encoded.float }

async function digest (session, query, parameters) {
  const { records } = await session.run(query, parameters)
  const value = records[0].get('digest')
  return typeof value === 'string' ? value : String(value)
}

function encoding ({ query, build, kinds = () => inJs, bareKinds = encoded, times, ...rest }) {
  return {
    unit: 'query',
    judge: 'cpu',
    floors: ['bytes', 'msgpackr'],
    bare: { query, parameters: () => build(bareKinds), times },
    ...rest,
    async run ({ driver, neo4j, scaled, measure }) {
      const parameters = build(kinds(neo4j))
      const session = driver.session()
      const count = scaled(times)
      let last
      const repeat = async (n) => { for (let i = 0; i < n; i++) last = await digest(session, query, parameters) }
      await repeat(Math.ceil(count / 4))
      await measure(count, () => repeat(count))
      await session.close()
      return last
    }
  }
}

export const parameters = [
  encoding({ name: 'rows-integer', title: 'UNWIND $rows, 20k maps of 8, Integer', query: digests.rows, build: rows(ROWS, mapOf), kinds: lossless, times: 16, target: 9 }),
  encoding({ name: 'rows-number', title: 'UNWIND $rows, 20k maps of 8, numbers', query: digests.rows, build: rows(ROWS, mapOf), bareKinds: encodedAsFloats, times: 16, target: 7 }),
  encoding({ name: 'rows-bigint', title: 'UNWIND $rows, 20k maps of 8, bigint', query: digests.rows, build: rows(ROWS, mapOf), kinds: () => ({ ...inJs, integer: BigInt }), times: 16 }),
  encoding({ name: 'vectors-out', title: '300 vectors of 1,536 floats', query: digests.vectors, build: rows(300, vector), times: 20, target: 8 }),
  encoding({ name: 'strings-out', title: '20k strings of 1 KiB', query: digests.vectors, build: rows(ROWS, text), times: 10, target: 2.8 }),
  encoding({ name: 'bytes-out', title: '8 MiB bytes out', query: digests.bytes, build: bytes, times: 8, target: 20 })
]
