import { abortedOf, abortError, type AbortOutcome, type AbortPhase, onFirstAbort, type Signals } from '../abort.js'
import type { RecordStream } from '../bolt/record-stream.js'
import { Reply } from '../bolt/response-handler.js'
import type { Clock } from '../clock.js'
import { type Neo4jError, newError } from '../error.js'
import { ignoreRejection } from '../foreign-error.js'
import type { Limit } from '../limit.js'
import type { Lease } from '../pool/lease.js'
import { phaseOfWait } from './start-work.js'

/** How long COMMIT may take after the user's signal was aborted, in milliseconds. */
const ABORTED_COMMIT_TIMEOUT = 30_000

/** Watches the signals of one transaction from beginning to end, and remembers how one of them ended it. */
export class AbortWatch {
  /** The signal that was aborted after COMMIT was sent. */
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

  /** Calls `onAborted` once, with the first signal to be aborted; immediately, if one already is. */
  start (onAborted: (signal: AbortSignal) => void): void {
    const aborted = abortedOf(this.#signals)
    if (aborted === undefined) {
      this.#stopListening = onFirstAbort(this.#signals, onAborted)
    } else {
      onAborted(aborted)
    }
  }

  /** Called when the transaction is over. */
  stop (): void {
    this.#stopListening?.()
    this.#stopWaiting?.()
  }

  /** Waits for the response to COMMIT, which decides the outcome of the work: aborting would gain nothing. */
  waitForCommit (signal: AbortSignal, lease: Lease, clock: Clock): void {
    this.commitAbortedBy = signal
    const timer = clock.setTimeout(() => {
      lease.destroy(newError(`The server did not answer COMMIT in ${ABORTED_COMMIT_TIMEOUT} ms after the signal was aborted.`))
    }, ABORTED_COMMIT_TIMEOUT)
    this.#stopWaiting = () => { clock.clear(timer) }
  }

  /** Called when the signal ends the transaction, before anything else is notified, so that this error comes first. */
  end (signal: AbortSignal, phase: AbortPhase, outcome: AbortOutcome): void {
    this.#ended = { signal, phase, outcome }
    this.#aborted.onFailure(abortError(signal, phase, outcome))
  }

  get hasEnded (): boolean {
    return this.#ended !== undefined
  }

  /** A new error with the reason for the end, for one more call; undefined if no signal has ended the transaction. */
  error (): Neo4jError | undefined {
    return this.#ended && abortError(this.#ended.signal, this.#ended.phase, this.#ended.outcome)
  }

  /** Waits for the outcome, unless a signal ends the transaction first. */
  async race<T> (outcome: Promise<T> | T): Promise<T> {
    return await Promise.race([outcome, this.#aborted.promise as Promise<never>])
  }

  /**
   * Like {@link race}, for the work of a transaction function: it may continue after its transaction has failed, when nothing
   * else watches the signals. @param earlier the outcome of earlier attempts
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

/** The phase of a transaction whose COMMIT was not sent. */
export function phaseOfTransaction (lease: Lease | undefined, limit: Limit | undefined, hasBegun: boolean, streams: readonly RecordStream[]): AbortPhase {
  if (lease === undefined) return phaseOfWait(limit)
  if (!hasBegun) return 'begin'
  return streams.length > 0 && streams.every(({ state }) => state === 'streaming' || state === 'paused') ? 'stream' : 'run'
}
