import type { Invariant } from './invariant.js'

export const acknowledgedWrites: Invariant = {
  name: 'an acknowledged write is there',
  when: 'atEnd',
  brokenBy ({ records, truth }) {
    for (const { id, call, promised, promisedAt } of records.writes.values()) {
      if (promised === 'committed' && !truth.writes.has(id)) return `write ${id} of call ${call} was acknowledged at ${promisedAt} ms, and is not there`
    }
    return undefined
  }
}

export const writesOnce: Invariant = {
  name: 'a write is there once',
  when: 'atEnd',
  brokenBy ({ records, truth }) {
    for (const [id, committed] of truth.writes) {
      const told = records.writes.get(id)
      if (committed.length < 2 || told?.isIdempotent === true) continue
      return `write ${id} of call ${told?.call} is there ${committed.length} times, of transactions ${committed.map(({ transaction }) => transaction).join(', ')}`
    }
    return undefined
  }
}

export const rolledBackWrites: Invariant = {
  name: 'a write that was said to be rolled back is not there',
  when: 'atEnd',
  brokenBy ({ records, truth }) {
    for (const { id, call, promised } of records.writes.values()) {
      const committed = truth.writes.get(id)
      if (promised === 'notCommitted' && committed !== undefined) return `write ${id} of call ${call} is there, committed at ${committed[0].at} ms by transaction ${committed[0].transaction}`
    }
    return undefined
  }
}
