import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import official from 'neo4j-driver'
import neo4j, { type Driver } from '../../src/index.js'
import { failure, fakeNeo4j, type FakeNeo4j, float, node, path, point, recordNeo4j, relationship, replayNeo4j, replayOrRecord } from '../../src/testing.js'

let folder: string
let file: string
let server: FakeNeo4j
const closing: Array<{ close: () => Promise<void> }> = []
/** To be closed at the end of the test. */
function closed<T extends { close: () => Promise<void> }> (one: T): T {
  closing.unshift(one)
  return one
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neobolt-recording-'))
  file = join(folder, 'deep', 'recording.json')
  server = closed(await fakeNeo4j())
})

afterEach(async () => {
  for (const one of closing.splice(0)) await one.close()
  rmSync(folder, { recursive: true })
})

/** What a program sees while it is recorded, and again when that is replayed. */
async function twice<T> (program: (driver: Driver) => Promise<T>, open?: (uri: string) => Driver): Promise<[T, T]> {
  const outcomes: T[] = []
  for (const start of [() => recordNeo4j({ uri: server.uri, file }), () => replayNeo4j(file)]) {
    const one = closed(await start())
    const driver = closed(open?.(one.uri) ?? one.driver())
    outcomes.push(await program(driver))
    await driver.close()
    one.assertDone()
    await one.close()
  }
  return outcomes as [T, T]
}

async function errorOf (promise: Promise<unknown>): Promise<any> {
  return await promise.then(() => { throw new Error('did not fail') }, (error: unknown) => error)
}

const drivers: Array<[string, ((uri: string) => Driver) | undefined]> = [
  ['neobolt', undefined],
  ['neo4j-driver', uri => official.driver(uri) as unknown as Driver]
]

describe.each(drivers)('a recording with %s', (_, open) => {
  it('gives the same values of all types', async () => {
    const [a, b] = [node(['A', 'B'], { n: 1, f: float(1), big: 2n ** 62n }), node('C')]
    const knows = relationship(a, 'KNOWS', b, { since: new neo4j.types.Date(1833, 6, 5) })
    const { DateTime, LocalDateTime, LocalTime, Time, Duration } = neo4j.types
    server.on('VALUES', {
      records: [{
        ints: [0, -1, 2n ** 63n - 1n, -(2n ** 63n)], floats: [float(0), -0.5, float(1e300), NaN, Infinity, -Infinity, float(-0), 0.1], texts: ['', 'ä\u0000\u{1f600}'],
        maps: { $odd: 1, __proto__x: null, nested: { list: [[], {}] } }, bytes: Uint8Array.of(0, 128, 255), nothing: null, yes: true,
        a, knows, walk: path(a, knows, b, knows, a), points: [point({ x: 1, y: 2.5 }), point({ longitude: 1, latitude: -2, height: 3 })],
        times: [
          new neo4j.types.Date(-999_999_999, 1, 1), new neo4j.types.Date(12345, 2, 3), LocalTime.fromString('23:59:59.000000001'), Time.fromString('01:02:03+18:00'),
          LocalDateTime.fromString('2020-01-02T03:04:05.6'), DateTime.fromString('1850-01-02T03:04:05+00:53:28[Europe/Berlin]'), DateTime.fromString('2020-10-25T02:30:00+01:00[Europe/Berlin]'),
          DateTime.fromString('2020-01-02T03:04:05-01:30'), new Duration(-14, 3, -7, 500_000_000), new Duration(0, 0, 0, 0)
        ],
        vectors: [neo4j.vector(Float32Array.of(0.1, -0, NaN)), neo4j.vector(BigInt64Array.of(2n ** 63n - 1n)), neo4j.vector(Int8Array.of(-1))],
        uuid: neo4j.uuid('f81d4fae-7dec-11d0-a765-00a0c91e6bf6'), unsupported: new neo4j.types.Vector(Float64Array.of())
      }]
    })
    const [recorded, replayed] = await twice(async driver => (await driver.executeQuery('VALUES')).records.map(row => row.toObject()), open)
    expect(replayed).toEqual(recorded)
    expect(Object.is(replayed[0].floats[6], -0)).toBe(true)
  })

  it('gives the same summaries, errors, bookmarks, databases and transactions', async () => {
    const notifications = [{ code: 'Neo.ClientNotification.X', title: 'T', description: 'D', category: 'HINT', position: { offset: 0, line: 1, column: 1 } }]
    server.on('WRITE $x', { counters: { nodesCreated: 1 }, notifications, profile: { operatorType: 'P', arguments: { rows: float(10), name: 'x' }, pageCacheHitRatio: 0.5 } })
    server.on('BAD', failure('Neo.ClientError.Statement.SyntaxError', 'bad', {
      gqlStatus: '42001', description: 'error: syntax', diagnosticRecord: { _position: { offset: 1, line: 1, column: 2 } }, cause: { message: 'deep', gqlStatus: '42I06', cause: { message: 'deeper', gqlStatus: '42NFF' } }
    }))
    const [recorded, replayed] = await twice(async driver => {
      const session = driver.session({ database: 'films', defaultAccessMode: 'READ' })
      const first = await session.run('WRITE $x', { x: [1, neo4j.int(2)] })
      const done = await session.executeWrite(async tx => [await tx.run('WRITE $x', { x: 1 }), await tx.run('WRITE $x', { x: 2 })])
      const error = await errorOf(session.run('BAD'))
      const tx = await session.beginTransaction()
      await tx.run('WRITE $x', { x: 3 })
      await tx.rollback()
      const summaries = [first, ...done].map(({ summary }) => ({ ...summary, server: { ...summary.server, address: '' }, query: undefined }))
      return { summaries, bookmarks: session.lastBookmarks(), error: [error.code, error.message, error.gqlStatus, error.gqlStatusDescription, error.diagnosticRecord, error.cause?.message, error.cause?.cause?.gqlStatus] }
    }, open)
    expect(replayed).toEqual(recorded)
    expect(recorded.error[5]).toBe('deep')
  })

  it('streams, also what was read in part', async () => {
    server.on('ROWS', { records: Array.from({ length: 5000 }, (_, n) => ({ n, text: `row ${n}` })) })
    const [recorded, replayed] = await twice(async driver => {
      const session = driver.session({ fetchSize: 500 })
      const all: number[] = []
      for await (const row of session.run('ROWS')) all.push(row.get('n').toNumber())
      const some: number[] = []
      for await (const row of session.run('ROWS')) if (some.push(row.get('n').toNumber()) === 700) break
      await session.close()
      return [all, some]
    }, open)
    expect(replayed).toEqual(recorded)
    expect(recorded.map(({ length }) => length)).toEqual([5000, 700])
  })

  it('works by neo4j://', async () => {
    server.on('RETURN 1', { records: [{ n: 1 }] })
    const record = closed(await recordNeo4j({ uri: server.routingUri, file }))
    const driver = closed((open === undefined ? neo4j.driver : official.driver as unknown as typeof neo4j.driver)(record.routingUri))
    expect((await driver.executeQuery('RETURN 1')).records[0].get('n').toNumber()).toBe(1)
    record.assertDone()
  })
})

