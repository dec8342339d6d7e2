import { SpanKind } from '@opentelemetry/api'
import type { Record } from '../../../src/index.js'
import { parentOf, type Point, withTelemetry } from '../../helpers/open-telemetry.js'
import { type LiveServer } from '../live-server.js'
import { credentials, rejection, useDriver, useLabel, withDriver } from '../use-driver.js'

const countOf = (points: Point[] | undefined): number => (points ?? []).reduce((sum, { value }) => sum + Number(value.count), 0)

/** Spans and metrics of a real server, by OpenTelemetry's SDK. */
export function tracingSuite (server: LiveServer): void {
  describe('OpenTelemetry', () => {
    const use = useDriver(server)
    const label = useLabel(use)

    it('traceparent is in SHOW TRANSACTIONS, and the text of the query is what it was', async () => {
      await withTelemetry({ propagate: 'metadata' }, async ({ spans }) => {
        const text = `CREATE (n:${label} {name: $name}) RETURN n`
        const seen: Array<{ metaData: { traceparent: string, user: string }, currentQuery: string }> = []
        await withDriver(server.uri, credentials(server), {}, async driver => {
          const session = driver.session()
          await session.executeWrite(async tx => {
            await tx.run(text, { name: 'Ada' })
            const shown = await use.run("SHOW TRANSACTIONS YIELD metaData, currentQuery WHERE metaData.user = 'ada' RETURN metaData, currentQuery")
            seen.push(...shown.map(record => record.toObject() as typeof seen[number]))
          }, { metadata: { user: 'ada' } })
          await session.close()
        })
        const { traceId, spanId } = spans().find(({ name }) => name === 'executeWrite')?.spanContext() ?? { traceId: '', spanId: '' }
        expect(seen).toEqual([{ metaData: { traceparent: `00-${traceId}-${spanId}-01`, user: 'ada' }, currentQuery: expect.any(String) }])
        expect([text, '']).toContain(seen[0].currentQuery)
      })
    })

    it('the server accepts traceparent with work of every kind', async () => {
      await withTelemetry({ propagate: 'metadata' }, async () => {
        await withDriver(server.uri, credentials(server), {}, async driver => {
          const session = driver.session()
          const own = async (run: (text: string) => PromiseLike<{ records: Record[] }>): Promise<unknown> =>
            (await run('SHOW TRANSACTIONS YIELD metaData, currentQuery WHERE currentQuery STARTS WITH "SHOW" RETURN metaData.traceparent AS traceparent')).records[0].get(0)
          const tx = await session.beginTransaction()
          const found = [
            await own(async text => await tx.run(text)),
            await tx.commit().then(async () => await own(async text => await session.run(text))),
            await own(async text => await session.executeRead(async tx => await tx.run(text))),
            await own(async text => await driver.executeQuery(text))
          ]
          await session.close()
          const format = expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
          // The program has no span of its own, of which the first transaction could be a part.
          expect(found).toEqual([null, format, format, format])
        })
      })
    })

    it('spans and metrics add up to what was run', async () => {
      await withTelemetry({}, async ({ spans, metrics, tracer }) => {
        const config = { maxConnectionPoolSize: 5 }
        await withDriver(server.uri, credentials(server), config, async driver => {
          await tracer.startActiveSpan('program', async program => {
            await Promise.all(Array.from({ length: 40 }, async (_, i) => {
              const session = driver.session({ database: 'neo4j', fetchSize: 10 })
              switch (i % 4) {
                case 0: await session.run('UNWIND range(1, 100) AS x RETURN x', {}, { querySummary: 'run' }); break
                case 1: await driver.executeQuery('RETURN $x AS x', { x: i }, { querySummary: 'executeQuery', database: 'neo4j' }); break
                case 2: await session.executeRead(async tx => { await tx.run('RETURN 1'); await tx.run('RETURN 2') }, { querySummary: 'executeRead' }); break
                default: expect(await rejection(session.run('RETURN', {}, { querySummary: 'wrong' }))).toMatchObject({ code: 'Neo.ClientError.Statement.SyntaxError' })
              }
              await session.close()
            }))
            program.end()
          })
          const found = await metrics()
          expect(countOf(found['db.client.operation.duration'])).toBe(50)
          expect(countOf(found['db.client.connection.wait_time'])).toBe(40)
          expect(countOf(found['db.client.connection.use_time'])).toBe(40)
          expect(countOf(found['db.client.connection.create_time'])).toBe(5)
          expect(found['db.client.connection.count'].map(({ value }) => value)).toEqual([5, 0])
        })
        const clients = spans().filter(({ kind }) => kind === SpanKind.CLIENT)
        const names = clients.map(({ name }) => name)
        expect(['run', 'executeQuery', 'executeRead', 'wrong'].map(name => names.filter(other => other === name).length)).toEqual([10, 10, 20, 10])
        for (const span of clients) {
          expect(span.attributes).toMatchObject({ 'db.system.name': 'neo4j', 'db.namespace': 'neo4j', 'network.peer.port': expect.any(Number) })
          expect(span.attributes['error.type']).toBe(span.name === 'wrong' ? 'Neo.ClientError.Statement.SyntaxError' : undefined)
          // The span of the transaction function is not named after the summary.
          expect(parentOf(span, spans())).toBe(span.name === 'executeRead' ? 'executeRead' : 'program')
        }
      })
    })
  })
}
