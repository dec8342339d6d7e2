import type { Clock } from '../../../src/clock.js'
import type { ServerSocket } from '../../../src/testing/wire/server-connection.js'
import type { Random } from './random.js'

export type { Random, ServerSocket }

/** All that a simulation has: nothing in it depends on anything but the seed. */
export interface World {
  readonly seed: number
  /** Virtual: it stands still until everything that can happen at a moment has happened. `date()` begins at a fixed day. */
  readonly clock: Clock
  /** Draw from a fork with a name of your own (`world.random.fork('cluster')`): what others draw does not change it then. */
  readonly random: Random
  readonly network: Network
  /** One event of the story: who did what. Call it only with strings that are the same in every run of the seed. */
  readonly trace: (who: string, what: string) => void
  /** Whether anybody reads the trace: for texts that cost time to make. */
  readonly isTraced: boolean
  /** Resolves after so many virtual milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** A controller for a signal that a program gives to the driver: nobody may listen to it when the driver is closed. */
  readonly abortController: () => AbortController
  /** A fault that is to happen at a moment (virtual milliseconds since the beginning). Shrinking leaves out some of them. */
  readonly faultAt: (at: number, what: string, happen: () => void) => void
  /**
   * Whether a fault happens here and now: `true` with this probability, and never when shrinking has left it out.
   * For what may happen at every request, such as an answer that never comes.
   */
  readonly fault: (what: string, probability: number) => boolean
  /**
   * Whether a program makes this step: `false` when shrinking has left it out. To be asked once for each step, before it
   * begins; what a step draws must not depend on the steps before it (`random.fork`).
   */
  readonly step: (client: number, step: number, what: string) => boolean
  /** A fault of the simulation itself or a broken invariant: the run ends and fails. Name of the invariant first. */
  readonly fail: (invariant: string, what: string) => void
}

/** What a member of a cluster has to do with the network. */
export interface Network {
  /** Accepts connections at `host:port`, after nobody else does so any more. */
  listen: (address: string, onConnection: (socket: ServerSocket) => void) => Listening
  /**
   * From now on, no byte passes between the clients and this host, in neither direction, and connecting has no answer.
   * What was sent is not lost: it arrives when `heal` is called, unless an end has given up.
   */
  partition: (host: string) => void
  heal: (host: string) => void
  /** Connections to this host stay as they are for the clients, but nothing they send is answered any more. */
  freeze: (host: string) => void
}

export interface Listening {
  /** Stops to accept, and ends its connections: `graceful` after what was written has left, `reset` at once. */
  close: (how: 'graceful' | 'reset') => void
}
