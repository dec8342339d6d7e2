import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Driver } from '../../../src/driver/driver.js'
import { instrument } from '../../../src/opentelemetry.js'
import { int } from '../../../src/types/integer.js'
import { BoltServer, failure, type Responder } from '../../../src/testing/script/index.js'
import { parentOf, shown, withTelemetry } from '../../helpers/open-telemetry.js'
import { connectAccelerated, withServer } from '../../helpers/play.js'
import { rowsServer } from '../../helpers/rows-server.js'

const rows = (n: number): string => `UNWIND range(1, ${n}) AS x RETURN x`
const constraint = failure('Neo.ClientError.Schema.ConstraintValidationFailed', 'There is a node with the name pL4nted')

function failing (times: number, answer = failure('Neo.TransientError.General.X', 'pL4nted')): Responder {
  const answerOf = rowsServer()
  let left = times
  return (request, connection) => request.name === 'RUN' && left-- > 0 ? answer : answerOf(request, connection)
}

describe('the span of a query', () => {
  it('is of kind client, and has the attributes of the conventions', async () => {
    await withTelemetry({}, async ({ spans }) => {
      let port = 0
      await withServer(rowsServer(), async (driver, server) => {
        port = Number(server.address.split(':')[1])
        await driver.session({ database: 'neo4j' }).run(rows(2), { a: 1 }, { querySummary: 'count to two' })
      })
      expect(spans().map(shown)).toEqual([{
        name: 'count to two',
        kind: SpanKind.CLIENT,
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'db.system.name': 'neo4j',
          'db.namespace': 'neo4j',
          'db.query.summary': 'count to two',
          'db.query.text': rows(2),
          'server.address': '127.0.0.1',
          'server.port': port,
          'network.peer.address': '127.0.0.1',
          'network.peer.port': port
        }
      }])
      expect(spans()[0].instrumentationScope.name).toBe('neobolt')
    })
  })

  it('is named after the database where there is no summary, also if only the server knows its name', async () => {
    await withTelemetry({}, async ({ spans }) => {
      await withServer(rowsServer(), async driver => {
        await driver.session({ database: 'movies' }).run(rows(1), { a: 1 })
        await driver.session().run(rows(1))
      })
      // The server's name for both is neo4j.
      expect(spans().map(({ name, attributes }) => [name, attributes['db.namespace']])).toEqual([['neo4j', 'neo4j'], ['neo4j', 'neo4j']])
    })
  })

  it('is named after the server where nothing else is known', async () => {
    await withTelemetry({}, async ({ spans }) => {
      const { address, uri, close } = await BoltServer.start(rowsServer()).then(server => ({ address: server.address, uri: server.uri, close: server.close.bind(server) }))
      await close()
      const driver = connectAccelerated(uri)
      await driver.session().run('x').catch(() => {})
      await driver.close()
      expect(spans().map(shown)).toEqual([{
        name: address,
        kind: SpanKind.CLIENT,
        status: { code: SpanStatusCode.ERROR, message: 'ServiceUnavailable' },
        attributes: expect.objectContaining({ 'error.type': 'ServiceUnavailable' })
      }])
      expect(spans()[0].attributes).not.toHaveProperty('db.response.status_code')
    })
  })

  it.each([
    ['parameterized', [undefined, 'with']],
    ['always', ['without', 'with']],
    ['never', [undefined, undefined]]
  ] as const)('has the text as queryText says: %s', async (queryText, texts) => {
    await withTelemetry({ queryText }, async ({ spans }) => {
      await withServer(rowsServer(), async driver => {
        await driver.session().run('without')
        await driver.executeQuery('with', { a: 1 })
      })
      expect(spans().map(({ attributes }) => attributes['db.query.text'])).toEqual(texts)
    })
  })

  it('has parameters only if both the driver and the instrumentation are told to', async () => {
    const parametersOf = async (parameters: boolean, config: object): Promise<unknown[]> => {
      let found: unknown[] = []
      await withTelemetry({ parameters }, async ({ spans }) => {
        await withServer(rowsServer(), async driver => {
          await driver.session().run('x', { text: 'a', number: 1, big: 5n, integer: int(7), list: [1, int(2)], nothing: null })
        }, { config })
        found = Object.entries(spans()[0].attributes).filter(([key]) => key.startsWith('db.query.parameter.'))
      })
      return found
    }
    expect(await parametersOf(false, { tracing: { parameters: true } })).toEqual([])
    expect(await parametersOf(true, {})).toEqual([])
    expect(await parametersOf(true, { tracing: { parameters: true } })).toEqual(
      Object.entries({ text: 'a', number: '1', big: '5', integer: '7', list: '[1,"2"]', nothing: 'null' }).map(([key, value]) => [`db.query.parameter.${key}`, value]))
  })

  it('tells of a failure its code, and its message only with parameters: that may name values', async () => {
    for (const parameters of [false, true]) {
      await withTelemetry({ parameters }, async ({ spans }) => {
        await withServer(failing(1, constraint), async driver => { await driver.session().run('x').catch(() => {}) })
        const code = 'Neo.ClientError.Schema.ConstraintValidationFailed'
        expect(spans().map(shown)).toMatchObject([{
          status: { code: SpanStatusCode.ERROR, message: parameters ? expect.stringContaining('pL4nted') : code },
          attributes: { 'error.type': code, 'db.response.status_code': code }
        }])
      })
    }
  })

  it('lasts until the last record is read', async () => {
    await withTelemetry({}, async ({ spans }) => {
      await withServer(rowsServer(), async driver => {
        const session = driver.session({ fetchSize: 2 })
        for await (const record of session.run(rows(7))) {
          if (record.get(0).toNumber() < 5) expect(spans()).toEqual([])
        }
        expect(spans()).toHaveLength(1)
        const result = session.run(rows(7))
        await result.keys()
        expect(spans()).toHaveLength(1)
        await session.close()
        expect(spans()).toHaveLength(2)
      })
    })
  })
})

