import type { Invariant } from './invariant.js'

/** `outcome` of errors, as docs/cancelling.md has it: the server got nothing of the work. */
export const notSent: Invariant = {
  name: 'what was said not to be sent never came',
  when: 'atEnd',
  brokenBy ({ records, truth }) {
    const came = new Set<number | undefined>()
    for (const { queries } of truth.transactions) {
      for (const { call } of queries) came.add(call).add(call === undefined ? undefined : records.calls[call - 1]?.parent)
    }
    for (const { call, kind, outcome } of records.calls) {
      if (outcome.kind === 'error' && outcome.error.outcome === 'notSent' && came.has(call)) return `call ${call} (${kind}) was said not to be sent, and came`
    }
    return undefined
  }
}
