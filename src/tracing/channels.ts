import { channel, type Channel, tracingChannel, type TracingChannel } from 'node:diagnostics_channel'
import { CHANNELS } from './names.js'
import type {
  ConnectionClosedEvent, ConnectTrace, PoolAcquireTrace, PoolLeakEvent, PoolReleaseEvent, QueryTrace, RetryEvent, RoutingTrace,
  TransactionBeginEvent, TransactionTrace
} from './payloads.js'

/** A message while the driver fills it in. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A tracing channel for one kind of message. */
export type Traces<M> = TracingChannel<unknown, Mutable<M>>
/** A channel for single events. */
export interface Events<M> extends Pick<Channel, 'hasSubscribers'> {
  publish: (message: M) => void
}

// Before the driver makes a message, it checks whether the channel has subscribers.
export const queries = tracingChannel(CHANNELS.query) as Traces<QueryTrace>
export const transactions = tracingChannel(CHANNELS.transaction) as Traces<TransactionTrace>
export const connects = tracingChannel(CHANNELS.connect) as Traces<ConnectTrace>
export const poolAcquires = tracingChannel(CHANNELS.poolAcquire) as Traces<PoolAcquireTrace>
export const routings = tracingChannel(CHANNELS.routing) as Traces<RoutingTrace>
export const retries: Events<RetryEvent> = channel(CHANNELS.retry)
export const transactionBegins: Events<TransactionBeginEvent> = channel(CHANNELS.transactionBegin)
export const connectionsClosed: Events<ConnectionClosedEvent> = channel(CHANNELS.connectionClosed)
export const poolReleases: Events<PoolReleaseEvent> = channel(CHANNELS.poolRelease)
export const poolLeaks: Events<PoolLeakEvent> = channel(CHANNELS.poolLeak)
