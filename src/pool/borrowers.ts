import type { Neo4jError } from '../error.js'
import { shorten } from '../text.js'
import type { Entry } from './entry.js'

/** So many connections are described one by one; the rest is counted. */
const NAMED = 3
/** How much of a query errors keep, and how much of it their messages show, in characters. */
const LONGEST_KEPT = 1000
const LONGEST_SHOWN = 100

/** Who has a connection, as the program is told of it. */
export type Borrower = NonNullable<Neo4jError['borrowers']>[number]

export function borrowerOf ({ mode, database, query, usedSince }: Entry, now: number): Borrower {
  return Object.freeze({
    ageMs: Math.round(now - usedSince),
    mode,
    database,
    query: query === undefined ? undefined : shorten(query, LONGEST_KEPT)
  })
}

/** Such as `for READ on movies ("MATCH (m) RETURN m")`. */
export function describeBorrower ({ mode, database, query }: Borrower): string {
  const shown = query === undefined ? '' : ` (${JSON.stringify(shorten(query, LONGEST_SHOWN))})`
  return `for ${mode} on ${database ?? 'the home database'}${shown}`
}

/** Those who have had a connection for longest. */
export function oldestBorrowers (entries: Iterable<Entry>, now: number): readonly Borrower[] {
  return Object.freeze(inUse(entries).filter(isLent).slice(0, NAMED).map(entry => borrowerOf(entry, now)))
}

/** The connections in use, longest first, in one line. */
export function describeUse (entries: Iterable<Entry>, now: number): string {
  const used = inUse(entries)
  const named = used.slice(0, NAMED).map(entry =>
    `connection ${entry.connection.id} for ${Math.round(now - entry.usedSince)} ms ${isLent(entry) ? describeBorrower(borrowerOf(entry, now)) : '(being made ready)'}`)
  if (named.length === 0) return 'no connections in use'
  const more = used.length - named.length
  return `longest in use: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

/** Whether it has, or had until just now, a holder. */
export function isLent ({ state }: Entry): boolean {
  return state === 'lent' || state === 'returning'
}

function inUse (entries: Iterable<Entry>): Entry[] {
  return [...entries].filter(({ state }) => state !== 'idle').sort((a, b) => a.usedSince - b.usedSince)
}
