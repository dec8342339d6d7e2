import type { Invariant } from './invariant.js'

export const causalReads: Invariant = {
  name: 'a read sees what its bookmarks say',
  when: 'atEnd',
  brokenBy ({ records, truth }) {
    for (const { call, sight, mustSee } of records.calls) {
      if (sight === undefined) continue
      for (const id of mustSee) {
        const write = truth.writes.get(id)?.find(({ database }) => database === sight.database)
        if (write !== undefined && write.position > sight.position) {
          return `call ${call} saw ${sight.database} at position ${sight.position} on ${sight.member}, and write ${id} has position ${write.position}`
        }
      }
    }
    return undefined
  }
}
