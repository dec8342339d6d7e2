/**
 * The names of the driver's channels of `node:diagnostics_channel`; see docs/observability.md.
 *
 * `query`, `transaction`, `connect`, `poolAcquire` and `routing` are tracing channels (`tracingChannel(name)`); the others
 * are plain ones (`channel(name)`).
 */
export const CHANNELS = Object.freeze({
  /** One query, from the call until the end of its records: {@link QueryTrace}. */
  query: 'neobolt:query',
  /** One transaction function with all its tries: {@link TransactionTrace}. */
  transaction: 'neobolt:transaction',
  /** The opening of a connection, login included: {@link ConnectTrace}. */
  connect: 'neobolt:connect',
  /** The wait for a connection, however short: {@link PoolAcquireTrace}. */
  poolAcquire: 'neobolt:pool:acquire',
  /** The search for a routing table: {@link RoutingTrace}. */
  routing: 'neobolt:routing',
  /** A try that has failed and is followed by another: {@link RetryEvent}. */
  retry: 'neobolt:retry',
  /** A transaction or an auto-commit query that is about to be sent: {@link TransactionBeginEvent}. */
  transactionBegin: 'neobolt:transaction:begin',
  /** The end of a connection that was open: {@link ConnectionClosedEvent}. */
  connectionClosed: 'neobolt:connection:closed',
  /** A connection that is given back: {@link PoolReleaseEvent}. */
  poolRelease: 'neobolt:pool:release',
  /** A connection that may have been forgotten, or comes back after all: {@link PoolLeakEvent}. */
  poolLeak: 'neobolt:pool:leak'
} as const)
