import type { Mutable, Traces } from './channels.js'

interface Failable { readonly error: unknown }
type Listened = Record<'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error', { readonly hasSubscribers: boolean }>

/** Whether anybody listens. `TracingChannel.hasSubscribers` says so from Node 20.13 on only. */
export function isTraced ({ start, end, asyncStart, asyncEnd, error }: Listened): boolean {
  return start.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers || end.hasSubscribers || asyncStart.hasSubscribers
}

/**
 * Publishes the events of `TracingChannel.tracePromise`, by hand: that would call `then` of a result, which reads it, and
 * put what the work gives into the message.
 *
 * `start` and `end` enclose the synchronous part of the work, in which the stores are bound that listeners have bound
 * to `start`. {@link endTrace} or {@link failTrace} is to be called later, from the same asynchronous context.
 */
export function startTrace<T, M extends Failable> (channel: Traces<M>, message: Mutable<M>, work: () => T): T {
  return channel.start.runStores(message, () => {
    try {
      return work()
    } finally {
      channel.end.publish(message)
    }
  })
}

export function endTrace<M extends Failable> (channel: Traces<M>, message: Mutable<M>): void {
  channel.asyncStart.publish(message)
  channel.asyncEnd.publish(message)
}

export function failTrace<M extends Failable> (channel: Traces<M>, message: Mutable<M>, error: M['error']): void {
  message.error = error
  channel.error.publish(message)
  endTrace(channel, message)
}

/** Traces work whose promise is our own. `done` puts what is known at its end into the message. */
export function tracePromise<T, M extends Failable> (
  channel: Traces<M>, message: Mutable<M>, work: () => Promise<T>, done: (message: Mutable<M>, value: T) => void
): Promise<T> {
  return startTrace(channel, message, () => followed(channel, message, work(), done))
}

async function followed<T, M extends Failable> (
  channel: Traces<M>, message: Mutable<M>, work: Promise<T>, done: (message: Mutable<M>, value: T) => void
): Promise<T> {
  let value: T
  try {
    value = await work
  } catch (error) {
    failTrace(channel, message, error as M['error'])
    throw error
  }
  done(message, value)
  endTrace(channel, message)
  return value
}