describe('a recorder', () => {
  it('writes no credentials, whoever sends them', async () => {
    const secure = closed(await fakeNeo4j({ auth: neo4j.auth.basic('ada', 'open sesame') }))
    secure.on('ALTER CURRENT USER SET PASSWORD FROM $old TO $new', ({ parameters }) => ({ records: [{ echo: parameters.old }] }))
    secure.on(/^CREATE USER/, failure('Neo.ClientError.Security.Forbidden', 'not with \'open sesame\''))
    const recorder = closed(await recordNeo4j({ uri: secure.uri, auth: neo4j.auth.basic('ada', 'open sesame'), file }))
    const program = async (driver: Driver): Promise<unknown> => {
      await driver.executeQuery('ALTER CURRENT USER SET PASSWORD FROM $old TO $new', { old: 'open sesame', new: 'client secret' })
      return await errorOf(driver.session().run('CREATE USER x SET PASSWORD \'open sesame\''))
    }
    const driver = closed(neo4j.driver(recorder.uri, neo4j.auth.basic('bob', 'client secret')))
    await program(driver)
    expect(recorder.queries[0]).toMatchObject({ user: 'ada', committed: true })
    await driver.close()
    await recorder.close()
    const text = readFileSync(file, 'utf8')
    expect(text).not.toMatch(/open sesame|client secret|bob/)
    expect(text).toContain('ALTER CURRENT USER')
    const replayer = closed(await replayNeo4j(pathToFileURL(file)))
    await program(replayer.driver())
    replayer.assertDone()
  })

  it('writes a file that people can read', async () => {
    server.on('MATCH (p) RETURN p, 1 AS n', { records: [{ p: node('P', { name: 'Ada' }, { id: 7 }), n: 1 }] })
    const recorder = closed(await recordNeo4j({ uri: server.uri, file }))
    await recorder.driver().executeQuery('MATCH (p) RETURN p, 1 AS n', { x: neo4j.int(1), y: 1 })
    await recorder.close()
    expect(readFileSync(file, 'utf8').replaceAll(/"(start|summary)": .*/g, '"$1": …')).toBe(`{
  "format": "neobolt recording 1",
  "server": "Neo4j/6.1.0",
  "bolt": "6.1",
  "homeDatabase": "neo4j",
  "exchanges": [ {
    "query": "MATCH (p) RETURN p, 1 AS n",
    "parameters": {"x":1,"y":{"$float":1}},
    "mode": "WRITE",
    "transaction": 1,
    "keys": ["p","n"],
    "records": [
      [{"$node":{"labels":["P"],"properties":{"name":"Ada"},"id":7,"elementId":"4:00000000-0000-0000-0000-000000000000:7"}},1]
    ],
    "start": …
    "summary": …
  }, {
    "transaction": 1,
    "event": "commit",
    "bookmark": "bookmark:1"
  }]
}
`)
  })

  it('tells at once if there is no server, or the login is refused', async () => {
    await expect(recordNeo4j({ uri: 'bolt://127.0.0.1:1', auth: neo4j.auth.none(), file })).rejects.toMatchObject({ code: 'ServiceUnavailable' })
    const secure = closed(await fakeNeo4j({ auth: neo4j.auth.basic('ada', 'secret') }))
    await expect(recordNeo4j({ uri: secure.uri, auth: neo4j.auth.basic('ada', 'wrong'), file })).rejects.toMatchObject({ code: 'Neo.ClientError.Security.Unauthorized' })
  })
})

