import type { CallKind, CallRecord } from '../programs/outcome.js'
import type { Invariant } from './invariant.js'

/** Calls that end by themselves: others may go on with work of the program, such as a slow reader or a transaction function. */
const KINDS: readonly CallKind[] = ['begin', 'commit', 'rollback', 'txClose']

export const closedMeansSettled: Invariant = {
  name: 'when session.close() has resolved, every call of the session has settled',
  when: 'atEnd',
  brokenBy ({ records: { calls } }) {
    for (const close of calls) {
      if (close.kind !== 'sessionClose' || close.outcome.kind !== 'value') continue
      const open = calls.find(call => call.session === close.session && KINDS.includes(call.kind) && isOpenBehind(call, close))
      if (open === undefined) continue
      const settled = open.settledAt === undefined ? 'has not settled' : `settled at ${open.settledAt} ms`
      return `session ${close.session} was closed at ${close.settledAt} ms (call ${close.call}), and call ${open.call} (${open.kind} of client ${open.client}) ${settled}`
    }
    return undefined
  }
}

/** Whether a call that was made before its session was closed has settled later than that. */
function isOpenBehind (call: CallRecord, close: CallRecord): boolean {
  return call.call < close.call && (call.settledAt ?? Infinity) > close.settledAt!
}
