import type { Clock } from '../clock.js'
import type { Logger } from '../log.js'
import type { ServerAddress } from '../net/address.js'
import { type Borrower, borrowerOf, describeBorrower } from './borrowers.js'
import type { Entry, Watch } from './entry.js'

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
  readonly address: ServerAddress
  readonly clock: Clock
  readonly log: Logger
  /** Takes a connection back that nobody can give back any more. */
  readonly reclaim: (entry: Entry) => void
}

/** Finds connections of one pool that their holders keep for too long, or can't give back any more. */
export class LeakDetector {
  readonly #parts: LeakDetectorParts
  readonly #dropped = new FinalizationRegistry<Watch>(watch => { this.#reclaim(watch) })

  constructor (parts: LeakDetectorParts) {
    this.#parts = parts
  }

  /** Warns if the connection does not come back within `threshold` milliseconds. */
  warnAfter (entry: Entry, threshold: number, borrowedAt: string): void {
    const { clock } = this.#parts
    const watch = watchOf(entry)
    clock.clear(watch.timer)
    watch.borrowedAt = borrowedAt
    watch.timer = clock.setTimeout(() => {
      watch.isOverdue = true
      this.#tell('overdue', watch, threshold)
    }, threshold, true)
  }

  /** Has the connection taken back if the lease, and all that could give it back, is collected. */
  guard (entry: Entry, lease: object): void {
    const watch = watchOf(entry)
    this.#dropped.register(lease, watch, watch)
  }

  /** The connection has come back, or was closed. */
  end (watch: Watch): void {
    const { entry } = watch
    entry.watch = undefined
    this.#dropped.unregister(watch)
    this.#parts.clock.clear(watch.timer)
    if (watch.isOverdue) this.#tell(entry.connection.isOpen ? 'returned' : 'closed', watch)
  }

  #reclaim (watch: Watch): void {
    const { entry } = watch
    if (entry.watch !== watch) return
    watch.isOverdue = false
    this.#tell('dropped', watch)
    this.#parts.reclaim(entry)
  }

  #tell (kind: Leak['kind'], { entry, borrowedAt }: Watch, thresholdMs?: number): void {
    const { address, clock, log } = this.#parts
    tell({
      kind,
      address: address.asHostPort(),
      connectionId: entry.connection.id,
      ...borrowerOf(entry, clock.now()),
      thresholdMs,
      borrowedAt
    }, log)
  }
}

/** The one place that all leaks pass on their way to the program. */
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

function watchOf (entry: Entry): Watch {
  return (entry.watch ??= { entry, timer: undefined, borrowedAt: undefined, isOverdue: false })
}
