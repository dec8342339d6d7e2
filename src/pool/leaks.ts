import type { Connection } from '../bolt/connection.js'
import type { Clock } from '../clock.js'
import type { Logger } from '../log.js'
import { poolLeaks } from '../tracing/channels.js'
import { type Borrower, borrowerOf, describeBorrower } from './borrowers.js'
import type { Entry, Watch } from './entry.js'
import { publishLeak, type TracedSource } from './tracing.js'

/**
 * What is told of a connection that may have been forgotten. `overdue`: lent for longer than the threshold; `returned` or
 * `closed`: one of those has come back, or its connection has ended; `dropped`: its session was collected without `close()`.
 */
interface Leak extends Borrower {
  readonly kind: 'overdue' | 'returned' | 'closed' | 'dropped'
  readonly address: string
  readonly connectionId: number
  /** `leakDetectionThreshold`; undefined for `dropped`. */
  readonly thresholdMs: number | undefined
  /** The frames of the program where it was borrowed, one a line; undefined where `leakDetectionThreshold` is off. */
  readonly borrowedAt: string | undefined
}

interface LeakDetectorParts {
  readonly pool: TracedSource
  readonly clock: Clock
  readonly log: Logger
  /** Takes a connection back that nobody can give back any more, if it still has to be. */
  readonly reclaim: (connection: Connection) => void
}

/**
 * Finds connections of one pool that their holders keep for too long, or can't give back any more.
 *
 * A lease that was forgotten is collected together with all that could have released it. Each connection has a token
 * that its lease takes along: so it is enough to register one object for each connection, not one for each lease.
 */
export class LeakDetector {
  readonly #parts: LeakDetectorParts
  readonly #tokens: FinalizationRegistry<Connection>

  constructor (parts: LeakDetectorParts) {
    this.#parts = parts
    this.#tokens = new FinalizationRegistry(parts.reclaim)
  }

  tokenFor (connection: Connection): object {
    const token = {}
    this.#tokens.register(token, connection)
    return token
  }

  /** Warns if the connection does not come back within `threshold` milliseconds. */
  warnAfter (entry: Entry, threshold: number, borrowedAt: string): void {
    const { clock } = this.#parts
    clock.clear(entry.watch?.timer)
    const watch: Watch = { timer: undefined, borrowedAt, isOverdue: false }
    watch.timer = clock.setTimeout(() => {
      watch.isOverdue = true
      this.#tell('overdue', entry, threshold)
    }, threshold, true)
    entry.watch = watch
  }

  /** The connection has come back, or was closed. */
  end (entry: Entry): void {
    const { watch } = entry
    if (watch === undefined) return
    this.#parts.clock.clear(watch.timer)
    if (watch.isOverdue) this.#tell(entry.connection.isOpen ? 'returned' : 'closed', entry)
    entry.watch = undefined
  }

  /** Nobody else has a word to say of it any more. */
  tellDropped (entry: Entry): void {
    this.#tell('dropped', entry)
    this.#parts.clock.clear(entry.watch?.timer)
    entry.watch = undefined
  }

  #tell (kind: Leak['kind'], entry: Entry, thresholdMs?: number): void {
    const { pool, clock, log } = this.#parts
    const leak: Leak = {
      kind,
      address: pool.address.asHostPort(),
      connectionId: entry.connection.id,
      ...borrowerOf(entry, clock.now()),
      thresholdMs,
      borrowedAt: entry.watch?.borrowedAt
    }
    tell(leak, log)
    if (poolLeaks.hasSubscribers) publishLeak(pool, leak)
  }
}

/** Writes it into the log. */
function tell (leak: Leak, log: Logger): void {
  if (leak.kind === 'returned' || leak.kind === 'closed') log.info(() => describe(leak))
  else log.warn(() => describe(leak))
}

function describe (leak: Leak): string {
  const connection = `Connection ${leak.connectionId} to ${leak.address}`
  const work = describeBorrower(leak)
  switch (leak.kind) {
    case 'overdue':
      return `${connection} has not been given back for ${leak.thresholdMs} ms (leakDetectionThreshold) ${work}: ` +
        `is a session or a transaction left open?${borrowed(leak)}`
    case 'returned':
      return `${connection}, of which a possible leak was told, was given back after ${leak.ageMs} ms ${work}.`
    case 'closed':
      return `${connection}, of which a possible leak was told, was closed after ${leak.ageMs} ms ${work}.`
    case 'dropped':
      return `${connection} was taken back after ${leak.ageMs} ms ${work}, and what was under way is rolled back: ` +
        `its session was dropped without close().${borrowed(leak)}`
  }
}

function borrowed ({ borrowedAt }: Leak): string {
  if (borrowedAt === undefined) return ' Set leakDetectionThreshold to learn where it was borrowed.'
  return borrowedAt === '' ? '' : ` It was borrowed\n${borrowedAt}`
}
