import { type BatchObservableCallback, metrics, type Meter, type MeterProvider, trace, type TracerProvider } from '@opentelemetry/api'
import { describeKind } from '../text.js'
import { version } from '../version.js'
import type { QueryText } from './attributes.js'
import { createInstruments, type Instruments } from './instruments.js'
import { PoolMetrics } from './pool-metrics.js'
import { Spans } from './spans.js'

/** Options of {@link instrument}; all are optional. */
export interface InstrumentOptions {
  /** Default: the global tracer provider. */
  tracerProvider?: TracerProvider
  /** Default: the global meter provider at the time of the driver's first activity. */
  meterProvider?: MeterProvider
  /**
   * Which queries have their text in `db.query.text`. `'parameterized'` (the default): queries with parameters, because the
   * text of others probably contains literal values; `'always'`; `'never'`.
   */
  queryText?: QueryText
  /**
   * Whether parameters are recorded in `db.query.parameter.<key>`, and error messages, which may contain values, in the status of
   * spans. Also requires `tracing: { parameters: true }` in the driver's config. Default: `false`.
   */
  parameters?: boolean
  /** `'metadata'`: the metadata of each transaction contains the `traceparent` of its span. Default: nothing is sent to the server. */
  propagate?: 'metadata'
}

const SCOPE = 'neobolt'

/**
 * Makes OpenTelemetry spans and metrics for all drivers of this process, following the semantic conventions for
 * databases; see docs/observability.md. It does not patch anything.
 *
 * @param options see {@link InstrumentOptions}
 * @returns a function that stops it; spans of running work still end with that work
 * @throws TypeError if an option is invalid
 */
export function instrument (options: InstrumentOptions = {}): () => void {
  const { tracerProvider, meterProvider, queryText, parameters, propagate } = checked(options)
  let instruments: Instruments | undefined
  let meter: Meter | undefined
  const observe: BatchObservableCallback = result => { pools.observe(result, instruments as Instruments) }
  const prepared = (): Instruments => {
    if (instruments === undefined) {
      // Unlike a tracer, a meter that was created before the provider was registered stays without one.
      meter = (meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE, version)
      const { count, max, pending } = instruments = createInstruments(meter)
      meter.addBatchObservableCallback(observe, [count, max, pending])
    }
    return instruments
  }
  const tracer = (tracerProvider ?? trace.getTracerProvider()).getTracer(SCOPE, version)
  const spans = new Spans({ tracer, duration: () => prepared().duration, queryText, parameters, propagate: propagate === 'metadata' })
  const pools = new PoolMetrics(prepared)
  return () => {
    spans.stop()
    pools.stop()
    if (instruments !== undefined) meter?.removeBatchObservableCallback(observe, [instruments.count, instruments.max, instruments.pending])
  }
}

type Checked = InstrumentOptions & Required<Pick<InstrumentOptions, 'queryText' | 'parameters'>>

function checked (options: InstrumentOptions): Checked {
  if (typeof options !== 'object' || options === null) throw wrong('The options of instrument', 'an object', options)
  const { tracerProvider, meterProvider, queryText, parameters, propagate } = options
  if (tracerProvider != null && typeof (tracerProvider as Partial<TracerProvider>).getTracer !== 'function') {
    throw wrong('tracerProvider', 'a TracerProvider of OpenTelemetry', tracerProvider)
  }
  if (meterProvider != null && typeof (meterProvider as Partial<MeterProvider>).getMeter !== 'function') {
    throw wrong('meterProvider', 'a MeterProvider of OpenTelemetry', meterProvider)
  }
  if (queryText != null && !QUERY_TEXTS.includes(queryText)) throw wrong('queryText', "'parameterized', 'always' or 'never'", queryText)
  if (parameters != null && typeof parameters !== 'boolean') throw wrong('parameters', 'true or false', parameters)
  if (propagate != null && propagate !== 'metadata') throw wrong('propagate', "'metadata', or left out", propagate)
  return { tracerProvider, meterProvider, queryText: queryText ?? 'parameterized', parameters: parameters ?? false, propagate }
}

const QUERY_TEXTS: readonly unknown[] = ['parameterized', 'always', 'never']

function wrong (key: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${key} expected to be ${expected} but was: ${describeKind(value)}`)
}