describe('the spans of a transaction function', () => {
  it('are one around it, of kind internal, and one for each query', async () => {
    await withTelemetry({}, async ({ spans }) => {
      await withServer(failing(1), async driver => {
        await driver.session().executeWrite(async tx => { await tx.run('first'); await tx.run('second') }, { querySummary: 'two' })
      })
      expect(spans().map(span => [span.name, span.kind, parentOf(span, spans()), span.status.code])).toEqual([
        ['two', SpanKind.CLIENT, 'executeWrite', SpanStatusCode.ERROR],
        ['two', SpanKind.CLIENT, 'executeWrite', SpanStatusCode.UNSET],
        ['two', SpanKind.CLIENT, 'executeWrite', SpanStatusCode.UNSET],
        ['executeWrite', SpanKind.INTERNAL, undefined, SpanStatusCode.UNSET]
      ])
      expect(spans()[3].events.map(({ name, attributes }) => [name, attributes])).toEqual([
        ['retry', { attempt: 1, delay_ms: expect.any(Number), 'error.type': 'Neo.TransientError.General.X' }]
      ])
      expect(spans()[3].attributes).not.toHaveProperty('db.system.name')
    })
  })

  it('hold those of the program', async () => {
    await withTelemetry({}, async ({ spans, tracer }) => {
      await withServer(rowsServer(), async driver => {
        await driver.session().executeRead(async tx => {
          await tracer.startActiveSpan('mine', async span => { await tx.run(rows(1)); span.end() })
        })
      })
      expect(spans().map(span => [span.name, parentOf(span, spans())])).toEqual([['neo4j', 'mine'], ['mine', 'executeRead'], ['executeRead', undefined]])
    })
  })
})

