import type { Session } from '../../../src/session/session.js'
import type { Transaction } from '../../../src/session/transaction.js'
import type { CallRecord, WriteRecord } from './outcome.js'
import type { SessionPlan } from './steps.js'

/** How many acknowledged writes a reader is held to: later ones imply earlier ones of the same database. */
const MOST_KNOWN = 6

/** The writes that later reads have to see. */
export class Known {
  #ids: readonly string[] = []

  add (writes: Iterable<WriteRecord>): void {
    // Never changed in place: calls keep what they had.
    this.#ids = [...this.#ids, ...[...writes].map(({ id }) => id)].slice(-MOST_KNOWN)
  }

  copy (): Known {
    const copy = new Known()
    copy.#ids = this.#ids
    return copy
  }

  get ids (): readonly string[] {
    return this.#ids
  }
}

/** A session of a client, and what has been done with it. */
export interface OpenSession {
  /** Unique in the world. */
  readonly number: number
  readonly session: Session
  readonly plan: SessionPlan
  /** Whom its queries run as. */
  readonly user: string
  readonly known: Known
  /** When all that it was asked before has to be done. */
  busyUntil: number
}

/** A transaction of a client. */
export interface OpenTransaction {
  readonly of: OpenSession
  readonly begin: CallRecord
  readonly handle: Transaction
  readonly writes: WriteRecord[]
  /** The writes that were known when it began. */
  readonly mustSee: readonly string[]
  readonly isIdempotent: boolean
  /** COMMIT may have been sent: what comes later says nothing of the outcome. */
  isCommitTried: boolean
}
