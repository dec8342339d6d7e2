import { channel, tracingChannel } from 'node:diagnostics_channel'
import { CHANNELS } from '../../src/tracing/names.js'

export const TRACING = ['query', 'transaction', 'connect', 'poolAcquire', 'routing'] as const
export const POINTS = ['retry', 'transactionBegin', 'connectionClosed', 'poolRelease', 'poolLeak'] as const
type Name = keyof typeof CHANNELS

export interface Heard { readonly channel: Name, readonly event: string, readonly message: any, readonly at: any }

/**
 * Listens to channels while something is done. Each event is kept with the message itself, and with what it said at that
 * moment.
 */
export async function hear (names: readonly Name[], work: (heard: Heard[]) => Promise<void>): Promise<Heard[]> {
  const heard: Heard[] = []
  const ends = names.map(name => {
    const note = (event: string) => (message: any): void => { heard.push({ channel: name, event, message, at: { ...message } }) }
    if ((POINTS as readonly string[]).includes(name)) {
      const listener = note('event')
      channel(CHANNELS[name]).subscribe(listener)
      return () => { channel(CHANNELS[name]).unsubscribe(listener) }
    }
    const listeners = { start: note('start'), end: note('end'), asyncStart: note('asyncStart'), asyncEnd: note('asyncEnd'), error: note('error') }
    const traced = tracingChannel(CHANNELS[name])
    traced.subscribe(listeners)
    return () => { traced.unsubscribe(listeners) }
  })
  try {
    await work(heard)
  } finally {
    for (const end of ends) end()
  }
  return heard
}

/** The names of the events of one channel, in their order. */
export function eventsOf (heard: Heard[], name: Name): string[] {
  return heard.filter(({ channel }) => channel === name).map(({ event }) => event)
}

/** The messages of one channel as they were at its last event, one for each operation. */
export function lastMessages (heard: Heard[], name: Name): any[] {
  return heard.filter(({ channel, event }) => channel === name && ['asyncEnd', 'event'].includes(event)).map(({ at }) => at)
}