describe('the span of executeQuery', () => {
  it('is one, of kind client, with all tries', async () => {
    await withTelemetry({}, async ({ spans }) => {
      await withServer(failing(2), async driver => { await driver.executeQuery(rows(1), { a: 1 }, { querySummary: 'one', database: 'neo4j' }) })
      expect(spans().map(shown)).toMatchObject([{
        name: 'one',
        kind: SpanKind.CLIENT,
        status: { code: SpanStatusCode.UNSET },
        attributes: { 'db.system.name': 'neo4j', 'db.namespace': 'neo4j', 'db.query.text': rows(1), 'db.query.summary': 'one', 'network.peer.address': '127.0.0.1' }
      }])
      expect(spans()[0].events.map(({ attributes }) => attributes?.attempt)).toEqual([1, 2])
    })
  })

  it('fails with the call', async () => {
    await withTelemetry({}, async ({ spans }) => {
      await withServer(failing(1, constraint), async driver => { await driver.executeQuery('x').catch(() => {}) })
      expect(spans()).toHaveLength(1)
      expect(spans()[0]).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'Neo.ClientError.Schema.ConstraintValidationFailed' } })
    })
  })
})

describe('the parent of a span', () => {
  const kinds: Record<string, (driver: Driver) => Promise<unknown>> = {
    'session.run': async driver => { const session = driver.session(); await session.run(rows(1)); await session.close() },
    executeQuery: async driver => await driver.executeQuery(rows(1)),
    beginTransaction: async driver => {
      const session = driver.session()
      const tx = await session.beginTransaction()
      await tx.run(rows(1))
      await tx.commit()
      await session.close()
    }
  }
  it.each(Object.keys(kinds))('is the caller\'s, also of those that waited in the queue of the pool: %s', async kind => {
    await withTelemetry({}, async ({ spans, tracer }) => {
      await withServer(rowsServer(), async driver => {
        await Promise.all(Array.from({ length: 20 }, async (_, i) => {
          await tracer.startActiveSpan(`caller ${i}`, async span => { await kinds[kind](driver); span.end() })
        }))
      }, { config: { maxConnectionPoolSize: 1 } })
      const queries = spans().filter(({ kind }) => kind === SpanKind.CLIENT)
      expect(queries.map(span => parentOf(span, spans())).sort()).toEqual(Array.from({ length: 20 }, (_, i) => `caller ${i}`).sort())
    })
  })

  it('is known inside the driver without a context manager, too', async () => {
    await withTelemetry({}, async ({ spans }) => {
      context.disable()
      await withServer(rowsServer(), async driver => { await driver.session().executeRead(async tx => { await tx.run(rows(1)) }) })
      expect(spans().map(span => [span.name, parentOf(span, spans())])).toEqual([['neo4j', 'executeRead'], ['executeRead', undefined]])
    })
  })
})

describe('instrument', () => {
  it('gives a function that ends it: what is under way keeps its span, and nothing new gets one', async () => {
    await withTelemetry({}, async ({ spans }) => {
      const stop = instrument({ tracerProvider: trace.getTracerProvider() })
      await withServer(rowsServer(), async driver => {
        const session = driver.session({ fetchSize: 2 })
        const result = session.run(rows(9), {}, { querySummary: 'begun before' })
        await result.keys()
        stop()
        await result
        await session.run(rows(1), {}, { querySummary: 'begun after' })
      })
      // Each of two instrumentations has made its spans.
      expect(spans().map(({ name }) => name)).toEqual(['begun before', 'begun before', 'begun after'])
    })
  })

  it.each([
    [null, 'The options of instrument expected to be an object but was: null'],
    [{ queryText: 'all' }, "queryText expected to be 'parameterized', 'always' or 'never' but was: \"all\""],
    [{ parameters: 'true' }, 'parameters expected to be true or false but was: "true"'],
    [{ propagate: true }, "propagate expected to be 'metadata', or left out but was: true"],
    [{ tracerProvider: {} }, 'tracerProvider expected to be a TracerProvider of OpenTelemetry but was: an object'],
    [{ meterProvider: 5 }, 'meterProvider expected to be a MeterProvider of OpenTelemetry but was: 5']
  ])('refuses options that make no sense: %j', (options, message) => {
    expect(() => instrument(options as never)).toThrow(new TypeError(message))
  })
})
