import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { Attributes, BatchObservableResult } from '@opentelemetry/api'
import { CHANNELS } from '../tracing/names.js'
import type { ConnectionClosedEvent, ConnectTrace, PoolAcquireTrace, PoolReleaseEvent, TracedConnection, TracedPool } from '../tracing/payloads.js'
import { CONNECTION_STATE, POOL_NAME } from './attributes.js'
import type { Instruments } from './instruments.js'
import { PoolCounts } from './pool-counts.js'

type Listener = (message: unknown) => void

/** Makes the metrics of connection pools. Pools are named `host:port`; those of several drivers for the same server are added up. */
export class PoolMetrics {
  readonly #instruments: () => Instruments
  readonly #counts = new PoolCounts()
  /** The start times of acquisitions and of opening connections, by message. */
  readonly #starts = new WeakMap<object, number>()
  readonly #stops: Array<() => void> = []

  constructor (instruments: () => Instruments) {
    this.#instruments = instruments
    const connects = tracingChannel(CHANNELS.connect)
    const acquires = tracingChannel(CHANNELS.poolAcquire)
    this.#listen(connects.start, message => { this.#starts.set(message as object, performance.now()) })
    this.#listen(connects.asyncEnd, message => { this.#connected(message as ConnectTrace) })
    this.#listen(acquires.start, message => { this.#waits(message as PoolAcquireTrace) })
    this.#listen(acquires.asyncEnd, message => { this.#acquired(message as PoolAcquireTrace) })
    this.#listen(channel(CHANNELS.poolRelease), message => { this.#released(message as PoolReleaseEvent) })
    this.#listen(channel(CHANNELS.connectionClosed), message => {
      const { pool, connectionId } = message as ConnectionClosedEvent
      this.#counts.closed(pool, connectionId)
    })
  }

  stop (): void {
    for (const stop of this.#stops) stop()
  }

  /** Must be called when metrics are collected. */
  observe (result: BatchObservableResult, { count, max, pending }: Instruments): void {
    for (const [name, totals] of this.#counts.byName) {
      const pool = { [POOL_NAME]: name }
      result.observe(count, totals.idle, { ...pool, [CONNECTION_STATE]: 'idle' })
      result.observe(count, totals.used, { ...pool, [CONNECTION_STATE]: 'used' })
      result.observe(pending, totals.pending, pool)
      if (totals.isLimited) result.observe(max, totals.max, pool)
    }
  }

  #listen (source: { subscribe: (listener: Listener) => void, unsubscribe: (listener: Listener) => void }, listener: Listener): void {
    source.subscribe(listener)
    this.#stops.push(() => { source.unsubscribe(listener) })
  }

  #connected (message: ConnectTrace): void {
    if (message.error !== undefined) return
    this.#counts.opened(message.pool, message.connectionId)
    this.#record('createTime', message)
  }

  #waits (message: PoolAcquireTrace): void {
    this.#starts.set(message, performance.now())
    this.#counts.waits(message.pool)
    // Creates the instruments: from now on there is something to observe.
    this.#instruments()
  }

  #acquired (message: PoolAcquireTrace): void {
    // An acquisition that began before the subscription has not been counted.
    if (this.#starts.has(message)) this.#counts.waitsNoMore(message.pool)
    if (message.error === undefined) {
      this.#counts.lent(message.pool, message.connectionId)
      this.#record('waitTime', message)
    } else if (message.timedOut) {
      this.#instruments().timeouts.add(1, nameOf(message.pool))
    }
  }

  #released ({ pool, connectionId, usedMs }: PoolReleaseEvent): void {
    this.#counts.returned(pool, connectionId)
    this.#instruments().useTime.record(usedMs / 1000, nameOf(pool))
  }

  #record (instrument: 'createTime' | 'waitTime', message: TracedConnection): void {
    const start = this.#starts.get(message)
    if (start !== undefined) this.#instruments()[instrument].record((performance.now() - start) / 1000, nameOf(message.pool))
  }
}

function nameOf ({ address }: TracedPool): Attributes {
  return { [POOL_NAME]: address }
}
