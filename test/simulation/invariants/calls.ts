import type { Invariant } from './invariant.js'

export const settledInTime: Invariant = {
  name: 'every call settles by its limit',
  when: 'atEnd',
  brokenBy ({ records, world }) {
    for (const { call, kind, client, dueAt, settledAt, outcome } of records.calls) {
      if ((settledAt ?? world.scheduler.now) > dueAt) {
        return `call ${call} (${kind} of client ${client}), due at ${dueAt} ms, ` + (outcome.kind === 'pending' ? 'has not settled' : `settled at ${settledAt} ms`)
      }
    }
    return undefined
  }
}

export const typedErrors: Invariant = {
  name: 'every error is a typed one',
  when: 'atEnd',
  brokenBy ({ records }) {
    for (const { call, kind, client, outcome } of records.calls) {
      if (outcome.kind === 'error' && !outcome.error.isTyped) {
        const { name, code, message } = outcome.error
        return `call ${call} (${kind} of client ${client}) failed with ${name} ${code ?? ''}: ${message}`
      }
    }
    return undefined
  }
}

export const noSurprises: Invariant = {
  name: 'nothing happens that nobody asked for',
  when: 'always',
  brokenBy ({ records: { surprises } }) {
    return surprises.length === 0 ? undefined : `client ${surprises[0].client} at ${surprises[0].at} ms: ${surprises[0].what}`
  }
}

export const completeRows: Invariant = {
  name: 'rows are all there, in order, or there is an error',
  when: 'atEnd',
  brokenBy ({ records }) {
    for (const { call, rows } of records.calls) {
      if (rows === undefined) continue
      if (!rows.inOrder) return `call ${call} got rows out of order, or those of another call`
      if (rows.isComplete && rows.received !== rows.expected) return `call ${call} got ${rows.received} of ${rows.expected} rows, and was told that these are all`
    }
    return undefined
  }
}
