import { abortedOf, abortError, type AbortOutcome, type AbortPhase, onFirstAbort, type Signals } from '../abort.js'
import type { RecordStream } from '../bolt/record-stream.js'
import { Reply } from '../bolt/response-handler.js'
import type { Clock } from '../clock.js'
import { type Neo4jError, newError } from '../error.js'
import { ignoreRejection } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import { phaseOfWait } from './start-work.js'

/** How long COMMIT may take from when its user's signal is aborted, in milliseconds. */
const ABORTED_COMMIT_TIMEOUT = 30_000

/** Watches the signals of one transaction, from its beginning to its end, and remembers how one of them has ended it. */
export class AbortWatch {
  /** The signal that was aborted while COMMIT was on its way. */
  commitAbortedBy: AbortSignal | undefined
  readonly #signals: Signals
  readonly #aborted = new Reply()
  #stopListening: (() => void) | undefined
  #stopWaiting: (() => void) | undefined
  #ended: { readonly signal: AbortSignal, readonly phase: AbortPhase, readonly outcome: AbortOutcome } | undefined

  constructor (signals: Signals) {
    this.#signals = signals
    ignoreRejection(this.#aborted.promise)
  }

  /** Calls back, once, with the first of the signals that is aborted: at once, if one is. */
  start (onAborted: (signal: AbortSignal) => void): void {
    const aborted = abortedOf(this.#signals)
    if (aborted === undefined) {
      this.#stopListening = onFirstAbort(this.#signals, onAborted)
    } else {
      onAborted(aborted)
    }
  }

  /** The transaction is over. */
  stop (): void {
    this.#stopListening?.()
    this.#stopWaiting?.()
  }

  /** The answer to COMMIT tells what became of the work: there is nothing to gain by ending it. */
  waitForCommit (signal: AbortSignal, lease: Lease, clock: Clock): void {
    this.commitAbortedBy = signal
    const timer = clock.setTimeout(() => {
      lease.destroy(newError(`The server did not answer COMMIT in ${ABORTED_COMMIT_TIMEOUT} ms after the signal was aborted.`))
    }, ABORTED_COMMIT_TIMEOUT)
    this.#stopWaiting = () => { clock.clear(timer) }
  }

  /** The signal has ended the transaction. To be called before anything else hears of it: this error is to be the first. */
  end (signal: AbortSignal, phase: AbortPhase, outcome: AbortOutcome): void {
    this.#ended = { signal, phase, outcome }
    this.#aborted.onFailure(abortError(signal, phase, outcome))
  }

  get hasEnded (): boolean {
    return this.#ended !== undefined
  }

  /** How it has ended, for one more call. */
  error (): Neo4jError | undefined {
    return this.#ended && abortError(this.#ended.signal, this.#ended.phase, this.#ended.outcome)
  }

  /** The outcome, unless a signal ends the transaction before: then the call must not wait for it. */
  async race<T> (outcome: Promise<T> | T): Promise<T> {
    return await Promise.race([outcome, this.#aborted.promise as Promise<never>])
  }

  /**
   * As {@link race}, for the work of a transaction function: it may go on after its transaction has failed, when nobody else
   * listens any more. @param earlier what is left of earlier attempts
   */
  async raceWork<T> (work: Promise<T> | T, earlier: AbortOutcome): Promise<T> {
    const outcome = earlier === 'unknown' ? earlier : 'rolledBack'
    const stopListening = onFirstAbort(this.#signals, signal => { if (!this.hasEnded) this.end(signal, 'run', outcome) })
    try {
      return await this.race(work)
    } finally {
      stopListening()
    }
  }
}

/** Where a transaction is whose COMMIT is not on its way. */
export function phaseOfTransaction (lease: Lease | undefined, limit: Limit | undefined, hasBegun: boolean, streams: readonly RecordStream[]): AbortPhase {
  if (lease === undefined) return phaseOfWait(limit)
  if (!hasBegun) return 'begin'
  return streams.length > 0 && streams.every(({ state }) => state === 'streaming' || state === 'paused') ? 'stream' : 'run'
}
