/** Spans and metrics by OpenTelemetry. Needs the package `@opentelemetry/api`. */
export { instrument, type InstrumentOptions } from './opentelemetry/instrument.js'
