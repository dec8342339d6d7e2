import type { Invariant } from './invariant.js'

/** From when a driver chooses a server by a table until the query gets there: connecting, logging in, waiting for others. */
const SLACK = 90_000

/** Answers and connections are not late: otherwise a query may have been on its way for long. */
export const freshTables: Invariant = {
  name: 'a routing table is used no longer than it holds',
  when: 'atEnd',
  brokenBy ({ truth, world, allRoute }) {
    if (!allRoute || world.network.longestDelay > 0) return undefined
    for (const { number, database, begunAt, queries } of truth.transactions) {
      if (queries[0]?.call === undefined) continue
      const last = lastBefore(truth.tables.filter(table => table.database === database), begunAt)
      if (last !== undefined && last.expiresAt + SLACK < begunAt) {
        return `transaction ${number} began at ${begunAt} ms in ${database}, whose last table was sent at ${last.at} ms and held until ${last.expiresAt} ms`
      }
    }
    return undefined
  }
}

function lastBefore<T extends { readonly at: number }> (list: readonly T[], moment: number): T | undefined {
  let last: T | undefined
  for (const one of list) if (one.at <= moment) last = one
  return last
}
