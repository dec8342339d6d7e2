import type { Entry } from './entry.js'

/** So many connections are described one by one; the rest is counted. */
const NAMED = 3

/** Who has the connections that are lent, those lent longest first: for errors by which somebody got none. */
export function describeHolders (entries: Iterable<Entry>, now: number): string {
  const lent = [...entries].filter(entry => entry.state === 'lent').sort((a, b) => a.lentAt - b.lentAt)
  const named = lent.slice(0, NAMED).map(({ connection: { id, usage }, lentAt }) => {
    const purpose = usage === undefined ? 'by the driver itself' : `for ${usage.mode} on ${usage.database ?? 'the home database'}`
    return `connection ${id} for ${Math.round(now - lentAt)} ms ${purpose}`
  })
  if (named.length === 0) return 'nothing is lent'
  const more = lent.length - named.length
  return `lent longest: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}
