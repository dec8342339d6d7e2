import { withTelemetry } from '../../helpers/open-telemetry.js'
import { withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'
import type { BoltServer } from '../../../src/testing/script/index.js'

/** What each transaction was sent with: BEGIN's, or RUN's outside of one. */
function traceparents (server: BoltServer): unknown[] {
  return server.received.flat().flatMap(({ name, fields }) => {
    const extra = fields[name === 'RUN' ? 2 : 0] as { tx_metadata?: { traceparent?: unknown } } | undefined
    return (name === 'BEGIN' || name === 'RUN') && extra?.tx_metadata !== undefined ? [extra.tx_metadata.traceparent] : []
  })
}

describe("propagate: 'metadata'", () => {
  it('gives each transaction the traceparent of the span that it belongs to', async () => {
    await withTelemetry({ propagate: 'metadata' }, async ({ spans, tracer }) => {
      const server = await withServer(rowsServer(), async driver => {
        await driver.session().run('x', {}, { querySummary: 'run' })
        await driver.executeQuery('x', {}, { querySummary: 'executeQuery' })
        await driver.session().executeRead(async tx => { await tx.run('x', {}) })
        await tracer.startActiveSpan('mine', async span => {
          const tx = await driver.session().beginTransaction()
          await tx.run('x')
          await tx.commit()
          span.end()
        })
      })
      const expected = ['run', 'executeQuery', 'executeRead', 'mine'].map(name => {
        const { traceId, spanId } = spans().find(span => span.name === name)?.spanContext() ?? { traceId: '', spanId: '' }
        return `00-${traceId}-${spanId}-01`
      })
      expect(traceparents(server)).toEqual(expected)
      expect(expected[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    })
  })

  it('leaves the text of the query as it is, and metadata of the program in their place', async () => {
    await withTelemetry({ propagate: 'metadata' }, async () => {
      const server = await withServer(rowsServer(), async driver => {
        await driver.session().run('RETURN $n', { n: 1 }, { metadata: { traceparent: 'mine', user: 'ada' } })
      })
      const [text, parameters, extra] = server.received[0].find(({ name }) => name === 'RUN')?.fields ?? []
      expect([text, parameters, (extra as { tx_metadata: object }).tx_metadata]).toEqual(['RETURN $n', { n: 1 }, { traceparent: 'mine', user: 'ada' }])
    })
  })

  it('is off by default: nothing is sent to the server', async () => {
    await withTelemetry({}, async () => {
      const server = await withServer(rowsServer(), async driver => { await driver.session().run('x'); await driver.executeQuery('x') })
      expect(traceparents(server)).toEqual([])
      expect(server.received.flat().filter(({ name }) => name === 'RUN')).toHaveLength(2)
    })
  })
})
