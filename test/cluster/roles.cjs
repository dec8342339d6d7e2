'use strict'

const { setTimeout: sleep } = require('node:timers/promises')

const ELECTION_DEADLINE_MS = 60_000
const POLL_MS = 100

/**
 * The role of each member that answers: LEADER, FOLLOWER or READ_REPLICA. Each is asked by itself, without routing.
 *
 * @param {object} neo4j the driver package
 * @param {readonly import('../live/server/cluster.cjs').Member[]} members
 */
async function rolesOf (neo4j, members) {
  const roles = new Map()
  await Promise.all(members.filter(({ isRunning }) => isRunning).map(async member => {
    const driver = neo4j.driver(member.uri, neo4j.auth.none(), { maxTransactionRetryTime: 0, connectionAcquisitionTimeout: 2_000, connectionTimeout: 2_000 })
    try {
      const { records } = await driver.executeQuery('CALL dbms.cluster.role() YIELD role RETURN role', {}, { bookmarkManager: null })
      roles.set(member, records[0].get('role'))
    } catch {
      // It is going down, or not up yet.
    } finally {
      await driver.close()
    }
  }))
  return roles
}

/**
 * The leader, as soon as there is one.
 * @throws {Error} if there is none within a minute
 */
async function leaderAmong (neo4j, members) {
  const end = performance.now() + ELECTION_DEADLINE_MS
  while (performance.now() < end) {
    for (const [member, role] of await rolesOf(neo4j, members)) if (role === 'LEADER') return member
    await sleep(POLL_MS)
  }
  throw new Error(`No leader within ${ELECTION_DEADLINE_MS / 1000} s`)
}

module.exports = { rolesOf, leaderAmong }
