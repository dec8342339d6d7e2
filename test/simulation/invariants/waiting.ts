import type { CallRecord } from '../programs/outcome.js'
import type { Invariant } from './invariant.js'

const TIMED_OUT = /^Connection acquisition timed out in (\d+) ms/
/** Timers are late at times, by milliseconds. */
const SLACK = 50
/** Calls that have one wait for a connection, and nothing before it. */
const KINDS: ReadonlyArray<CallRecord['kind']> = ['run', 'begin']

export const waitsEndInTime: Invariant = {
  name: 'whoever gives up waiting for a connection does so in time',
  when: 'atEnd',
  brokenBy ({ records: { calls } }) {
    for (const call of calls) {
      if (call.outcome.kind !== 'error' || !KINDS.includes(call.kind)) continue
      const [, limit] = TIMED_OUT.exec(call.outcome.error.message) ?? []
      const lasted = (call.settledAt ?? 0) - call.begunAt
      if (limit === undefined || lasted <= Number(limit) + SLACK || waitsForOthers(call, calls)) continue
      return `call ${call.call} (${call.kind} of client ${call.client}) failed after ${lasted} ms: its limit was ${limit} ms`
    }
    return undefined
  }
}

/** What is asked of a session waits for what it was asked before. */
function waitsForOthers ({ call, session, begunAt }: CallRecord, calls: readonly CallRecord[]): boolean {
  return calls.some(other => other.session === session && other.call < call && ((other.settledAt ?? Infinity) >= begunAt || mayGoOn(other)))
}

/** The program has not read the result to its end: the query goes on after its call. */
function mayGoOn ({ kind, rows, outcome }: CallRecord): boolean {
  return kind === 'run' && rows?.isComplete !== true && (outcome.kind === 'value' || (outcome.kind === 'error' && outcome.error.code === undefined))
}
