import type { Neo4jError } from '../error.js'
import { shorten } from '../text.js'
import type { Entry } from './entry.js'

/** How many connections are described individually; the rest is only counted. */
const NAMED = 3
/** How many characters of a query errors keep, and how many their messages show. */
const LONGEST_KEPT = 1000
const LONGEST_SHOWN = 100

/** The holder of a connection, as reported to the program. */
export type Borrower = NonNullable<Neo4jError['borrowers']>[number]

export function borrowerOf ({ mode, database, query, usedSince }: Entry, now: number): Borrower {
  return Object.freeze({
    ageMs: Math.round(now - usedSince),
    mode,
    database,
    query: query === undefined ? undefined : shorten(query, LONGEST_KEPT)
  })
}

/** A text such as `for READ on movies ("MATCH (m) RETURN m")`. */
export function describeBorrower ({ mode, database, query }: Borrower): string {
  const shown = query === undefined ? '' : ` (${JSON.stringify(shorten(query, LONGEST_SHOWN))})`
  return `for ${mode} on ${database ?? 'the home database'}${shown}`
}

/** The holders of the longest-held connections. */
export function oldestBorrowers (entries: Iterable<Entry>, now: number): readonly Borrower[] {
  return Object.freeze(inUse(entries).filter(isLent).slice(0, NAMED).map(entry => borrowerOf(entry, now)))
}

/** Describes the connections in use in one line, the longest-held first. */
export function describeUse (entries: Iterable<Entry>, now: number): string {
  const used = inUse(entries)
  const named = used.slice(0, NAMED).map(entry =>
    `connection ${entry.connection.id} for ${Math.round(now - entry.usedSince)} ms ${isLent(entry) ? describeBorrower(borrowerOf(entry, now)) : '(being prepared)'}`)
  if (named.length === 0) return 'no connections in use'
  const more = used.length - named.length
  return `longest in use: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

/** Whether the connection has, or just had, a holder. */
export function isLent ({ state }: Entry): boolean {
  return state === 'lent' || state === 'returning'
}

function inUse (entries: Iterable<Entry>): Entry[] {
  return [...entries].filter(({ state }) => state !== 'idle').sort((a, b) => a.usedSince - b.usedSince)
}
