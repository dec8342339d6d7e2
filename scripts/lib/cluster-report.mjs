// The output of `npm run cluster`: a status line while it runs, and the tables at the end.
import { printTable } from './progress.mjs'

const seconds = milliseconds => `${(milliseconds / 1000).toFixed(1)} s`
const number = count => count.toLocaleString('en-US')

/**
 * @param {import('../../test/cluster/workload.cjs').Ledger} ledger
 * @param {string | undefined} leader
 * @param {number} elapsed milliseconds
 */
export function progressLine ({ acknowledged, reads, inDoubt, failures }, leader, elapsed) {
  return `${seconds(elapsed).padStart(8)}  ${number(acknowledged.size)} writes, ${number(reads)} reads, ` +
    `leader: ${leader ?? 'none'}, in doubt: ${inDoubt.size}, errors: ${failures.length}`
}

/**
 * @param {import('../../test/cluster/workload.cjs').Audit} audit
 * @param {number} longestElection milliseconds
 */
export function printAudit (audit, longestElection) {
  printTable(['what', 'how many', 'meaning'], [
    ['writes', number(audit.writes), 'acknowledged'],
    ['  lost', number(audit.lost.length), 'acknowledged, and not in the database'],
    ['  doubled', number(audit.doubled.length), 'in the database more than once'],
    ['reads', number(audit.reads), 'by followers and replicas'],
    ['  stale', number(audit.stale.length), 'did not see a write that was acknowledged before'],
    ['commits in doubt', number(audit.inDoubt), `were told as such; ${number(audit.inDoubtCommitted)} of them were committed`],
    ['other errors', number(audit.failures.length), 'reached the program'],
    ['longest call', seconds(audit.longestCall.milliseconds), `the longest election took ${seconds(longestElection)}`]
  ])
}

/**
 * @param {readonly import('../../test/live/server/cluster.cjs').Member[]} members
 * @param {import('../../test/cluster/workload.cjs').Ledger['servers']} servers
 */
export function printServers (members, { read, write }) {
  printTable(['server', 'address', 'reads', 'writes'], members.map(({ name, address }) =>
    [name, address, number(read.get(address) ?? 0), number(write.get(address) ?? 0)]))
}

/** The violations, one per line. */
export function problemsOf ({ lost, doubled, neverBegun, stale, failures }) {
  return [
    ...lost.map(id => `lost: write ${id}`),
    ...doubled.map(id => `doubled: write ${id}`),
    ...neverBegun.map(id => `never begun: write ${id}`),
    ...stale.map(what => `stale: ${what}`),
    ...failures.map(what => `error: ${what}`)
  ]
}
