import type { Counter, Histogram, Meter, Observable } from '@opentelemetry/api'

/** The metrics of OpenTelemetry's semantic conventions for database clients. */
export interface Instruments {
  readonly duration: Histogram
  readonly count: Observable
  readonly max: Observable
  readonly pending: Observable
  readonly timeouts: Counter
  readonly createTime: Histogram
  readonly waitTime: Histogram
  readonly useTime: Histogram
}

/** The bucket boundaries of the conventions, in seconds. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]

export function createInstruments (meter: Meter): Instruments {
  const seconds = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries: BOUNDARIES } })
  return {
    duration: seconds('db.client.operation.duration', 'Duration of database client operations.'),
    count: meter.createObservableUpDownCounter('db.client.connection.count', {
      description: 'The number of connections that are currently in the state described by the attribute db.client.connection.state.', unit: '{connection}'
    }),
    max: meter.createObservableUpDownCounter('db.client.connection.max', {
      description: 'The maximum number of open connections allowed.', unit: '{connection}'
    }),
    pending: meter.createObservableUpDownCounter('db.client.connection.pending_requests', {
      description: 'The number of current pending requests for an open connection.', unit: '{request}'
    }),
    timeouts: meter.createCounter('db.client.connection.timeouts', {
      description: 'The number of connection timeouts that have occurred trying to obtain a connection from the pool.', unit: '{timeout}'
    }),
    createTime: seconds('db.client.connection.create_time', 'The time it took to create a new connection.'),
    waitTime: seconds('db.client.connection.wait_time', 'The time it took to obtain an open connection from the pool.'),
    useTime: seconds('db.client.connection.use_time', 'The time between borrowing a connection and returning it to the pool.')
  }
}