describe('a replay', () => {
  async function recorded (program: (driver: Driver) => Promise<unknown>): Promise<Awaited<ReturnType<typeof replayNeo4j>>> {
    server.on(/./, ({ parameters }) => ({ records: [{ x: parameters.x ?? 0 }] }))
    const recorder = closed(await recordNeo4j({ uri: server.uri, file }))
    await program(recorder.driver())
    await recorder.close()
    return closed(await replayNeo4j(file))
  }

  it('tells what the program asks else', async () => {
    const replayer = await recorded(async driver => {
      await driver.executeQuery('MATCH (p:Person) RETURN $x', { x: 'secret', y: 1 })
      await driver.executeQuery('OTHER')
    })
    const driver = replayer.driver()
    await expect(driver.executeQuery('MATCH (p:Persn) RETURN $x', { x: 'other', y: 1 }, { database: 'films', routing: 'READ' })).rejects.toThrow(
      'The program sent a query that was not recorded:\n\n    MATCH (p:Persn) RETURN $x\n\nThe most similar recorded query that was not sent yet:\n\n    MATCH (p:Person) RETURN $x\n\n' +
      'They differ in the text, the parameter x, the database (neo4j, not films), the mode (WRITE, not READ).')
    await driver.executeQuery('MATCH (p:Person)\n RETURN $x', { x: 'secret', y: 1 })
    expect(() => { replayer.assertDone() }).toThrow('This query was recorded, but the program did not send it:\n\n    OTHER')
    await driver.executeQuery('OTHER')
    await expect(driver.executeQuery('OTHER')).rejects.toThrow('All recorded queries have been replayed')
  })

  it('tells if a transaction ends in another way', async () => {
    const replayer = await recorded(async driver => {
      const tx = await driver.session().beginTransaction()
      await tx.run('A')
      await tx.rollback()
      await driver.executeQuery('B')
    })
    const tx = await replayer.driver().session().beginTransaction()
    await tx.run('A')
    await expect(tx.commit()).rejects.toThrow('committed a transaction that was rolled back')
    const other = await replayer.driver().session().beginTransaction()
    await other.run('B')
    await other.rollback()
    expect(() => { replayer.assertDone() }).toThrow('rolled back a transaction that was committed')
  })

  it('answers the same query with what it was answered each time, in transactions side by side', async () => {
    let count = 0
    server.on('NEXT', () => ({ records: [{ n: ++count }] })).times(6)
    const program = async (driver: Driver): Promise<number[]> => {
      const [one, two] = await Promise.all([driver.session().beginTransaction(), driver.session().beginTransaction()])
      const seen: number[] = []
      for (const tx of [one, two, one, two]) seen.push((await tx.run('NEXT')).records[0].get('n').toNumber())
      await two.commit()
      await one.commit()
      for (let i = 0; i < 2; i++) seen.push((await driver.session().run('NEXT')).records[0].get('n').toNumber())
      return seen
    }
    const [first, second] = await twice(program)
    expect(first).toEqual([1, 2, 3, 4, 5, 6])
    expect(second).toEqual(first)
  })

  it('refuses files that are no recordings', async () => {
    const wrong = join(folder, 'wrong.json')
    writeFileSync(wrong, '{')
    await expect(replayNeo4j(wrong)).rejects.toThrow(`The recording ${wrong} is not JSON`)
    writeFileSync(wrong, '{}')
    await expect(replayNeo4j(wrong)).rejects.toThrow('is not a recording of this version')
    await expect(replayNeo4j(join(folder, 'none.json'))).rejects.toThrow('ENOENT')
  })
})

describe('replayOrRecord', () => {
  const before = { ...process.env }
  afterEach(() => {
    for (const name of ['NEO4J_URI', 'NEO4J_USERNAME', 'NEO4J_PASSWORD']) delete process.env[name]
    Object.assign(process.env, before)
  })

  it('records if the environment names a server, and replays otherwise', async () => {
    const secure = closed(await fakeNeo4j({ auth: neo4j.auth.basic('neo4j', 'secret') }))
    secure.on('RETURN 1', { records: [{ n: 1 }] })
    for (const env of [{ NEO4J_URI: secure.uri, NEO4J_PASSWORD: 'secret' }, { NEO4J_URI: '' }]) {
      Object.assign(process.env, env)
      const one = closed(await replayOrRecord(file))
      expect((await one.driver().executeQuery('RETURN 1')).records[0].get('n').toNumber()).toBe(1)
      expect(one.queries).toMatchObject([{ text: 'RETURN 1', committed: true, transaction: 1 }])
      one.assertDone()
      await one.close()
    }
    await expect(replayOrRecord(join(folder, 'none.json'))).rejects.toThrow('run the test with NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD')
  })
})
