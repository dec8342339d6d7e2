/**
 * The state of a driver's connection pools at one moment, as returned by `driver.poolStats()`. Deeply frozen.
 *
 * For each pool and for the totals, created − closed (all reasons) = idle + used at any moment.
 */
export interface PoolStats {
  /** One entry for each server that the driver currently uses. */
  readonly pools: ReadonlyArray<{
    /** `host:port`. */
    readonly address: string
    /** Connections that are free. */
    readonly idle: number
    /** Connections that are lent, being prepared for a caller, or being reset after use. */
    readonly used: number
    /** Connections that are being opened. */
    readonly opening: number
    /** Callers in the queue, because `maxSize` connections are in use. */
    readonly waiting: number
    /** How long the longest-held connection has been in use, in milliseconds; 0 if none is in use. */
    readonly oldestUsedMs: number
    /** How long the first caller in the queue has been waiting, in milliseconds; 0 if the queue is empty. */
    readonly oldestWaitMs: number
    /** `maxConnectionPoolSize`; `Infinity` for no limit. */
    readonly maxSize: number

    // Counters, which never decrease.
    /** Connections that were opened and logged in. */
    readonly created: number
    /** Attempts to open a connection that failed or were canceled. */
    readonly createFailed: number
    /** Closed connections by reason. */
    readonly closed: {
      /** Older than `maxConnectionLifetime`. */
      readonly lifetime: number
      /** Found dead by the check after `connectionLivenessCheckTimeout`. */
      readonly liveness: number
      /** The server rejected the user, or the connection could not be switched to another user. */
      readonly auth: number
      /** A network or protocol error, or no answer in time. */
      readonly error: number
      /** The server is in no routing table any more, or could not be reached. */
      readonly retired: number
      /** The driver was closed. */
      readonly driverClosed: number
    }
    /** Callers that got a connection. */
    readonly acquired: number
    /** Callers that had to wait in the queue. */
    readonly waited: number
    /** The total time that callers who have left the queue, served or not, spent in it, in milliseconds. */
    readonly waitMs: number
    /** Callers that got no connection within `connectionAcquisitionTimeout`. */
    readonly timedOut: number
    /** Callers that stopped waiting before that: their session or the driver was closed, or their signal was aborted. */
    readonly aborted: number
  }>
  /**
   * The sums over all pools; for `oldestUsedMs` and `oldestWaitMs` the maximum. The counters include servers that the
   * driver no longer uses.
   */
  readonly totals: Omit<PoolStats['pools'][number], 'address'>
}
