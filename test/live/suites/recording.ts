import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import neo4j, { type Driver } from '../../../src/index.js'
import { recordNeo4j, replayNeo4j } from '../../../src/testing.js'
import { isAtLeast, type LiveServer } from '../live-server.js'
import { credentials } from '../use-driver.js'

/** Values as Cypher. */
const VALUES = [
  'null', 'true', '0', '-9223372036854775808', '9223372036854775807', '1.0', '-0.5', '0.0 / 0.0', '1.0 / 0.0', '1e300', '\'ä\u0000\'', '[1, [2.0, null]]', '{a: {b: []}}',
  'date(\'-0044-03-15\')', 'date(\'2020-02-29\')', 'time(\'12:00:00.000000001+18:00\')', 'localtime(\'23:59:59.999999999\')', 'localdatetime(\'1816-12-30T12:00:00\')',
  'datetime(\'2020-10-25T02:30:00+01:00[Europe/Berlin]\')', 'datetime(\'1850-06-01T00:00:00[Europe/Berlin]\')', 'datetime(\'2020-01-01T00:00:00-01:30\')',
  'duration(\'P1Y2M-3DT4H5M6.000000007S\')', 'duration({seconds: -1, nanoseconds: 1})', 'point({x: 1, y: 2.5})', 'point({longitude: 12.99, latitude: 55.61, height: 3})', '$bytes', '$list'
]

/** What is recorded with a real server comes back as it was. */
export function recordingSuite (server: LiveServer): void {
  describe('record and replay', () => {
    let folder: string
    let file: string

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'neobolt-recording-'))
      file = join(folder, 'recording.json')
    })
    afterAll(() => { rmSync(folder, { recursive: true }) })

    async function twice<T> (program: (driver: Driver) => Promise<T>): Promise<[T, T]> {
      const outcomes: T[] = []
      for (const start of [() => recordNeo4j({ uri: server.uri, auth: credentials(server), file }), () => replayNeo4j(file)]) {
        const one = await start()
        try {
          outcomes.push(await program(one.driver()))
          one.assertDone()
        } finally {
          await one.close()
        }
      }
      expect(readFileSync(file, 'utf8')).not.toContain(server.password)
      return outcomes as [T, T]
    }

    it('gives the same values of all types', async () => {
      const [recorded, replayed] = await twice(async driver => {
        const vectors = isAtLeast(server, '2026.01') ? ['vector([1, 2.5], 2, FLOAT32)', 'vector([-1, 9223372036854775807], 2, INTEGER)'] : []
        const parameters = { bytes: Int8Array.of(1, -1), list: [neo4j.int(1), 1, 'x'] }
        const values = await driver.executeQuery(`${vectors.length > 0 ? 'CYPHER 25 ' : ''}RETURN ${[...VALUES, ...vectors].map((value, i) => `${value} AS v${i}`).join(', ')}`, parameters)
        const graph = await driver.executeQuery('CREATE p = (a:Recorded:Other {n: 1, f: 1.0})-[r:KNOWS {since: date(\'1833-06-05\')}]->(b:Recorded)<-[s:KNOWS]-(c:Recorded) RETURN p, a, r, [b, c, s] AS rest')
        const gone = await driver.executeQuery('MATCH (n:Recorded) DETACH DELETE n')
        return { rows: [...values.records, ...graph.records].map(row => row.toObject()), counters: [graph, gone].map(({ summary }) => summary.counters) }
      })
      expect(replayed).toEqual(recorded)
      expect(recorded.rows.length).toBe(2)
    })

    it('gives the same errors, plans, summaries and bookmarks', async () => {
      const [recorded, replayed] = await twice(async driver => {
        const session = driver.session()
        const error: any = await session.run('RETURN 1 / 0').catch((error: unknown) => error)
        const wrong: any = await session.run('RETRUN 1').catch((error: unknown) => error)
        const { summary: plan } = await session.run('EXPLAIN MATCH (n:NoSuchLabel) RETURN n')
        const { summary: profile } = await session.run('PROFILE UNWIND [1, 2] AS n RETURN n')
        const rolledBack = await session.beginTransaction()
        await rolledBack.run('CREATE (:Recorded)')
        await rolledBack.rollback()
        const left = await session.executeRead(tx => tx.run('MATCH (n:Recorded) RETURN count(n) AS n'))
        const missing: any = await driver.session({ database: 'missing' }).run('RETURN 1').catch((error: unknown) => error)
        const system = (await driver.executeQuery('SHOW DATABASES', {}, { database: 'system' })).records.map(row => row.get('name'))
        return {
          errors: [error, wrong, missing].map(({ code, message, gqlStatus, gqlStatusDescription, cause }: any) => [code, message, gqlStatus, gqlStatusDescription, cause?.message]),
          summaries: [plan, profile, left.summary].map(summary => ({ ...summary, server: summary.server.agent })),
          left: left.records[0].get('n').toNumber(),
          system,
          bookmarks: session.lastBookmarks()
        }
      })
      expect(replayed).toEqual(recorded)
      expect(recorded.left).toBe(0)
    })

    it('streams ten thousand rows', async () => {
      const [recorded, replayed] = await twice(async driver => {
        const session = driver.session()
        const rows: object[] = []
        for await (const row of session.run('UNWIND range(1, 10000) AS n RETURN n, toString(n) AS text, n / 2.0 AS half')) rows.push(row.toObject())
        await session.close()
        return rows
      })
      expect(recorded.length).toBe(10_000)
      expect(replayed).toEqual(recorded)
    })
  })
}
