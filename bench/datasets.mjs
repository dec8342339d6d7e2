// The data the streams are made of. `row(i)` gives the fields of one of `period` different rows; the replay server
// repeats them as often as the query asks. `query` is real Cypher that yields rows of the same shape from a real Neo4j.
import { Float, Struct } from './encode.mjs'

const float = (value) => new Float(value)
const utf8 = 'größte Länge, naïve façade, 図書館の検索, данные графа. '

function node (i) {
  return new Struct(0x4e, [i, ['BenchPerson', 'Resident'], {
    id: i,
    name: `Person number ${i}`,
    email: `person${i}@example.org`,
    age: 18 + i % 70,
    score: float(i * 0.37),
    active: i % 2 === 0,
    city: i % 3 === 0 ? 'Malmö' : 'Copenhagen',
    created: 1700000000000 + i * 1009
  }, `4:6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001:${i}`])
}

function smallNode (i) {
  return new Struct(0x4e, [i, ['BenchPerson'], { id: i, name: `Person ${i}` }, `4:6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001:${i}`])
}

function relationship (i) {
  return new Struct(0x52, [i, i + 1, i + 2, 'BENCH_KNOWS', { since: 1990 + i % 35, weight: float(i * 0.11), note: `met ${i}`, mutual: true },
    `5:6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001:${i}`,
    `4:6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001:${i + 1}`,
    `4:6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001:${i + 2}`])
}

function path (i) {
  const link = (n) => new Struct(0x72, [n, 'BENCH_KNOWS', { since: 1990 + n % 35, mutual: true }, `5:6f2c1c1e-3b7a-4c57-9d53-0a4c8cf7e001:${n}`])
  return new Struct(0x50, [[smallNode(i), smallNode(i + 1), smallNode(i + 2)], [link(i), link(i + 1)], [1, 1, -2, 2]])
}

function temporalAndSpatial (i) {
  return [
    new Struct(0x44, [19000 + i]),
    new Struct(0x54, [i * 1_000_003, 3600]),
    new Struct(0x74, [i * 1_000_003]),
    new Struct(0x49, [1_600_000_000 + i * 86_400, 123_456_000 + i, 7200]),
    new Struct(0x69, [1_600_000_000 + i * 43_200, 5, 'Europe/Stockholm']),
    new Struct(0x64, [1_600_000_000 + i * 3601, 999]),
    new Struct(0x45, [i % 30, i % 12, i, i * 7]),
    new Struct(0x58, [4326, float(12.5 + i * 0.001), float(55.7)]),
    new Struct(0x59, [9157, float(i), float(2.5), float(-3)])
  ]
}

const mixed = (i) => [i, float(i * 1.5), `name ${i}`, i % 2 === 0, null, i * 1000, `key-${i}-abcdef`, float(0.1), i % 100, 'constant']

