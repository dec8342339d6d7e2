'use strict'

const { leaderAmong } = require('./roles.cjs')

/** Writes that are to succeed before the next thing happens. */
const WRITES_BETWEEN = 50

/** Stops, kills and starts members of a cluster under a workload, and measures how long there was no leader. */
class Restarts {
  /** Milliseconds that the longest one took, from the end of the old leader on. */
  longestElection = 0
  #neo4j
  #cluster
  #workload
  #log

  /** @param {(line: string) => void} [log] */
  constructor (neo4j, cluster, workload, log = () => {}) {
    this.#neo4j = neo4j
    this.#cluster = cluster
    this.#workload = workload
    this.#log = log
  }

  /** Each member in turn, in an orderly way; the next one when the one before has joined again. */
  async rolling (members = this.#cluster.members) {
    for (const member of members) {
      await this.#downAndUp(member, 'stopped', () => member.stop())
    }
  }

  /** The leader, with SIGKILL. */
  async killLeader () {
    const leader = await leaderAmong(this.#neo4j, this.#cluster.cores)
    await this.#downAndUp(leader, 'killed', () => leader.kill())
  }

  async #downAndUp (member, how, takeDown) {
    await this.#workload.progress(WRITES_BETWEEN)
    const led = await leaderAmong(this.#neo4j, this.#cluster.cores) === member
    this.#log(`${member.name}${led ? ', the leader,' : ''} is ${how}`)
    const begin = performance.now()
    await Promise.all([takeDown(), led ? this.#election(member, begin) : undefined])
    await this.#workload.progress(WRITES_BETWEEN)
    await member.start()
    this.#log(`${member.name} is back`)
  }

  async #election (member, begin) {
    const leader = await leaderAmong(this.#neo4j, this.#cluster.cores.filter(other => other !== member))
    const milliseconds = Math.round(performance.now() - begin)
    this.longestElection = Math.max(this.longestElection, milliseconds)
    this.#log(`${leader.name} leads after ${(milliseconds / 1000).toFixed(1)} s`)
  }
}

module.exports = { Restarts }
