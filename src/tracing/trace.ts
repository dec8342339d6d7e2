import type { Mutable, Traces } from './channels.js'

interface Failable { readonly error: unknown }
type Listened = Record<'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error', { readonly hasSubscribers: boolean }>

/** Whether a channel has subscribers. `TracingChannel.hasSubscribers` exists only since Node.js 20.13. */
export function isTraced ({ start, end, asyncStart, asyncEnd, error }: Listened): boolean {
  return start.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers || end.hasSubscribers || asyncStart.hasSubscribers
}

/**
 * Publishes the events of `TracingChannel.tracePromise`. That method itself cannot be used: it would call `then` of a
 * result, which reads the result, and add the work's return value to the message.
 *
 * `start` and `end` enclose the synchronous part of the work, which runs with the stores that subscribers have bound to
 * `start`. The caller must call {@link endTrace} or {@link failTrace} later, from the same asynchronous context.
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

/** Traces work that returns a promise of the driver's own. `done` completes the message when the work has succeeded. */
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
