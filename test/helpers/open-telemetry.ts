import { context, trace, type Tracer } from '@opentelemetry/api'
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, NodeTracerProvider, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import { instrument, type InstrumentOptions } from '../../src/opentelemetry.js'

/** OpenTelemetry's SDK, which keeps in memory what it is told. */
export interface Telemetry {
  readonly tracer: Tracer
  readonly spans: () => ReadableSpan[]
  /** The data points of each metric, by name: as they are now. */
  readonly metrics: () => Promise<Record<string, Point[]>>
}

export interface Point { readonly attributes: Record<string, unknown>, readonly value: any }

/** Has the drivers of this process watched while something is done. */
export async function withTelemetry (options: Omit<InstrumentOptions, 'tracerProvider' | 'meterProvider'>, work: (telemetry: Telemetry) => Promise<void>): Promise<void> {
  const spanExporter = new InMemorySpanExporter()
  const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] })
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: metricExporter, exportIntervalMillis: 1000_000 })] })
  // The context manager is global.
  tracerProvider.register()
  const stop = instrument({ ...options, tracerProvider, meterProvider })
  try {
    await work({
      tracer: tracerProvider.getTracer('program'),
      spans: () => spanExporter.getFinishedSpans(),
      metrics: async () => {
        metricExporter.reset()
        await meterProvider.forceFlush()
        const last = metricExporter.getMetrics().at(-1)
        const metrics = last?.scopeMetrics.flatMap(scope => scope.metrics) ?? []
        return Object.fromEntries(metrics.map(({ descriptor, dataPoints }) =>
          [descriptor.name, dataPoints.map(({ attributes, value }) => ({ attributes, value }))]))
      }
    })
  } finally {
    stop()
    await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()])
    trace.disable()
    context.disable()
  }
}

/** What of a span can be known beforehand. */
export function shown ({ name, kind, attributes, status }: ReadableSpan): object {
  return { name, kind, attributes, status }
}

export function parentOf (span: ReadableSpan, spans: ReadableSpan[]): string | undefined {
  const id = span.parentSpanContext?.spanId
  return id === undefined ? undefined : spans.find(other => other.spanContext().spanId === id)?.name ?? id
}
