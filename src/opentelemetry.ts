/** OpenTelemetry spans and metrics. Requires the package `@opentelemetry/api`. */
export { instrument, type InstrumentOptions } from './opentelemetry/instrument.js'
