/**
 * The names of the driver's channels in `node:diagnostics_channel`; see docs/observability.md.
 *
 * `query`, `transaction`, `connect`, `poolAcquire` and `routing` are tracing channels (`tracingChannel(name)`); the others
 * are plain channels (`channel(name)`).
 */
export const CHANNELS = Object.freeze({
  /** A query, from the call until its last record: {@link QueryTrace}. */
  query: 'neobolt:query',
  /** A transaction function with all its attempts: {@link TransactionTrace}. */
  transaction: 'neobolt:transaction',
  /** Opening a connection, including authentication: {@link ConnectTrace}. */
  connect: 'neobolt:connect',
  /** Waiting for a connection, however short: {@link PoolAcquireTrace}. */
  poolAcquire: 'neobolt:pool:acquire',
  /** Fetching a routing table: {@link RoutingTrace}. */
  routing: 'neobolt:routing',
  /** A failed attempt that will be retried: {@link RetryEvent}. */
  retry: 'neobolt:retry',
  /** A transaction or an auto-commit query, right before it is sent: {@link TransactionBeginEvent}. */
  transactionBegin: 'neobolt:transaction:begin',
  /** The end of an open connection: {@link ConnectionClosedEvent}. */
  connectionClosed: 'neobolt:connection:closed',
  /** A connection returned to the pool: {@link PoolReleaseEvent}. */
  poolRelease: 'neobolt:pool:release',
  /** A connection that may have leaked, or is returned after all: {@link PoolLeakEvent}. */
  poolLeak: 'neobolt:pool:leak'
} as const)