export const datasets = {
  integers: {
    query: 'UNWIND range(1, $n) AS i RETURN i, i * 70 AS b, i * 50000 AS c',
    fields: ['i', 'b', 'c'], period: 10_000, row: (i) => [i, i * 70, i * 50_000]
  },
  numbers: {
    query: 'UNWIND range(1, $n) AS i RETURN i AS a, i * 70 AS b, i * 50000 AS c, i * 1.5 AS d, i * 0.1 AS e',
    fields: ['a', 'b', 'c', 'd', 'e'], period: 10_000, row: (i) => [i, i * 70, i * 50_000, float(i * 1.5), float(i * 0.1)]
  },
  mixed: {
    query: "UNWIND range(1, $n) AS i RETURN i AS a, i * 1.5 AS b, 'name ' + i AS c, i % 2 = 0 AS d, null AS e, i * 1000 AS f, 'key-' + i + '-abcdef' AS g, 0.1 AS h, i % 100 AS k, 'constant' AS l",
    fields: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k', 'l'], period: 5000, row: mixed
  },
  nodes: {
    query: 'MATCH (p:BenchPerson) WITH collect(p) AS ps UNWIND range(1, $n) AS i RETURN ps[i % size(ps)] AS p',
    fields: ['p'], period: 2000, row: (i) => [node(i)]
  },
  relationships: {
    query: 'MATCH (:BenchPerson)-[r:BENCH_KNOWS]->() WITH collect(r) AS rs UNWIND range(1, $n) AS i RETURN rs[i % size(rs)] AS r',
    fields: ['r'], period: 2000, row: (i) => [relationship(i)]
  },
  paths: {
    query: 'MATCH p = (:BenchPerson)-[:BENCH_KNOWS]->()<-[:BENCH_KNOWS]-() WITH collect(p)[..1000] AS ps UNWIND range(1, $n) AS i RETURN ps[i % size(ps)] AS p',
    fields: ['p'], period: 1000, row: (i) => [path(i)]
  },
  ascii: {
    query: "WITH reduce(s = '', k IN range(1, 64) | s + '0123456789abcdef') AS text UNWIND range(1, $n) AS i RETURN text",
    fields: ['text'], period: 100, row: (i) => [`${String(i).padStart(8, '0')}${'The quick brown fox jumps. '.repeat(40)}`.slice(0, 1024)]
  },
  utf8: {
    query: `WITH reduce(s = '', k IN range(1, 20) | s + '${utf8}') AS text UNWIND range(1, $n) AS i RETURN text`,
    fields: ['text'], period: 100, row: (i) => [`${i} ${utf8.repeat(14)}`]
  },
  floatList: {
    query: 'UNWIND range(1, $n) AS i RETURN [k IN range(1, 1000000) | k * 0.5] AS list',
    fields: ['list'], period: 1, row: () => [Array.from({ length: 1_000_000 }, (_, k) => float((k + 1) * 0.5))]
  },
  integerList: {
    query: 'UNWIND range(1, $n) AS i RETURN range(1, 1000000) AS list',
    fields: ['list'], period: 1, row: () => [Array.from({ length: 1_000_000 }, (_, k) => k + 1)]
  },
  embeddings: {
    query: 'WITH [k IN range(1, 1536) | k * 0.0005] AS list UNWIND range(1, $n) AS i RETURN i, list',
    fields: ['i', 'list'], period: 50, row: (i) => [i, Array.from({ length: 1536 }, (_, k) => float(Math.sin(i * k)))]
  },
  maps: {
    query: "UNWIND range(1, $n) AS i RETURN {id: i, name: 'name ' + i, price: i * 0.25, inStock: true, note: null, tags: [{key: 'a', weight: i}, {key: 'b', weight: 2}, {key: 'c', weight: 3}]} AS m",
    fields: ['m'],
    period: 2000,
    row: (i) => [{ id: i, name: `name ${i}`, price: float(i * 0.25), inStock: true, note: null, tags: [{ key: 'a', weight: i }, { key: 'b', weight: 2 }, { key: 'c', weight: 3 }] }]
  },
  temporal: {
    query: "UNWIND range(1, $n) AS i RETURN date({year: 2020}) + duration({days: i % 3000}) AS a, time('10:20:30.5+01:00') AS b, localtime('10:20:30.123') AS c, datetime('2022-05-06T10:20:30.123+02:00') + duration({hours: i % 9000}) AS d, datetime('2022-05-06T10:20:30[Europe/Stockholm]') + duration({hours: i % 9000}) AS e, localdatetime('2022-05-06T10:20:30') AS f, duration({months: i % 30, days: i % 12, seconds: i}) AS g, point({longitude: 12.5, latitude: 55.7}) AS h, point({x: 1.0, y: 2.5, z: -3.0}) AS k",
    fields: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k'], period: 1000, row: temporalAndSpatial
  },
  bytes: {
    query: 'RETURN $bytes8MiB AS bytes',
    fields: ['bytes'], period: 1, row: () => [Buffer.alloc(8 << 20, Buffer.from(Array.from({ length: 251 }, (_, k) => k)))]
  },
  one: {
    query: 'RETURN $i AS i',
    fields: ['i'], period: 1, row: () => [7]
  }
}

/** Queries whose parameters are the load: the replay server answers with a digest of the parameter bytes. */
export const digests = {
  rows: 'UNWIND $rows AS row RETURN count(row.name) AS digest',
  vectors: 'UNWIND $rows AS row RETURN count(row) AS digest',
  bytes: 'RETURN $bytes IS NOT NULL AS digest'
}
