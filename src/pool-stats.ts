/**
 * What the connection pools of a driver look like at one moment, as `driver.poolStats()` gives it. Deeply frozen.
 *
 * Of each pool and of the sums, created − closed (all reasons) = idle + used, at every moment.
 */
export interface PoolStats {
  /** One for each server that the driver is in touch with. */
  readonly pools: ReadonlyArray<{
    /** `host:port`. */
    readonly address: string
    /** Connections that are free to be lent. */
    readonly idle: number
    /** Connections that are lent, being made ready for a caller, or being reset after use. */
    readonly used: number
    /** Connections that are being opened. */
    readonly opening: number
    /** Callers in the queue: all connections that `maxSize` allows are in use. */
    readonly waiting: number
    /** How long the connection that was lent first has been in use, in milliseconds; 0 if none is. */
    readonly oldestUsedMs: number
    /** How long the first caller in the queue has been waiting, in milliseconds; 0 if none is. */
    readonly oldestWaitMs: number
    /** `maxConnectionPoolSize`; `Infinity` for no limit. */
    readonly maxSize: number

    // Counters. They only grow.
    /** Connections that were opened and logged in. */
    readonly created: number
    /** Attempts to open one that failed, or were given up. */
    readonly createFailed: number
    /** Connections that were closed, by reason. */
    readonly closed: {
      /** They were older than `maxConnectionLifetime`. */
      readonly lifetime: number
      /** They had died while idle, as the check of `connectionLivenessCheckTimeout` found. */
      readonly liveness: number
      /** The server refused their user, or they could not be given to another one. */
      readonly auth: number
      /** An error of the network or of the protocol, or no answer in time. */
      readonly error: number
      /** No routing table names their server any more, or it could not be reached. */
      readonly retired: number
      /** The driver was closed. */
      readonly driverClosed: number
    }
    /** Callers that got a connection. */
    readonly acquired: number
    /** Callers that had to wait in the queue. */
    readonly waited: number
    /** How long those that left the queue, served or not, had waited in it: the sum, in milliseconds. */
    readonly waitMs: number
    /** Callers that got no connection within `connectionAcquisitionTimeout`. */
    readonly timedOut: number
    /** Callers that gave up before: their session or the driver was closed, or their signal aborted. */
    readonly aborted: number
  }>
  /**
   * The sums over all pools; of `oldestUsedMs` and `oldestWaitMs` the greatest. The counters include those of servers
   * that the driver is not in touch with any more.
   */
  readonly totals: Omit<PoolStats['pools'][number], 'address'>
}
