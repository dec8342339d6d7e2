import { type BatchObservableCallback, metrics, type Meter, type MeterProvider, trace, type TracerProvider } from '@opentelemetry/api'
import { describeKind } from '../text.js'
import { version } from '../version.js'
import type { QueryText } from './attributes.js'
import { createInstruments, type Instruments } from './instruments.js'
import { PoolMetrics } from './pool-metrics.js'
import { Spans } from './spans.js'

/** What {@link instrument} makes of the driver's events. */
export interface InstrumentOptions {
  /** Default: the global one. */
  tracerProvider?: TracerProvider
  /** Default: the one that is global when the driver does something for the first time. */
  meterProvider?: MeterProvider
  /**
   * Which queries have their text in `db.query.text`. `'parameterized'` (the default): those that have parameters, since the
   * text of others is likely to hold values; `'always'`; `'never'`.
   */
  queryText?: QueryText
  /**
   * true: parameters go into `db.query.parameter.<key>`, and messages of errors into the status of spans, which may name
   * values. Needs `tracing: { parameters: true }` in the driver's config as well. Default false.
   */
  parameters?: boolean
  /** `'metadata'`: each transaction's metadata has the `traceparent` of its span; default: nothing is sent to the server. */
  propagate?: 'metadata'
}

const SCOPE = 'neobolt'

/**
 * Makes OpenTelemetry's spans and metrics of all that the drivers of this process do, after the semantic conventions for
 * databases; see docs/observability.md. Nothing is patched.
 *
 * @returns a function that ends it; spans of work that is under way then end with that work.
 * @throws TypeError if an option is wrong
 */
export function instrument (options: InstrumentOptions = {}): () => void {
  const { tracerProvider, meterProvider, queryText, parameters, propagate } = checked(options)
  let instruments: Instruments | undefined
  let meter: Meter | undefined
  const observe: BatchObservableCallback = result => { pools.observe(result, instruments as Instruments) }
  const prepared = (): Instruments => {
    if (instruments === undefined) {
      // A meter that was asked for before there is a provider stays without one, unlike a tracer.
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
