import { channel, tracingChannel } from 'node:diagnostics_channel'
import { metrics, trace } from '@opentelemetry/api'
import { expectTypeOf } from 'expect-type'
import neo4j, {
  CHANNELS, type Config, type ConnectionClosedEvent, type ConnectTrace, type PoolAcquireTrace, type PoolLeakEvent, type PoolReleaseEvent, type QueryTrace,
  type ResultSummary, type RetryEvent, type RoutingTrace, type TracedPool, type TransactionBeginEvent, type TransactionTrace
} from 'neobolt'
import { instrument, type InstrumentOptions } from 'neobolt/opentelemetry'

// Names
expectTypeOf(CHANNELS.query).toEqualTypeOf<'neobolt:query'>()
expectTypeOf(neo4j.CHANNELS).toEqualTypeOf(CHANNELS)
// @ts-expect-error they are what others listen to
CHANNELS.query = 'neobolt:other'

// Messages
tracingChannel<unknown, QueryTrace>(CHANNELS.query).asyncEnd.subscribe(event => {
  const message = event as QueryTrace
  expectTypeOf(message.query).toEqualTypeOf<string>()
  expectTypeOf(message.summary).toEqualTypeOf<ResultSummary | undefined>()
  expectTypeOf(message.error?.code).toEqualTypeOf<string | undefined>()
  // @ts-expect-error messages are the driver's
  message.query = 'x'
})
channel(CHANNELS.transactionBegin).subscribe(message => {
  const event = message as TransactionBeginEvent
  event.metadata.traceparent = '00-…'
})
expectTypeOf<TransactionTrace['attempt']>().toEqualTypeOf<number>()
expectTypeOf<ConnectTrace['pool']>().toEqualTypeOf<TracedPool>()
expectTypeOf<PoolAcquireTrace['timedOut']>().toEqualTypeOf<boolean>()
expectTypeOf<RoutingTrace['routers']>().toEqualTypeOf<readonly string[] | undefined>()
expectTypeOf<RetryEvent['delayMs']>().toEqualTypeOf<number>()
expectTypeOf<ConnectionClosedEvent['connectionId']>().toEqualTypeOf<number | undefined>()
expectTypeOf<PoolReleaseEvent['usedMs']>().toEqualTypeOf<number>()
expectTypeOf<PoolLeakEvent['kind']>().toEqualTypeOf<'overdue' | 'returned' | 'closed' | 'dropped'>()

// Settings
expectTypeOf<{ tracing: { parameters: true } }>().toExtend<Config>()
const driver = neo4j.driver('bolt://localhost', undefined, { tracing: {} })
void driver.executeQuery('RETURN 1', {}, { querySummary: 'one' })
void driver.session().run('RETURN 1', {}, { querySummary: 'one' })

// OpenTelemetry
expectTypeOf(instrument()).toEqualTypeOf<() => void>()
instrument({ tracerProvider: trace.getTracerProvider(), meterProvider: metrics.getMeterProvider(), queryText: 'never', parameters: true, propagate: 'metadata' })
expectTypeOf<{ queryText: 'sometimes' }>().not.toExtend<InstrumentOptions>()
