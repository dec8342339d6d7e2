'use strict'

const IN_DOUBT = /not known whether the transaction was committed/

/** Keeps account of what was begun, what was acknowledged, and what the database says of it in the end. */
class Ledger {
  /** By the id of each write. */
  begun = new Set()
  acknowledged = new Set()
  inDoubt = new Set()
  reads = 0
  /** Reads that did not see a write which had been acknowledged before. */
  stale = []
  /** Everything else that a call rejected with. */
  failures = []
  longestCall = { what: 'none', milliseconds: 0 }
  /** How often each server did what: `host:port` to a number. */
  servers = { read: new Map(), write: new Map() }

  /** @param {string} id @param {() => Promise<string>} work gives the address of the server */
  async write (id, work) {
    this.begun.add(id)
    try {
      this.#served('write', await this.#timed(`write ${id}`, work))
      this.acknowledged.add(id)
      return true
    } catch (error) {
      if (IN_DOUBT.test(error.message) && error.retriable === false) this.inDoubt.add(id)
      else this.failures.push({ what: `write ${id}`, error })
      return false
    }
  }

  /**
   * @param {string} what
   * @param {readonly string[]} ids writes that were acknowledged before
   * @param {() => Promise<{ found: readonly string[], address: string }>} work
   */
  async read (what, ids, work) {
    try {
      const { found, address } = await this.#timed(what, work)
      this.reads++
      this.#served('read', address)
      const missing = ids.filter(id => !found.includes(id))
      if (missing.length > 0) this.stale.push(`${what} on ${address}: ${missing.join(', ')}`)
    } catch (error) {
      this.failures.push({ what, error })
    }
  }

  /** @param {ReadonlyMap<string, number>} stored how often each write is in the database */
  audit (stored) {
    const times = id => stored.get(id) ?? 0
    return {
      writes: this.acknowledged.size,
      reads: this.reads,
      lost: [...this.acknowledged].filter(id => times(id) === 0),
      doubled: [...stored.keys()].filter(id => times(id) > 1),
      neverBegun: [...stored.keys()].filter(id => !this.begun.has(id)),
      stale: this.stale,
      inDoubt: this.inDoubt.size,
      inDoubtCommitted: [...this.inDoubt].filter(id => times(id) > 0).length,
      failures: this.failures.map(({ what, error }) => `${what}: ${error.code} ${error.message}`),
      longestCall: this.longestCall
    }
  }

  async #timed (what, work) {
    const begin = performance.now()
    try {
      return await work()
    } finally {
      const milliseconds = Math.round(performance.now() - begin)
      if (milliseconds > this.longestCall.milliseconds) this.longestCall = { what, milliseconds }
    }
  }

  #served (mode, address) {
    this.servers[mode].set(address, (this.servers[mode].get(address) ?? 0) + 1)
  }
}

module.exports = { Ledger }
