import type { CallRecord } from '../programs/outcome.js'
import { rootOf } from './connections.js'
import type { Invariant } from './invariant.js'

const TIMED_OUT = /^Connection acquisition timed out in (\d+) ms/
/** Timers are late at times, by milliseconds. */
const SLACK = 50
/** Calls that have one wait for a connection, and nothing before it. */
const KINDS: ReadonlyArray<CallRecord['kind']> = ['run', 'begin']

export const waitsEndInTime: Invariant = {
  name: 'whoever gives up waiting for a connection does so in time',
  when: 'atEnd',
  brokenBy ({ records: { calls }, truth }) {
    for (const call of calls) {
      if (call.outcome.kind !== 'error' || !KINDS.includes(call.kind)) continue
      const [, limit] = TIMED_OUT.exec(call.outcome.error.message) ?? []
      const lasted = (call.settledAt ?? 0) - call.begunAt
      // A query that came, and was refused, waits a second time.
      if (limit === undefined || truth.arrivals.has(call.call) || lasted <= Number(limit) + SLACK || waitsForOthers(call, calls)) continue
      return `call ${call.call} (${call.kind} of client ${call.client}) failed after ${lasted} ms: its limit was ${limit} ms`
    }
    return undefined
  }
}

/** From when a driver sends a query until it comes. */
const ON_ITS_WAY = 1000

export const firstComeFirstServed: Invariant = {
  name: 'who has waited longer for the one connection of a pool gets it first',
  when: 'atEnd',
  brokenBy ({ records: { calls, queues }, truth }) {
    if (queues.size === 0) return undefined
    const begunAt = new Map<number | undefined, number>()
    for (const { kind, queries, begunAt: at } of truth.transactions) {
      if (kind === 'explicit') begunAt.set(rootOf(calls, queries[0]?.call), at)
    }
    const servedAt = ({ call, kind }: CallRecord): number | undefined => kind === 'begin' ? begunAt.get(call) : truth.arrivals.get(call)
    const served = calls.filter(call => queues.has(call.client) && KINDS.includes(call.kind) && servedAt(call) !== undefined && !waitsForOthers(call, calls))
    for (const first of served) {
      const overtaking = served.find(other => queues.get(other.client) === queues.get(first.client) &&
        other.begunAt > first.begunAt && servedAt(other)! + ON_ITS_WAY < servedAt(first)!)
      if (overtaking === undefined) continue
      return `call ${first.call} waited from ${first.begunAt} to ${servedAt(first)} ms, and call ${overtaking.call} only from ${overtaking.begunAt} to ${servedAt(overtaking)} ms`
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
