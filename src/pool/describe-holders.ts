import type { Entry } from './entry.js'

/** So many connections are described one by one; the rest is counted. */
const NAMED = 3

/** The holders of the connections in use, longest first: for errors of callers that got none. */
export function describeHolders (entries: Iterable<Entry>, now: number): string {
  const used = [...entries].filter(entry => entry.state !== 'idle').sort((a, b) => a.lentAt - b.lentAt)
  const named = used.slice(0, NAMED).map(({ connection: { id }, lease, lentAt }) =>
    `connection ${id} for ${Math.round(now - lentAt)} ms ${describePurpose(lease)}`)
  if (named.length === 0) return 'no connections in use'
  const more = used.length - named.length
  return `longest in use: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

function describePurpose (lease: Entry['lease']): string {
  return lease === undefined ? '(being made ready)' : `for ${lease.mode} on ${lease.database ?? 'the home database'}`
}
