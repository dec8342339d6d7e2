import type { Connection } from '../bolt/connection.js'
import type { Clock } from '../clock.js'
import type { Logger } from '../log.js'
import { poolLeaks } from '../tracing/channels.js'
import { type Borrower, borrowerOf, describeBorrower } from './borrowers.js'
import type { Entry, Watch } from './entry.js'
import { publishLeak, type TracedSource } from './tracing.js'

/**
 * A report about a connection that may have leaked. `overdue`: lent for longer than the threshold; `returned` or `closed`:
 * an overdue connection was returned or closed; `dropped`: its session was garbage collected without `close()`.
 */
interface Leak extends Borrower {
  readonly kind: 'overdue' | 'returned' | 'closed' | 'dropped'
  readonly address: string
  readonly connectionId: number
  /** `leakDetectionThreshold`; undefined for `dropped`. */
  readonly thresholdMs: number | undefined
  /** The program's stack frames where it was borrowed, one per line; undefined if `leakDetectionThreshold` is off. */
  readonly borrowedAt: string | undefined
}

interface LeakDetectorParts {
  readonly pool: TracedSource
  readonly clock: Clock
  readonly log: Logger
  /** Takes back a connection that its holder can no longer return, if it is still lent. */
  readonly reclaim: (connection: Connection) => void
}

/**
 * Detects connections of one pool that are held for too long, or can no longer be returned.
 *
 * A leaked lease is garbage collected together with everything that could release it. Each connection has a token that
 * only its lease refers to, so one object per connection is registered, instead of one per lease.
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

  /** Warns if the connection is not returned within `threshold` milliseconds. */
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

  /** Called when the connection was returned or closed. */
  end (entry: Entry): void {
    const { watch } = entry
    if (watch === undefined) return
    this.#parts.clock.clear(watch.timer)
    if (watch.isOverdue) this.#tell(entry.connection.isOpen ? 'returned' : 'closed', entry)
    entry.watch = undefined
  }

  /** Called for a connection whose lease was garbage collected. */
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

function tell (leak: Leak, log: Logger): void {
  if (leak.kind === 'returned' || leak.kind === 'closed') log.info(() => describe(leak))
  else log.warn(() => describe(leak))
}

function describe (leak: Leak): string {
  const connection = `Connection ${leak.connectionId} to ${leak.address}`
  const work = describeBorrower(leak)
  switch (leak.kind) {
    case 'overdue':
      return `${connection} has not been returned for ${leak.thresholdMs} ms (leakDetectionThreshold) ${work}: ` +
        `is a session or a transaction left open?${borrowed(leak)}`
    case 'returned':
      return `${connection}, reported as a possible leak, was returned after ${leak.ageMs} ms ${work}.`
    case 'closed':
      return `${connection}, reported as a possible leak, was closed after ${leak.ageMs} ms ${work}.`
    case 'dropped':
      return `${connection} was taken back after ${leak.ageMs} ms ${work}, and its running work is rolled back: ` +
        `its session was dropped without close().${borrowed(leak)}`
  }
}

function borrowed ({ borrowedAt }: Leak): string {
  if (borrowedAt === undefined) return ' Set leakDetectionThreshold to find out where it was borrowed.'
  return borrowedAt === '' ? '' : ` It was borrowed:\n${borrowedAt}`
}
