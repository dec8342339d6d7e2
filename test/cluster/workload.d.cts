import { type Driver } from '../../src/index.js'

/** What was promised, and what the database holds. */
export interface Audit {
  /** Acknowledged ones. */
  readonly writes: number
  readonly reads: number
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly neverBegun: readonly string[]
  /** Reads that did not see a write which had been acknowledged before. */
  readonly stale: readonly string[]
  /** Calls that failed and said that it is not known whether they were committed; those that were. */
  readonly inDoubt: number
  readonly inDoubtCommitted: number
  /** What failed in any other way. */
  readonly failures: readonly string[]
  readonly longestCall: { readonly what: string, readonly milliseconds: number }
}

/** Counts so far. */
export interface Ledger {
  readonly acknowledged: ReadonlySet<string>
  readonly inDoubt: ReadonlySet<string>
  readonly reads: number
  readonly failures: ReadonlyArray<{ what: string, error: Error }>
  readonly servers: { readonly read: ReadonlyMap<string, number>, readonly write: ReadonlyMap<string, number> }
}

/** Writers and readers that go on until they are told to end. */
export class Workload {
  readonly ledger: Ledger
  /** Default: 12 writers, 6 readers. */
  constructor (driver: Driver, options?: { writers?: number, readers?: number })
  /** Before the first workload of a database. */
  static prepare (driver: Driver): Promise<void>
  /** Resolves when as many more writes were acknowledged; rejects after `deadline` milliseconds, by default a minute. */
  progress (more: number, deadline?: number): Promise<void>
  /** Resolves when the calls under way have ended. */
  stop (): Promise<void>
  /** Compares what was promised with what the database holds; after `stop`. */
  audit (): Promise<Audit>
}
